/** The value of an entity that an attribute path means. */
import type { AttributePath } from './filter-ast.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { own } from './json-access.ts';

/**
 * Of a list the entry that the path names, else the first one: what `userName`, `emails.value` and `emails[0].value` are
 * of one entity. Names are compared as they are written.
 */
export function valueAt(
  entity: JsonObject,
  { schema, attribute, index = 0, subAttribute }: AttributePath,
): JsonValue | undefined {
  const value = own(schema === undefined ? entity : own(entity, schema), attribute);
  const entry = Array.isArray(value) ? value[index] : value;
  return subAttribute === undefined ? entry : own(entry, subAttribute);
}
