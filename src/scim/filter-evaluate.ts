/**
 * Filters on JSON (RFC 7644 §3.4.2.2), for what no backend can be asked: the value filters of a PATCH path, lists that
 * are searched page by page.
 *
 * Attribute names and strings are compared without regard to case, ids exactly (RFC 7643 §2.2 and §3.1). A list
 * matches when any of its values does; of a complex value without a named sub-attribute, `value` is compared. `ne` is
 * the opposite of `eq`, so an attribute without a value is `ne` everything but null. Ordering compares times as times.
 */
import { printAttributePath } from './attribute-path.ts';
import { isSameId } from './entity-id.ts';
import { ScimError } from './errors.ts';
import type { AttributePath, Comparison, ComparisonOperator, ComparisonValue, Filter } from './filter-ast.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import { mayBeSameText } from './same-text.ts';
import { findSchema } from './schema/known.ts';
import { isCoreSchema } from './schemas.ts';

type Test = (entity: JsonObject) => boolean;
type Scalar = string | number | boolean;

/** Attributes whose values are ids wherever they stand. */
const IDS: ReadonlySet<string> = new Set(['id', 'externalid', '$ref']);
/** Attributes whose `value` is an id of another resource. */
const REFERENCES: ReadonlySet<string> = new Set(['members', 'groups', 'manager']);
const TIMES: ReadonlySet<string> = new Set(['created', 'lastmodified']);
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/**
 * A test for one resource or for one value of a list; a simple value is looked at as `{ "value": … }`.
 *
 * @param scope the attribute whose values are tested, e.g. `members` for the filter of `members[value eq "1"]`; none
 * for whole resources
 * @throws ScimError 400 `invalidFilter` for a comparison that the RFC forbids, such as `active gt true`
 */
export function compileFilter(filter: Filter, scope = ''): (candidate: JsonValue) => boolean {
  const test = compile(filter, scope.toLowerCase());
  return (candidate) => test(isJsonObject(candidate) ? candidate : { value: candidate });
}

/**
 * Whether an entity that a backend found for `eq` can be one: backends compare in ways of their own, and may not show what
 * they compared. Of a list, any value counts. Ids are compared exactly.
 */
export function mayMatch({ path, value }: Comparison, entity: JsonObject): boolean {
  const { index: _, ...anyValue } = path;
  if (isId(path)) return typeof value !== 'string' || isSameId(member(entity, 'id'), value);
  const found = scalarsAt(entity, anyValue).filter((scalar) => String(scalar).trim() !== '');
  const time = isTime(path) ? timeOf(String(value)) : undefined;
  if (time !== undefined)
    return found.length === 0 || found.some((scalar) => timeOf(String(scalar)) === time);
  return found.length === 0 || found.some((scalar) => mayBeSameText(String(scalar), String(value)));
}

function isId({ schema, attribute, subAttribute }: AttributePath): boolean {
  return schema === undefined && subAttribute === undefined && attribute.toLowerCase() === 'id';
}

function compile(filter: Filter, scope: string): Test {
  switch (filter.kind) {
    case 'compare':
      return comparison(filter.path, filter.operator, filter.value, scope);
    case 'present':
      return (entity) => valuesAt(entity, filter.path).some(isPresent);
    case 'not': {
      const test = compile(filter.operand, scope);
      return (entity) => !test(entity);
    }
    case 'and': {
      const tests = filter.operands.map((operand) => compile(operand, scope));
      return (entity) => tests.every((test) => test(entity));
    }
    case 'or':
      return disjunction(filter.operands, scope);
    case 'valuePath': {
      const test = compileFilter(filter.filter, filter.path.attribute);
      return (entity) => valuesAt(entity, filter.path).some(test);
    }
  }
}

