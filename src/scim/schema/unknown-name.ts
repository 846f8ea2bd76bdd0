/** Names in filters and attribute paths that no schema has. */
import type { AttributePath, Filter } from '../filter-ast.ts';
import type { AttributeMap } from './attribute.ts';
import { findSchema, schemasOf } from './known.ts';

export interface UnknownName {
  /** As written: `userTpye`. */
  readonly word: string;
  /** What there is in its place. */
  readonly known: readonly string[];
}

/**
 * The first one; `undefined` where all are known, or may be custom ones.
 *
 * @param entityType `user` or `group`
 */
export function unknownName(entityType: string, filter: Filter): UnknownName | undefined {
  return firstUnknown(filter, (path) => attributesFor(entityType, path));
}

type Scope = (path: AttributePath) => AttributeMap | undefined;

function firstUnknown(filter: Filter, scope: Scope): UnknownName | undefined {
  switch (filter.kind) {
    case 'and':
    case 'or':
      for (const operand of filter.operands) {
        const found = firstUnknown(operand, scope);
        if (found !== undefined) return found;
      }
      return undefined;
    case 'not':
      return firstUnknown(filter.operand, scope);
    case 'valuePath': {
      const inner = subAttributesOf(filter.path, scope);
      return unknownIn(filter.path, scope) ?? firstUnknown(filter.filter, () => inner);
    }
    default:
      return unknownIn(filter.path, scope);
  }
}

function unknownIn(path: AttributePath, scope: Scope): UnknownName | undefined {
  const attributes = scope(path);
  if (attributes === undefined) return undefined;
  if (!attributes.has(path.attribute.toLowerCase()))
    return { word: path.attribute, known: namesOf(attributes) };
  const inner = subAttributesOf(path, scope);
  const { subAttribute } = path;
  if (subAttribute === undefined || inner === undefined || inner.has(subAttribute.toLowerCase()))
    return undefined;
  return { word: subAttribute, known: namesOf(inner) };
}

/** Those of simple attributes, and of such as this product does not know in parts, are anybody's guess. */
function subAttributesOf(path: AttributePath, scope: Scope): AttributeMap | undefined {
  const inner = scope(path)?.get(path.attribute.toLowerCase())?.subAttributes;
  return inner === undefined || inner.size === 0 ? undefined : inner;
}

/** Without a schema, those of all schemas; of a schema that is not known, none. */
function attributesFor(entityType: string, { schema }: AttributePath): AttributeMap | undefined {
  if (schema !== undefined) return findSchema(schema)?.attributes;
  const { core, extensions } = schemasOf(entityType);
  return new Map([...extensions, core].flatMap(({ attributes }) => [...attributes]));
}

function namesOf(attributes: AttributeMap): string[] {
  return [...attributes.values()].map(({ name }) => name);
}
