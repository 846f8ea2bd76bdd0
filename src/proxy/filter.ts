/**
 * Client filters name target attributes of the read transformation; backends know their own. Each attribute is
 * translated by the mapping that writes it, and where that mapping changes the value, the compared value is
 * turned back first.
 */
import { ScimError } from '../scim/errors.ts';
import type { AttributePath, ComparisonValue, Filter } from '../scim/filter-ast.ts';
import { isCaseExact } from '../scim/filter-evaluate.ts';
import { mapPaths } from '../scim/filter-tree.ts';
import { coreSchema } from '../scim/schemas.ts';
import { type AttributeSource, type EntityTransformation, EvaluationError } from '../transformation/index.ts';

/** `nothing`: no entity of the backend can match, so it need not be asked. */
export type TranslatedFilter = Filter | 'nothing';

export interface FilterTranslation {
  readonly entityType: string;
  readonly read: EntityTransformation;
  /** Turns an id as clients see it into the backend's. */
  readonly targetId: (id: string) => string | undefined;
  /**
   * Attributes that the read transformation makes of several things, by conditions, are none that the backend can be asked for.
   * Default: one comparison by `eq` may be, of what the transformation mostly makes them of.
   */
  readonly isStrict?: boolean | undefined;
}

/** @throws ScimError 400 `invalidFilter` naming an attribute that has no counterpart in the backend */
export function translateFilter(filter: Filter, translation: FilterTranslation): TranslatedFilter {
  switch (filter.kind) {
    case 'compare':
      return translateComparison(filter, translation);
    case 'present':
      return { kind: 'present', path: backendPath(sourceOfSame(filter.path, translation)) };
    case 'valuePath':
      return translateValuePath(filter, translation);
    case 'not': {
      const operand = translateFilter(filter.operand, { ...translation, isStrict: true });
      if (operand === 'nothing') throw unmapped('not', 'its operand can never hold');
      return { kind: 'not', operand };
    }
    case 'and': {
      const operands = filter.operands.map((operand) => translateFilter(operand, translation));
      if (operands.includes('nothing')) return 'nothing';
      return { kind: 'and', operands: operands as Filter[] };
    }
    case 'or': {
      const operands = filter.operands
        .map((operand) => translateFilter(operand, translation))
        .filter((operand): operand is Filter => operand !== 'nothing');
      const [only] = operands;
      if (only === undefined) return 'nothing';
      return operands.length === 1 ? only : { kind: 'or', operands };
    }
  }
}

function translateComparison(
  filter: Extract<Filter, { kind: 'compare' }>,
  translation: FilterTranslation,
): TranslatedFilter {
  if (isCore(filter.path, 'id', translation)) return translateId(filter, translation);
  if (isVersion(filter.path, translation) && typeof filter.value === 'string') {
    throw unmapped(printPath(filter.path), 'clients see versions in another form than the backend has them');
  }
  if (filter.operator !== 'eq' || filter.value === null) {
    return { ...filter, path: backendPath(sourceOfSame(filter.path, translation)) };
  }
  const found = source(filter.path, translation);
  const value = inverted(found, filter);
  return value === undefined ? 'nothing' : { ...filter, path: backendPath(found), value };
}

/** Every entity has an id, which is a text. */
function translateId(
  filter: Extract<Filter, { kind: 'compare' }>,
  { targetId }: FilterTranslation,
): TranslatedFilter {
  const { operator, value } = filter;
  const id = typeof value === 'string' ? targetId(value) : undefined;
  if (operator !== 'eq' && (id === undefined || id !== value)) {
    throw unmapped(
      printPath(filter.path),
      'no id of the backend is this value, so only eq can be used on it',
    );
  }
  return id === undefined ? 'nothing' : { ...filter, path: { attribute: 'id' }, value: id };
}

/**
 * For what is true of other values than one, or of none: of the attribute itself, not only of what it is mostly made of.
 *
 * @throws ScimError 400 `invalidFilter`
 */
function sourceOfSame(path: AttributePath, translation: FilterTranslation): AttributeSource {
  const found = source(path, { ...translation, isStrict: true });
  if (found.isCopy) return found;
  throw unmapped(
    printPath(path),
    'the read transformation changes its values, or has one where the backend has none, so only eq can be used on it',
  );
}

/** What is asked of the elements is translated like any attribute; together they have to be those of one list. */
function translateValuePath(
  filter: Extract<Filter, { kind: 'valuePath' }>,
  translation: FilterTranslation,
): TranslatedFilter {
  const operand = translateFilter(belowList(filter.filter, filter.path), translation);
  if (operand === 'nothing') return 'nothing';
  const lists = new Map<string, AttributePath>();
  const inner = mapPaths(operand, ({ subAttribute, ...list }) => {
    if (subAttribute === undefined) throw noList(filter.path);
    lists.set(printPath(list), list);
    return { attribute: subAttribute };
  });
  const [list, another] = lists.values();
  if (list === undefined || another !== undefined) throw noList(filter.path);
  return { kind: 'valuePath', path: list, filter: inner };
}

/** `type` → `emails.type` */
function belowList(filter: Filter, list: AttributePath): Filter {
  return mapPaths(filter, (path) => ({ ...list, subAttribute: printPath(path) }));
}

function noList(path: AttributePath): ScimError {
  return unmapped(
    printPath(path),
    'the read transformation does not make its elements of those of one list, so the backend cannot look among them',
  );
}

/** Where the backend has the same values; `undefined`: nowhere, or others. */
export function backendAttribute(
  { read }: Pick<FilterTranslation, 'read'>,
  path: AttributePath,
): AttributePath | undefined {
  const translation = { entityType: read.entityType, read };
  const found = isProxys(path, translation) ? undefined : find(path, translation);
  return found?.isCopy && found.isOnly ? backendPath(found) : undefined;
}

