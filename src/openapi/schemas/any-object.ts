import type { JsonObject } from '../../scim/json.ts';

/** Any members: without the word `additionalProperties`, generators of clients make a type of it that can have none. */
export const ANY_OBJECT: JsonObject = { type: 'object', additionalProperties: true };
