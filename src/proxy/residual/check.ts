/** What is wrong in a filter itself, whoever does it (RFC 7644 §3.4.2.2), where the proxy has to know. */
import { printAttributePath } from '../../scim/attribute-path.ts';
import { ScimError } from '../../scim/errors.ts';
import type { AttributePath, Comparison, Filter } from '../../scim/filter-ast.ts';
import { timeOf } from '../../scim/filter-evaluate.ts';
import type { Attribute } from '../../scim/schema/attribute.ts';
import { findSchema, schemasOf } from '../../scim/schema/known.ts';
import { unknownName } from '../../scim/schema/unknown-name.ts';
import { isCoreSchema } from '../../scim/schemas.ts';
import type { EntityTransformation } from '../../transformation/index.ts';
import type { ProxiedEntity } from '../entity.ts';

const ORDERING: ReadonlySet<string> = new Set(['gt', 'ge', 'lt', 'le']);
const PARTIAL: ReadonlySet<string> = new Set(['co', 'sw', 'ew']);

/** @throws ScimError 400 `invalidFilter` */
export function checkFilter(entity: ProxiedEntity, filter: Filter): void {
  switch (filter.kind) {
    case 'and':
    case 'or':
      for (const operand of filter.operands) checkFilter(entity, operand);
      return;
    case 'not':
      checkFilter(entity, filter.operand);
      return;
    case 'compare':
      requireKnown(entity, filter.path);
      checkComparison(entity, filter);
      return;
    default:
      requireKnown(entity, filter.path);
  }
}

/** Whether clients can see it: some schema has it, or the read transformation makes it. */
export function isDefined(read: EntityTransformation, path: AttributePath): boolean {
  if (extensionMeant(read, path) !== undefined) return false;
  return isKnown(read.entityType, path) || read.targets(placeOf(path));
}

/**
 * The extension whose attribute is named without its URN. Such a name is one of the core schema (RFC 7644 §3.10), where nobody has
 * it; but a transformation may make it there.
 */
function extensionMeant(
  { entityType, targetNames }: EntityTransformation,
  { schema, attribute }: AttributePath,
): string | undefined {
  const name = attribute.toLowerCase();
  const { core, extensions } = schemasOf(entityType);
  if (schema !== undefined || core.attributes.has(name)) return undefined;
  if (targetNames.some(([first]) => first?.toLowerCase() === name)) return undefined;
  return extensions.find(({ attributes }) => attributes.has(name))?.id;
}

/** An attribute that nothing has matches nobody, which would look like an answer. */
function requireKnown({ read }: ProxiedEntity, path: AttributePath): void {
  if (!isDefined(read, path)) throw wrong(path, whyUndefined(read, path));
}

/** What is wrong with the name of an attribute that is not defined, and what to do. */
export function whyUndefined(read: EntityTransformation, path: AttributePath): string {
  const extension = extensionMeant(read, path);
  if (extension !== undefined) return `write ${extension}:${printAttributePath(path)}`;
  return `no schema of a ${read.entityType} has it, and the read transformation does not make it. Look at its spelling`;
}

function isKnown(entityType: string, path: AttributePath): boolean {
  if (path.schema !== undefined && findSchema(path.schema) === undefined) return false;
  return unknownName(entityType, { kind: 'present', path }) === undefined;
}

function placeOf({ schema, attribute, subAttribute }: AttributePath): string[] {
  const extension = schema === undefined || isCoreSchema(schema) ? undefined : schema;
  return [extension, attribute, subAttribute].filter((name) => name !== undefined);
}

function checkComparison({ vocabulary }: ProxiedEntity, { path, operator, value }: Comparison): void {
  const { core, extensions } = vocabulary.schemas;
  const of = path.schema === undefined ? undefined : findSchema(path.schema);
  const attribute = (of === undefined ? [core, ...extensions] : [of])
    .map(({ attributes }) => attributes.get(path.attribute.toLowerCase()))
    .find((found) => found !== undefined);
  const compared =
    path.subAttribute === undefined
      ? attribute
      : attribute?.subAttributes.get(path.subAttribute.toLowerCase());
  const problem = compared === undefined ? undefined : problemOf(compared, operator, value);
  if (problem !== undefined) throw wrong(path, problem);
}

function problemOf({ type }: Attribute, operator: string, value: Comparison['value']): string | undefined {
  const isOrdering = ORDERING.has(operator);
  if ((type === 'boolean' || type === 'binary') && (isOrdering || PARTIAL.has(operator))) {
    return `it is of type ${type}, for which there is no "${operator}"`;
  }
  if (type === 'dateTime' && isOrdering && (typeof value !== 'string' || timeOf(value) === undefined)) {
    return 'it is compared with a date and time such as "2024-02-14T04:42:34Z"';
  }
  return undefined;
}

function wrong(path: AttributePath, why: string): ScimError {
  return new ScimError(400, `The filter cannot be used: ${printAttributePath(path)}: ${why}.`, {
    scimType: 'invalidFilter',
  });
}
