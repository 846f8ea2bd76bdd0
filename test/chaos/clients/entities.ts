/** What clients send, and what they look at. */
import type { JsonObject } from '../../../src/scim/json.ts';

export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export function userBody(userName: string, familyName: string): object {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName,
    name: { givenName: 'Chaos', familyName },
    emails: [{ value: `${userName}@example.com`, type: 'work', primary: true }],
    active: true,
  };
}

/** `undefined` of an answer that shows no more than the id. */
export function familyNameOf({ name }: JsonObject): string | undefined {
  const { familyName } = (name ?? {}) as JsonObject;
  return typeof familyName === 'string' ? familyName : undefined;
}
