/** The PATCH that stands for a DELETE, made by the `deleteEntity` mappings. */
import type { JsonObject } from '../scim/json.ts';
import type { EntityTransformation } from '../transformation/index.ts';

/** @returns `undefined` where the mappings make no `Operations` */
export function deletingUpdate(write: EntityTransformation, id: string): JsonObject | undefined {
  const result = write.run({}, { operation: 'delete', variables: { entityIdTargetSystem: id } });
  if (result.status !== 'transformed' || !Array.isArray(result.output['Operations'])) return undefined;
  return result.output;
}
