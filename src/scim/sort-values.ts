/**
 * By what a list is sorted (RFC 7644 §3.4.2.3): of a list of values the primary one, else the first; texts without regard to
 * case unless they are ids; what has no value last, and first in descending order.
 */
import { ownInAnyCase } from './any-case.ts';
import type { AttributePath } from './filter-ast.ts';
import { isCaseExact, timeOf } from './filter-evaluate.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import { isCoreSchema } from './schemas.ts';

export type SortOrder = 'ascending' | 'descending';

/** What an entity is sorted by; nothing where it has no value. */
export type SortValue = string | number | undefined;

/** @param path `emails` means the value of its elements */
export function sortValueOf(path: AttributePath): (resource: JsonObject) => SortValue {
  const isExact = isCaseExact(path);
  return (resource) => {
    const value = entryAt(resource, path);
    const simple = isJsonObject(value) ? ownInAnyCase(value, 'value') : value;
    if (typeof simple === 'boolean') return Number(simple);
    if (typeof simple === 'number') return simple;
    if (typeof simple !== 'string' || simple === '') return undefined;
    return timeOf(simple) ?? (isExact ? simple : simple.toLowerCase());
  };
}

/** Negative where the first one comes first. Numbers and times come before texts. */
export function compareSortValues(one: SortValue, other: SortValue, order: SortOrder): number {
  const ascending = compareAscending(one, other);
  return order === 'ascending' ? ascending : -ascending;
}

function compareAscending(one: SortValue, other: SortValue): number {
  if (one === other) return 0;
  if (one === undefined) return 1;
  if (other === undefined) return -1;
  if (typeof one !== typeof other) return typeof one === 'number' ? -1 : 1;
  return one < other ? -1 : 1;
}

function entryAt(
  resource: JsonObject,
  { schema, attribute, index, subAttribute }: AttributePath,
): JsonValue | undefined {
  const value = ownInAnyCase(membersOf(resource, schema), attribute);
  const entry = !Array.isArray(value) ? value : index === undefined ? primaryOf(value) : value[index];
  return subAttribute === undefined ? entry : ownInAnyCase(entry, subAttribute);
}

function membersOf(resource: JsonObject, schema: string | undefined): JsonValue | undefined {
  if (schema === undefined) return resource;
  return ownInAnyCase(resource, schema) ?? (isCoreSchema(schema) ? resource : undefined);
}

function primaryOf(values: readonly JsonValue[]): JsonValue | undefined {
  return values.find((value) => ownInAnyCase(value, 'primary') === true) ?? values[0];
}
