/** The query parameters of the proxy's SCIM API. Names that it does not know are ignored, as the RFC allows. */
import { ScimError } from '../scim/errors.ts';
import type { RawQuery } from './types.ts';

/** One parameter, given at most once. @throws ScimError 400 `invalidValue` when given twice */
export function single(query: RawQuery, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new ScimError(400, `The query parameter ${name} is given more than once.`, {
    scimType: 'invalidValue',
  });
}

/** `membersType=user|group` on groups: which kind of members the answer keeps. */
export function parseMembersType(query: RawQuery): 'user' | 'group' | undefined {
  const text = single(query, 'membersType');
  if (text === undefined) return undefined;
  const value = text.toLowerCase();
  if (value === 'user' || value === 'group') return value;
  throw new ScimError(400, 'The query parameter membersType must be user or group.', {
    scimType: 'invalidValue',
  });
}
