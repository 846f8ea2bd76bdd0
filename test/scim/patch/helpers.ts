import { ScimError } from '../../../src/scim/errors.ts';
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import { applyPatch, type PatchOptions, type PatchResult } from '../../../src/scim/patch/index.ts';
import { GROUP_SCHEMA, PATCH_OP_SCHEMA, USER_SCHEMA } from '../../../src/scim/schemas.ts';

export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** An operation as a client writes it, or any other JSON. */
export type Sent = JsonValue;

export function patchUser(resource: JsonObject, ...operations: Sent[]): PatchResult {
  return patch(resource, operations, { coreSchema: USER_SCHEMA });
}

export function patchGroup(resource: JsonObject, ...operations: Sent[]): PatchResult {
  return patch(resource, operations, { coreSchema: GROUP_SCHEMA });
}

export function patch(resource: JsonObject, operations: Sent[], options: PatchOptions): PatchResult {
  return applyPatch(resource, { schemas: [PATCH_OP_SCHEMA], Operations: operations }, options);
}

/** `400 noTarget Operations[0]: …` of what the call throws. */
export function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof ScimError) return `${error.status} ${error.scimType} ${error.message}`;
    throw error;
  }
  throw new Error('Nothing was refused.');
}
