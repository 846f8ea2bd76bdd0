/** Entities for a transformation: something is wherever its mappings look. */
import type { Json, JsonMap, Properties } from '../../src/transformation/index.ts';
import { conditionPaths, parseCondition, parsePath } from '../../src/transformation/jsonpath/index.ts';
import type { ConditionNode, PathStep } from '../../src/transformation/jsonpath/types.ts';

/** Base 32. */
const ENCODED = 'IFCEC';

interface Mapping {
  readonly sourcePath?: string;
  readonly sourcePaths?: readonly string[];
  readonly condition?: string;
}

/** @param entity an entity type of a published transformation, without parameters replaced */
export function plantEntity(entity: JsonMap, properties: Properties): JsonMap {
  const root: JsonMap = {};
  const text = (value: string) =>
    value.replace(/%([^%]+)%/g, (_, name: string) => properties[name] ?? 'null');
  const conditions: string[] = typeof entity['condition'] === 'string' ? [entity['condition']] : [];
  for (const mapping of (entity['mappings'] ?? []) as Mapping[]) {
    for (const path of [mapping.sourcePath, ...(mapping.sourcePaths ?? [])]) {
      if (path !== undefined) plant(root, parsePath(text(path)));
    }
    if (mapping.condition !== undefined) conditions.push(mapping.condition);
  }
  for (const condition of conditions) {
    for (const { path, within } of conditionPaths(parseCondition(text(condition)))) {
      if (path.root === '$' || within === undefined) plant(root, path.steps);
    }
  }
  return root;
}

/** Puts a text where the path leads, unless something is there. */
function plant(root: JsonMap, steps: readonly PathStep[]): void {
  let at: Json = root;
  const way = steps.filter((step) => step.kind !== 'function');
  for (const [index, step] of way.entries()) {
    const next = way[index + 1];
    if (step.kind === 'member') at = child(at, step.name, next);
    else if (step.kind === 'index') at = child(at, String(step.index), next);
    else if (step.kind === 'wildcard') at = child(at, '0', next);
    else if (step.kind === 'members') for (const name of step.names) child(at, name, next);
    else if (step.kind === 'filter') {
      const list: Json = at;
      at = child(at, String(Array.isArray(list) ? list.length : 0), next ?? { kind: 'member', name: '' });
      satisfy(at, step.condition);
    } else return;
    if (typeof at !== 'object' || at === null) return;
  }
}

function child(at: Json, name: string, next: PathStep | undefined): Json {
  if (typeof at !== 'object' || at === null) return null;
  const container = at as JsonMap;
  const existing = container[name];
  const isScalar = existing === undefined || typeof existing !== 'object' || existing === null;
  if (existing === undefined || (isScalar && next !== undefined)) {
    container[name] =
      next === undefined ? sample(name) : next.kind === 'member' || next.kind === 'members' ? {} : [];
  }
  return container[name] ?? null;
}

/** Gives an element what an equality of the filter asks for. */
function satisfy(element: Json, condition: ConditionNode): void {
  if (condition.kind === 'and' || condition.kind === 'or') {
    for (const operand of condition.operands) satisfy(element, operand);
  } else if (
    condition.kind === 'comparison' &&
    condition.left.kind === 'path' &&
    condition.operator === '=='
  ) {
    const [step] = condition.left.path.steps;
    const value =
      condition.right.kind === 'boolean'
        ? condition.right.value
        : condition.right.kind === 'string'
          ? String(condition.right.parts[0] ?? '')
          : undefined;
    if (step?.kind === 'member' && value !== undefined) (element as JsonMap)[step.name] ??= value;
  }
}

function sample(name: string): Json {
  if (name.startsWith('urn:') || /^(name|meta|user)$/.test(name)) return {};
  if (/^(emails|phoneNumbers|addresses|members|groups|roles)$/.test(name)) return [{ value: ENCODED }];
  if (name === 'schemas') return ['urn:x'];
  if (name === 'locale') return 'en-US';
  if (/^(active|primary)$/.test(name)) return true;
  // The elements of a list that is read as a whole.
  if (name === '0') return { value: ENCODED };
  // Some transformations decode these.
  return /^(value|id)$/.test(name) ? ENCODED : `text of ${name}`;
}

/** A copy in which some values are replaced by others, or removed. */
export function mutate(entity: JsonMap, changes: readonly (readonly [number, Json])[]): JsonMap {
  const copy = structuredClone(entity);
  for (const [pick, value] of changes) {
    const places = placesIn(copy);
    const place = places[pick % Math.max(1, places.length)];
    if (place === undefined) continue;
    const [container, name] = place;
    if (pick % 3 === 0 && !Array.isArray(container)) delete container[name];
    else container[name] = structuredClone(value);
  }
  return copy;
}

function placesIn(value: Json): (readonly [JsonMap, string])[] {
  if (typeof value !== 'object' || value === null) return [];
  const container = value as JsonMap;
  return Object.keys(container).flatMap((name) => [
    [container, name] as const,
    ...placesIn(container[name] ?? null),
  ]);
}