/** The value that the backend has where clients see the filter's; `undefined`: there is none. */
function inverted(
  { invert }: AttributeSource,
  { path, value }: Extract<Filter, { kind: 'compare' }>,
): ComparisonValue | undefined {
  try {
    return invert(value, isCaseExact(path));
  } catch (error) {
    if (error instanceof EvaluationError) throw unmapped(printPath(path), error.message);
    throw error;
  }
}

type Names = Pick<FilterTranslation, 'entityType' | 'read'>;

function source(
  path: AttributePath,
  translation: Pick<FilterTranslation, 'entityType' | 'read' | 'isStrict'>,
): AttributeSource {
  if (isProxys(path, translation)) {
    throw unmapped(
      printPath(path),
      'what clients see of it is made by the proxy, so the backend cannot look for it',
    );
  }
  const found = find(path, translation);
  if (found !== undefined && translation.isStrict === true && !found.isOnly) {
    throw unmapped(
      printPath(path),
      'for some entities the read transformation makes it of something else, so the backend cannot look for it',
    );
  }
  if (found === undefined) {
    throw unmapped(
      printPath(path),
      'no mapping of the read transformation gives it, so the backend cannot look for it. ' +
        'Use an attribute that a mapping copies, such as userName, emails.value, displayName or id',
    );
  }
  return found;
}

/** Connectors know `id` and `meta` by these names, unless the transformation makes other ones of something else. */
function find(path: AttributePath, names: Names): AttributeSource | undefined {
  if (isCore(path, 'id', names)) return unchanged(path);
  if (isCore(path, 'meta', names)) return lookUp(path, names) ?? unchanged(path);
  return lookUpValue(path, names);
}

/** URLs of the backend never reach clients. */
function isProxys(path: AttributePath, names: Names): boolean {
  const last = (path.subAttribute ?? path.attribute).toLowerCase();
  return /(?:^|\.)\$ref$/.test(last) || (last === 'location' && isCore(path, 'meta', names));
}

function isVersion(path: AttributePath, names: Names): boolean {
  return isCore(path, 'meta', names) && path.subAttribute?.toLowerCase() === 'version';
}

function lookUpValue(path: AttributePath, names: Names): AttributeSource | undefined {
  return (
    lookUp(path, names) ??
    // `emails eq "x"` means the value of a list's elements (RFC 7643 §2.4); `email` is how SAP's clients say it.
    (path.subAttribute === undefined
      ? (lookUp({ ...path, subAttribute: 'value' }, names) ??
        (path.attribute.toLowerCase() === 'email'
          ? lookUp({ attribute: 'emails', subAttribute: 'value' }, names)
          : undefined))
      : undefined)
  );
}

function lookUp(path: AttributePath, translation: Names): AttributeSource | undefined {
  const schema =
    path.schema === undefined ||
    path.schema.toLowerCase() === coreSchema(translation.entityType).toLowerCase()
      ? []
      : [path.schema];
  return translation.read.attributeSource([
    ...schema,
    path.attribute,
    ...(path.index === undefined ? [] : [path.index]),
    ...(path.subAttribute === undefined ? [] : [path.subAttribute]),
  ]);
}

function unchanged(path: AttributePath): AttributeSource {
  return {
    path: path.subAttribute === undefined ? [path.attribute] : [path.attribute, path.subAttribute],
    isCopy: true,
    isOnly: true,
    invert: (value) => value,
  };
}

function isCore(path: AttributePath, attribute: string, translation: Names): boolean {
  return (
    path.attribute.toLowerCase() === attribute &&
    (path.schema === undefined ||
      path.schema.toLowerCase() === coreSchema(translation.entityType).toLowerCase())
  );
}

/** `['urn:…:User', 'emails', 0, 'value']` → an attribute path. */
function backendPath({ path }: AttributeSource): AttributePath {
  const [first] = path;
  const hasSchema = typeof first === 'string' && first.toLowerCase().startsWith('urn:') && path.length > 1;
  const rest = hasSchema ? path.slice(1) : path;
  const names = rest.filter((part) => typeof part === 'string');
  const index = rest.find((part) => typeof part === 'number');
  return {
    ...(hasSchema ? { schema: first } : {}),
    attribute: names[0] ?? '',
    ...(index === undefined ? {} : { index }),
    ...(names.length > 1 ? { subAttribute: names.slice(1).join('.') } : {}),
  };
}

function printPath(path: AttributePath): string {
  return `${path.schema === undefined ? '' : `${path.schema}:`}${path.attribute}${
    path.index === undefined ? '' : `[${path.index}]`
  }${path.subAttribute === undefined ? '' : `.${path.subAttribute}`}`;
}

function unmapped(what: string, why: string): ScimError {
  return new ScimError(400, `The filter cannot be used: ${what}: ${why}.`, { scimType: 'invalidFilter' });
}

/**
 * A filter that asks for one entity by an identifying attribute: `eq` on userName, an e-mail address or externalId of
 * users, on displayName of groups. More than one hit is then an error, not a list.
 */
export function isSingleEntityFilter(filter: Filter, entityType: string): boolean {
  // Many may have no value.
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || filter.value === null) return false;
  const { path } = filter;
  if (path.schema !== undefined && path.schema.toLowerCase() !== coreSchema(entityType).toLowerCase())
    return false;
  const attribute = path.attribute.toLowerCase();
  if (attribute === 'id') return true;
  if (entityType === 'group') return attribute === 'displayname';
  if (entityType !== 'user') return false;
  if (attribute === 'emails' || attribute === 'email') {
    return path.subAttribute === undefined || path.subAttribute.toLowerCase() === 'value';
  }
  return (attribute === 'username' || attribute === 'externalid') && path.subAttribute === undefined;
}
