/**
 * Properties of types of systems that SAP has and that are none here: `sac.user.filter` is that of SAP Analytics Cloud, and
 * comes along where a configuration was copied from one of those.
 */
import { closest } from '../transformation/index.ts';
import { SAP_TYPES } from './sap-types.ts';

export interface SapOwner {
  /** Of the type, as SAP calls it. */
  readonly title: string;
  /** As the property should begin. */
  readonly prefix: string;
  /** What follows the prefix. */
  readonly rest: string;
}

/** Shorter ones are nearly any other word. */
const LONG_PREFIX = 4;

/** Stands in for that of any type. */
const GENERAL_PREFIX = 'scim';

/** Longer ones first: they may begin like shorter ones. */
const OWNERS = SAP_TYPES.flatMap(({ title, prefix = GENERAL_PREFIX }) =>
  prefix === GENERAL_PREFIX ? [] : [{ title, prefix }],
).sort((one, other) => other.prefix.length - one.prefix.length);

/** @param served prefixes of the types that there are here */
export function sapOwner(property: string, served: ReadonlySet<string>): SapOwner | undefined {
  const parts = property.split('.');
  const owners = OWNERS.filter(({ prefix }) => !served.has(prefix));
  const candidates = owners.map(({ title, prefix }) => {
    const length = prefix.split('.').length;
    const [begin, rest] = [parts.slice(0, length).join('.'), parts.slice(length).join('.')];
    return { owner: { title, prefix, rest }, begin };
  });
  const complete = candidates.filter(({ owner }) => owner.rest !== '');
  return (
    complete.find(({ owner, begin }) => begin.toLowerCase() === owner.prefix) ??
    complete.find(
      ({ owner, begin }) =>
        owner.prefix.length >= LONG_PREFIX && closest(begin, [owner.prefix], 1) !== undefined,
    )
  )?.owner;
}
