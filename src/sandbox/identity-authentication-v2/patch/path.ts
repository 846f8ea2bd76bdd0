/** The path of a PATCH operation (RFC 7644 §3.5.2, figure 7), with the limits of SAP's SCIM library. */

import type { JsonObject } from '../../../scim/json.ts';
import { type Failure, invalidFilter, invalidPath, invalidValue } from '../failure.ts';
import { compileFilter, elementScope } from '../filter/compile.ts';
import { type FilterNode, parseFilter } from '../filter/syntax.ts';
import type { Kind, SchemaRegistry } from '../schema/registry.ts';
import { type Address, resolveExtension, resolveName } from '../schema/resolve.ts';

export type PatchPath =
  | { readonly kind: 'extension'; readonly extension: string }
  | { readonly kind: 'attribute'; readonly address: Address; readonly elements?: Elements | undefined };

/** `[value eq "…"]`: some elements of a multi-valued attribute. */
export interface Elements {
  matches(element: JsonObject): boolean;
  /** How many comparisons there are, e.g. how many members are named. */
  readonly terms: number;
}

const VALUE_PATH = /^([^[\]]+)\[(.*)\](?:\.([^.[\]]+))?$/s;

/** @throws {Failure} 400 `invalidPath`, `invalidFilter` or `invalidValue` */
export function parsePath(schemas: SchemaRegistry, kind: Kind, text: string): PatchPath {
  if (text.includes('[')) return parseValuePath(schemas, kind, text);
  const extension = resolveExtension(schemas, kind, text);
  if (extension !== undefined) return { kind: 'extension', extension };
  return { kind: 'attribute', address: resolve(schemas, kind, text) };
}

function parseValuePath(schemas: SchemaRegistry, kind: Kind, text: string): PatchPath {
  const [, name, filter, sub] = VALUE_PATH.exec(text) ?? [];
  if (name === undefined || filter === undefined) throw invalidPath("The specified 'valuePath' is not valid");
  const address = resolve(schemas, kind, sub === undefined ? name : `${name}.${sub}`);
  const { attribute } = address;
  if (
    attribute.type !== 'complex' ||
    !attribute.multiValued ||
    (sub === undefined && address.sub !== undefined)
  ) {
    throw invalidPath("The specified 'valuePath' is not valid");
  }
  const tree = parseFilter(filter.trim());
  const terms = countTerms(tree);
  const scope = elementScope(attribute);
  const matches = compileFilter(tree, {
    ...scope,
    resolve: (each) => {
      if (!attribute.subAttributes.some((known) => known.name.toLowerCase() === each.toLowerCase())) {
        throw doesNotExist(schemas, kind, `${name}.${each}`);
      }
      return scope.resolve(each);
    },
  });
  return { kind: 'attribute', address, elements: { matches, terms } };
}

/** Only `eq` and `co`, joined by `and` and `or`; no parentheses, nothing nested. */
function countTerms(node: FilterNode): number {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.operands.reduce((sum, operand) => sum + countTerms(operand), 0);
    case 'compare':
      if (node.operator !== 'eq' && node.operator !== 'co') throw unsupported(node.operator);
      return 1;
    case 'present':
      throw unsupported('pr');
    case 'parentheses':
      throw invalidFilter('Brace filter expression is not supported');
    case 'element':
      throw invalidFilter('Multivalued sub attribute of multivalued attribute is not allowed');
  }
}

/** The spelling is the library's. */
const unsupported = (operator: string): Failure =>
  invalidFilter(`Filter following value fitler operation is not supported: '${operator}'`);

function resolve(schemas: SchemaRegistry, kind: Kind, name: string): Address {
  const address = resolveName(schemas, kind, name);
  // `id`, `meta` and `schemas` are no attributes of any schema, so no path leads to them.
  const known =
    address !== undefined &&
    (address.extension !== undefined || schemas.core(kind).attributes.includes(address.attribute));
  if (!known) throw doesNotExist(schemas, kind, name);
  return address;
}

function doesNotExist(schemas: SchemaRegistry, kind: Kind, name: string): Failure {
  const core = schemas.core(kind).id;
  if (!/^urn:/i.test(name)) return invalidPath(`Attribute with name '${core}:${name}' does not exist`);
  const lower = name.toLowerCase();
  const known = [core, ...schemas.extensions(kind).map(({ id }) => id)].some((id) =>
    lower.startsWith(id.toLowerCase()),
  );
  return known
    ? invalidPath(`Attribute with name '${name}' does not exist`)
    : invalidValue('Resource schema does not exist or is not permitted');
}
