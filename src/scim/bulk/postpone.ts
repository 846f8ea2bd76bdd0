/** What is left out of a resource when it is created, and the PATCH that adds it afterwards. */
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { PATCH_OP_SCHEMA } from '../schemas.ts';
import { eachText } from './references.ts';

export interface Parted {
  /** Without what refers to others. */
  readonly data: JsonObject;
  /** Body of a PATCH request that adds it, with the references as they are. */
  readonly patch: JsonObject;
}

/**
 * Of a list, those values are left out that refer to one of them, otherwise the attribute as a whole.
 *
 * @param bulkIds of those that are not there yet
 */
export function partedFrom(data: JsonObject, bulkIds: ReadonlySet<string>): Parted {
  const operations: JsonObject[] = [];
  const kept = part(data, '', bulkIds, operations);
  return { data: kept, patch: { schemas: [PATCH_OP_SCHEMA], Operations: operations } };
}

/** @param prefix URN of the extension, with a colon */
function part(
  data: JsonObject,
  prefix: string,
  bulkIds: ReadonlySet<string>,
  operations: JsonObject[],
): JsonObject {
  const kept: [string, JsonValue][] = [];
  for (const [name, value] of Object.entries(data)) {
    if (!refersTo(value, name, bulkIds)) kept.push([name, value]);
    else if (prefix === '' && name.includes(':') && isJsonObject(value)) {
      kept.push([name, part(value, `${name}:`, bulkIds, operations)]);
    } else if (Array.isArray(value)) {
      const { now = [], later = [] } = Object.groupBy(value, (element) =>
        refersTo(element, name, bulkIds) ? 'later' : 'now',
      );
      if (now.length > 0) kept.push([name, now]);
      operations.push({ op: 'add', path: prefix + name, value: later });
    } else operations.push({ op: 'add', path: prefix + name, value });
  }
  return Object.fromEntries(kept);
}

function refersTo(value: JsonValue, name: string, bulkIds: ReadonlySet<string>): boolean {
  let isFound = false;
  eachText(
    value,
    false,
    (_text, bulkId) => {
      if (bulkId !== undefined && bulkIds.has(bulkId)) isFound = true;
    },
    name,
  );
  return isFound;
}