/** `value eq "1" or value eq "2" or …` is one look-up, however many thousand values are named. */
function disjunction(operands: readonly Filter[], scope: string): Test {
  const sets = new Map<string, { path: AttributePath; keys: Set<string | number> }>();
  const tests: Test[] = [];
  for (const operand of operands) {
    const isLookUp = operand.kind === 'compare' && operand.operator === 'eq' && !isTime(operand.path);
    if (!isLookUp || operand.value === null) {
      tests.push(compile(operand, scope));
      continue;
    }
    const name = printAttributePath(operand.path).toLowerCase();
    const set = sets.get(name) ?? { path: operand.path, keys: new Set() };
    set.keys.add(equalityKey(operand.value, isCaseExact(operand.path, scope)));
    sets.set(name, set);
  }
  for (const { path, keys } of sets.values()) {
    const exact = isCaseExact(path, scope);
    tests.push(anyScalar(path, (value) => keys.has(equalityKey(value, exact))));
  }
  return (entity) => tests.some((test) => test(entity));
}

function comparison(
  path: AttributePath,
  operator: ComparisonOperator,
  expected: ComparisonValue,
  scope: string,
): Test {
  if (operator === 'ne') {
    const equal = comparison(path, 'eq', expected, scope);
    return (entity) => !equal(entity);
  }
  if (expected === null) {
    if (operator !== 'eq') throw cannotCompare(path, operator, 'null');
    return (entity) => !valuesAt(entity, path).some(isPresent);
  }
  const exact = isCaseExact(path, scope);
  if (operator === 'eq') {
    const time = typeof expected === 'string' && isTime(path) ? timeOf(expected) : undefined;
    if (time !== undefined) return anyScalar(path, (value) => timeOf(String(value)) === time);
    const key = equalityKey(expected, exact);
    return anyScalar(path, (value) => value === expected || equalityKey(value, exact) === key);
  }
  if (typeof expected === 'boolean') throw cannotCompare(path, operator, String(expected));
  const compare =
    typeof expected === 'number' ? numeric(operator, expected) : textual(operator, expected, exact);
  if (compare === undefined) throw cannotCompare(path, operator, 'a number');
  return anyScalar(path, compare);
}

function numeric(operator: ComparisonOperator, expected: number): ((actual: Scalar) => boolean) | undefined {
  const accepts = order(operator);
  return accepts && ((actual) => typeof actual === 'number' && accepts(actual - expected));
}

function textual(
  operator: ComparisonOperator,
  expected: string,
  exact: boolean,
): (actual: Scalar) => boolean {
  const fold = (text: string) => (exact ? text : text.toLowerCase());
  const wanted = fold(expected);
  const accepts = order(operator);
  if (accepts === undefined) {
    return (actual) => typeof actual === 'string' && contains(operator, fold(actual), wanted);
  }
  const time = timeOf(expected);
  return (actual) => {
    if (typeof actual !== 'string') return false;
    const actualTime = time === undefined ? undefined : timeOf(actual);
    if (time !== undefined && actualTime !== undefined) return accepts(actualTime - time);
    const folded = fold(actual);
    return accepts(folded === wanted ? 0 : folded < wanted ? -1 : 1);
  };
}

function contains(operator: ComparisonOperator, actual: string, wanted: string): boolean {
  if (operator === 'sw') return actual.startsWith(wanted);
  return operator === 'ew' ? actual.endsWith(wanted) : actual.includes(wanted);
}

/** Which results of a comparison (negative, 0, positive) an ordering operator accepts. */
function order(operator: ComparisonOperator): ((difference: number) => boolean) | undefined {
  switch (operator) {
    case 'gt':
      return (difference) => difference > 0;
    case 'ge':
      return (difference) => difference >= 0;
    case 'lt':
      return (difference) => difference < 0;
    case 'le':
      return (difference) => difference <= 0;
    default:
      return undefined;
  }
}

