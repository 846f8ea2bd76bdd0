/** The query parameters of the proxy's SCIM API. Names that it does not know are ignored, as the RFC allows. */
import { ScimError } from '../scim/errors.ts';
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
const BY_LOWER_CASE: ReadonlyMap<string, string> = new Map(NAMES.map((name) => [name.toLowerCase(), name]));

const NONE: readonly string[] = [];

/**
 * Names are case-sensitive (proxy API, section 3), but a `Filter` that is ignored without a word answers with everybody.
 *
 * @returns warnings, at most one for each known name
 */
export function ignoredNames(query: RawQuery): readonly string[] {
  let warnings: Map<string, string> | undefined;
  for (const given in query) {
    const name = BY_LOWER_CASE.get(given.toLowerCase());
    if (name === undefined || name === given || warnings?.has(name)) continue;
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

/** `membersType=user|group` on groups: which kind of members the answer keeps. Without a value it means nothing. */
export function parseMembersType(query: RawQuery): 'user' | 'group' | undefined {
  const text = single(query, 'membersType')?.trim();
  if (text === undefined || text === '') return undefined;
  const value = text.toLowerCase();
  if (value === 'user' || value === 'group') return value;
  throw new ScimError(400, 'The query parameter membersType must be user or group.', {
    scimType: 'invalidValue',
  });
}
