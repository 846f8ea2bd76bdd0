/** The query parameters of the proxy's SCIM API. Names that it does not know are ignored, as the RFC allows. */
import { ScimError } from '../scim/errors.ts';
import { closest } from '../transformation/index.ts';
import type { RawQuery } from './types.ts';

const NAMES = [
  'filter',
  'startIndex',
  'count',
  'cursor',
  'attributes',
  'excludedAttributes',
  'membersType',
  'sortBy',
  'sortOrder',
];
const KNOWN: ReadonlySet<string> = new Set(NAMES);

const NONE: readonly string[] = [];

/** Names of one query that are compared with the known ones: a client sends few, and comparing takes its time. */
const MOST_COMPARED = 32;

/**
 * Names are case-sensitive (proxy API, section 3), but a `Filter` that is ignored without a word answers with everybody.
 *
 * @returns warnings, at most one for each known name
 */
export function ignoredNames(query: RawQuery): readonly string[] {
  let warnings: Map<string, string> | undefined;
  let compared = 0;
  for (const given in query) {
    if (KNOWN.has(given)) continue;
    compared += 1;
    if (compared > MOST_COMPARED) break;
    // `$filter`, `start_index`, `sort-by`
    const name = closest(given.replace(/[^A-Za-z]/g, ''), NAMES);
    if (name === undefined || warnings?.has(name)) continue;
    warnings ??= new Map();
    warnings.set(name, `The query parameter "${given}" was ignored; its name is ${name}`);
  }
  return warnings === undefined ? NONE : [...warnings.values()];
}

/** One parameter, given at most once. @throws ScimError 400 `invalidValue` when given twice */
export function single(query: RawQuery, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new ScimError(400, `The query parameter ${name} is given more than once.`, {
    scimType: 'invalidValue',
  });
}

/**
 * One parameter that has a value: an empty one is an absent one, since clients write `filter=` where a field of theirs is
 * left blank.
 *
 * @throws ScimError 400 `invalidValue` when given twice
 */
export function given(query: RawQuery, name: string): string | undefined {
  const value = single(query, name);
  return value === undefined || value.trim() === '' ? undefined : value;
}

/** `membersType=user|group` on groups: which kind of members the answer keeps. Without a value it means nothing. */
export function parseMembersType(query: RawQuery): 'user' | 'group' | undefined {
  const value = given(query, 'membersType')?.trim().toLowerCase();
  if (value === undefined) return undefined;
  if (value === 'user' || value === 'group') return value;
  throw new ScimError(400, 'The query parameter membersType must be user or group.', {
    scimType: 'invalidValue',
  });
}
