/** PATCH requests and what they become. */
import type { JsonObject, JsonValue } from '../../../../src/scim/json.ts';
import { createVocabulary, type Vocabulary } from '../../../../src/scim/names/vocabulary.ts';
import { type NormalizedPatch, normalizePatch } from '../../../../src/scim/patch/index.ts';
import { schemasOf } from '../../../../src/scim/schema/known.ts';

export const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
export const ACME = 'urn:acme:2.0:User';

export const USER: Vocabulary = createVocabulary(schemasOf('user'), []);
export const GROUP: Vocabulary = createVocabulary(schemasOf('group'), []);
export const ROLE: Vocabulary = createVocabulary(schemasOf('role'), []);
/** A transformation with names and spellings of its own. */
export const OWN: Vocabulary = createVocabulary(schemasOf('user'), [
  ['UserName'],
  ['emails', 'Display'],
  ['badges', 'Number'],
  [ACME, 'Floor'],
]);

/** The id of the resource in the URL. */
export const ID = 'own-id';

export function normalized(vocabulary: Vocabulary, ...operations: JsonValue[]): NormalizedPatch {
  return normalizePatch({ Operations: operations }, { vocabulary, id: ID });
}

/** The operations alone. */
export function operations(vocabulary: Vocabulary, ...given: JsonValue[]): JsonObject[] {
  return normalized(vocabulary, ...given).steps.map(({ operation }) => operation);
}

export function add(path: string, value: JsonValue): JsonObject {
  return { op: 'add', path, value };
}

export function replace(path: string, value: JsonValue): JsonObject {
  return { op: 'replace', path, value };
}

export function remove(path: string, value?: JsonValue): JsonObject {
  return { op: 'remove', path, ...(value === undefined ? {} : { value }) };
}
