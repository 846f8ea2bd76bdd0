/** Bodies of requests that work as they are. */
import type { DescribedResourceType } from '../../proxy/description/types.ts';
import type { DescribedAttribute } from '../../scim/discovery/schema-document.ts';
import type { JsonObject } from '../../scim/json.ts';
import { BULK_REQUEST_SCHEMA, PATCH_OP_SCHEMA, SEARCH_REQUEST_SCHEMA } from '../../scim/schemas.ts';
import { isPresent } from '../schemas/attribute-schema.ts';
import { exampleObject } from './values.ts';

/** What creates an entity, and what replaces one. */
export function createExample({ schema, extensions }: DescribedResourceType): JsonObject {
  const parts = extensions
    .filter(({ required }) => required)
    .map((extension) => [extension.schema.id, exampleObject(extension.schema.attributes)] as const);
  return {
    schemas: [schema.id, ...parts.map(([urn]) => urn)],
    ...exampleObject(schema.attributes),
    ...Object.fromEntries(parts),
  };
}

/** Gives an attribute the value that the example of a create has. */
export function patchExample(type: DescribedResourceType): JsonObject {
  const { schemas: _, ...example } = createExample(type);
  const possible = type.schema.attributes.filter((attribute) => isPatched(attribute, example));
  // Names that entities are told apart by are changed seldom.
  const changed = possible.find(({ uniqueness }) => uniqueness === 'none') ?? possible[0];
  const operation: JsonObject =
    changed === undefined
      ? { op: 'replace', value: example }
      : { op: 'replace', path: changed.name, value: example[changed.name] ?? null };
  return { schemas: [PATCH_OP_SCHEMA], Operations: [operation] };
}

function isPatched(
  { name, type, multiValued, mutability }: DescribedAttribute,
  example: JsonObject,
): boolean {
  return Object.hasOwn(example, name) && type !== 'complex' && !multiValued && mutability === 'readWrite';
}

/** @returns `undefined` where nothing is known that entities are told apart by */
export function filterExample({ schema }: DescribedResourceType): string | undefined {
  const known = ['userName', 'displayName'];
  const attribute = schema.attributes.find((each) => known.includes(each.name) && isPresent(each, 'read'));
  const value = attribute === undefined ? undefined : exampleObject([attribute])[attribute.name];
  return attribute === undefined || typeof value !== 'string' ? undefined : `${attribute.name} eq "${value}"`;
}

/** @param type absent: of all types */
export function searchExample(type?: DescribedResourceType): JsonObject {
  const filter = type === undefined ? undefined : filterExample(type);
  return {
    schemas: [SEARCH_REQUEST_SCHEMA],
    ...(filter === undefined ? {} : { filter }),
    startIndex: 1,
    count: 10,
  };
}

/** @returns `undefined` where nothing can be created */
export function bulkExample(types: readonly DescribedResourceType[]): JsonObject | undefined {
  const type = types.find(({ operations }) => operations.has('create'));
  if (type === undefined) return undefined;
  return {
    schemas: [BULK_REQUEST_SCHEMA],
    failOnErrors: 1,
    Operations: [{ method: 'POST', path: `/${type.endpoint}`, bulkId: 'first', data: createExample(type) }],
  };
}