/** Milliseconds since the epoch; `undefined` where the text is no date with a time. */
export function timeOf(text: string): number | undefined {
  const time = DATE_TIME.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** Times of RFC 7643 §3.1, which are the same in another zone. */
function isTime({ attribute, subAttribute }: AttributePath): boolean {
  return attribute.toLowerCase() === 'meta' && TIMES.has(subAttribute?.toLowerCase() ?? '');
}

/** Equal values have equal keys, and only they. Some clients and backends write booleans as text: `primary eq "True"`. */
function equalityKey(value: Scalar, exact: boolean): string | number {
  if (typeof value === 'string') return exact ? value : value.toLowerCase();
  return typeof value === 'boolean' ? String(value) : value;
}

/** Whether letters count in its values: in ids, and where the schema in its name says so. @param scope the list whose elements have the attribute */
export function isCaseExact(path: AttributePath, scope = ''): boolean {
  const attribute = path.attribute.toLowerCase();
  const subAttribute = path.subAttribute?.toLowerCase();
  if (path.schema !== undefined && subAttribute === undefined) {
    const declared = findSchema(path.schema)?.attributes.get(attribute);
    if (declared?.caseExact === true) return true;
  }
  if (IDS.has(subAttribute ?? attribute)) return true;
  if (subAttribute !== undefined) return subAttribute === 'value' && REFERENCES.has(attribute);
  return REFERENCES.has(attribute) || (attribute === 'value' && REFERENCES.has(scope));
}

/** Whether any simple value at the path is accepted. */
function anyScalar(path: AttributePath, accepts: (value: Scalar) => boolean): Test {
  const { schema, attribute, index, subAttribute } = path;
  const simple = schema === undefined && index === undefined && subAttribute === undefined;
  return (entity) => {
    // Most values are simple, and lists can be long: these need no list of their own.
    const value = simple ? member(entity, attribute) : undefined;
    if (typeof value !== 'object' && value !== undefined) return accepts(value);
    return scalarsAt(entity, path).some(accepts);
  };
}

function scalarsAt(entity: JsonObject, path: AttributePath): Scalar[] {
  return valuesAt(entity, path).flatMap((value) => {
    const scalar = isJsonObject(value) ? member(value, 'value') : value;
    return scalar === undefined || scalar === null || typeof scalar === 'object' ? [] : [scalar];
  });
}

/** All values that a path leads to, lists taken apart. */
function valuesAt(entity: JsonObject, path: AttributePath): JsonValue[] {
  const set = path.schema === undefined ? entity : schemaMembers(entity, path.schema);
  const whole = listed(set && member(set, path.attribute));
  const values = path.index === undefined ? whole : whole.slice(path.index, path.index + 1);
  const { subAttribute } = path;
  if (subAttribute === undefined) return values;
  return values.flatMap((value) => (isJsonObject(value) ? listed(member(value, subAttribute)) : []));
}

function schemaMembers(entity: JsonObject, schema: string): JsonObject | undefined {
  const extension = member(entity, schema);
  if (isJsonObject(extension)) return extension;
  return isCoreSchema(schema) ? entity : undefined;
}

function listed(value: JsonValue | undefined): JsonValue[] {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}

/** RFC 7644 table 3: a complex value is present when any of its sub-attributes is. */
function isPresent(value: JsonValue): boolean {
  if (isJsonObject(value)) return Object.values(value).some((sub) => sub !== null && sub !== '');
  return value !== null && value !== '';
}

/** Attribute names are case-insensitive (RFC 7643 §2.1). */
function member(object: JsonObject, name: string): JsonValue | undefined {
  if (Object.hasOwn(object, name)) return object[name];
  const lower = name.toLowerCase();
  const key = Object.keys(object).find((candidate) => candidate.toLowerCase() === lower);
  return key === undefined ? undefined : object[key];
}

function cannotCompare(path: AttributePath, operator: ComparisonOperator, value: string): ScimError {
  return new ScimError(
    400,
    `The filter cannot compare ${printAttributePath(path)} with ${value} by ${operator}: only eq and ne can (co, sw, ew, gt, ge, lt and le need text; gt, ge, lt and le take numbers too).`,
    { scimType: 'invalidFilter' },
  );
}
