/** What clients send, and what they look at. */
import type { JsonObject } from '../../../src/scim/json.ts';
import type { Values } from '../model/contest.ts';

export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export function userBody(userName: string, familyName: string, givenName = 'Chaos'): object {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName,
    name: { givenName, familyName },
    emails: [{ value: `${userName}@example.com`, type: 'work', primary: true }],
    active: true,
  };
}

/** `undefined` of an answer that shows no more than the id. */
export function familyNameOf(entity: JsonObject): string | undefined {
  return namesOf(entity).familyName;
}

/** Likewise. */
export function namesOf({ name }: JsonObject): Values {
  const { familyName, givenName } = (name ?? {}) as JsonObject;
  return {
    ...(typeof familyName === 'string' ? { familyName } : {}),
    ...(typeof givenName === 'string' ? { givenName } : {}),
  };
}
