/** Every condition and every path of an entity type, wherever it stands, with what it is about. */
import type { CompiledEntity } from '../compile/entity.ts';
import type { MappingParts } from '../compile/parts.ts';
import { ExpressionError } from '../errors.ts';
import { conditionPaths, parseCondition, parsePath } from '../jsonpath/index.ts';
import type { ConditionNode, PathExpression, PathStep } from '../jsonpath/types.ts';
import { offsetOfKey } from '../parse/locate.ts';
import type { SourceNode } from '../parse/source.ts';
import type { Direction, Operation } from '../types.ts';
import { operationsOf } from './operations.ts';

interface Place {
  /** As written. */
  readonly text: string;
  /** The mapping; absent: the entity type. */
  readonly where: MappingParts | undefined;
  /** Of the key, for the finding. */
  readonly at: number;
  /** The operations on which it matters. */
  readonly operations: readonly Operation[];
}

export interface ConditionPlace extends Place {
  /** What the condition stands on. */
  readonly of: 'entity' | 'mapping' | 'function';
  /** Of the mapping's functions. */
  readonly functionIndex?: number;
  readonly tree: ConditionNode;
  /** What `@` is outside of filters; `undefined` where the condition of a function works on something unknown. */
  readonly element: readonly PathStep[] | undefined;
  /** Whether the text stands in the transformation as it is: what parameters make of it is no matter of typing. */
  readonly verbatim: boolean;
}

export interface PathPlace extends Place {
  /** From the root of the input or the output. */
  readonly steps: readonly PathStep[];
  readonly side: 'input' | 'output';
  /** Whether what it leads through may be an element where the steps say a list: a function works on each. */
  readonly eachElement: boolean;
  readonly verbatim: boolean;
}

export function conditionPlaces(entity: CompiledEntity, direction: Direction): readonly ConditionPlace[] {
  const mappings = entity.all;
  const { model, condition } = entity;
  const places: ConditionPlace[] = [];
  if (condition !== undefined) {
    places.push({
      of: 'entity',
      text: condition.compiled.expression,
      tree: condition.tree,
      where: undefined,
      at: offsetOfKey(model.node, 'condition'),
      operations: direction === 'read' ? ['read'] : ['create', 'update'],
      element: [],
      verbatim: isVerbatim(model.node, 'condition'),
    });
  }
  for (const parts of mappings) {
    const operations = operationsOf(parts, direction);
    const { node } = parts.model;
    if (parts.condition !== undefined) {
      places.push({
        of: 'mapping',
        text: parts.condition.compiled.expression,
        tree: parts.condition.tree,
        where: parts,
        at: offsetOfKey(node, 'condition'),
        operations,
        element: [],
        verbatim: isVerbatim(node, 'condition'),
      });
    }
    places.push(...functionConditions(parts, operations));
  }
  return places;
}

function functionConditions(
  parts: MappingParts,
  operations: readonly Operation[],
): readonly ConditionPlace[] {
  return functionNodes(parts).flatMap((node, functionIndex) => {
    const text = node.members.get('condition')?.node.value;
    if (typeof text !== 'string') return [];
    return {
      of: 'function',
      functionIndex,
      text,
      tree: parseCondition(text),
      where: parts,
      at: offsetOfKey(node, 'condition'),
      operations,
      element: parts.model.source.kind === 'path' ? parts.path?.steps : undefined,
      verbatim: isVerbatim(node, 'condition'),
    };
  });
}

/** Those of the functions that could be compiled, so that their texts are known to be right. */
function functionNodes({ model, functions }: MappingParts): readonly SourceNode[] {
  const nodes = model.node.members.get('functions')?.node.items ?? [];
  // With one that could not, nothing says which.
  return functions.length === nodes.length ? nodes : [];
}

/** Paths of conditions and of filters among them. */
export function pathPlaces(
  entity: CompiledEntity,
  direction: Direction,
  conditions: readonly ConditionPlace[],
): readonly PathPlace[] {
  const places: PathPlace[] = [];
  const add = (
    place: Omit<PathPlace, 'steps' | 'eachElement'>,
    steps: readonly PathStep[],
    eachElement = false,
  ) => {
    places.push({ ...place, steps, eachElement });
    for (const inner of innerPaths(steps)) places.push({ ...place, steps: inner, eachElement });
  };
  for (const condition of conditions) {
    const { text, where, at, operations, verbatim } = condition;
    for (const { steps, eachElement } of pathsOfCondition(condition)) {
      places.push({ text, where, at, operations, verbatim, side: 'input', steps, eachElement });
    }
  }
  for (const parts of entity.all) {
    const operations = operationsOf(parts, direction);
    const { node, source } = parts.model;
    const common = { where: parts, operations };
    const keyed = (key: string, text: string, side: PathPlace['side'], steps: readonly PathStep[]) => {
      add({ ...common, text, side, at: offsetOfKey(node, key), verbatim: isVerbatim(node, key) }, steps);
    };
    if (source.kind === 'path' && parts.path !== undefined) {
      keyed('sourcePath', source.path, 'input', parts.path.steps);
    }
    for (const path of parts.paths) keyed('sourcePaths', path.expression, 'input', path.steps);
    for (const definition of functionNodes(parts)) {
      for (const [key, { keyOffset, node: value }] of definition.members) {
        const steps = PARAMETERS.has(key) ? stepsOf(value.value) : undefined;
        if (steps === undefined) continue;
        const text = String(value.value);
        add({ ...common, text, side: 'input', at: keyOffset, verbatim: value.verbatim }, steps);
      }
      places.push(...memberPlaces(definition, parts, operations));
    }
    if (parts.target !== undefined)
      keyed('targetPath', parts.target.expression, 'output', parts.target.steps);
  }
  return places;
}

/** Parameters of functions that may be paths into the input. */
const PARAMETERS: ReadonlySet<string> = new Set(['prefix', 'suffix', 'subId']);

function stepsOf(value: unknown): readonly PathStep[] | undefined {
  if (typeof value !== 'string' || !/^\$[.[]/.test(value) || value.includes('${')) return undefined;
  try {
    return parsePath(value);
  } catch (error) {
    // A function that does not have the parameter ignores it, whatever stands in it.
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

/** Parameters that name a member of what the function works on, of what was read or of what is written. */
const MEMBERS: ReadonlyMap<string, PathPlace['side']> = new Map([
  ...['applyOnAttribute', 'applyOnJsonAttribute', 'sourceKey', 'key', 'inputAttributes'].map(
    (key) => [key, 'input'] as const,
  ),
  ...['assignToAttribute', 'targetKey', 'outputAttribute'].map((key) => [key, 'output'] as const),
]);

function memberPlaces(
  definition: SourceNode,
  parts: MappingParts,
  operations: readonly Operation[],
): readonly PathPlace[] {
  const before = {
    input: parts.model.source.kind === 'path' ? parts.path?.steps : undefined,
    output: parts.target?.steps,
  };
  return [...definition.members].flatMap(([key, { keyOffset, node }]) => {
    const side = MEMBERS.get(key);
    const steps = side === undefined ? undefined : before[side];
    if (side === undefined || steps === undefined) return [];
    return [node, ...node.items].flatMap(({ value: name, verbatim }) =>
      typeof name !== 'string' || name.includes('${')
        ? []
        : {
            text: name,
            where: parts,
            at: keyOffset,
            operations,
            verbatim,
            side,
            steps: [...steps, { kind: 'member', name } as const],
            eachElement: true,
          },
    );
  });
}

interface ResolvedPath {
  readonly steps: readonly PathStep[];
  readonly eachElement: boolean;
}

/** From the document's root, as far as it is known what `@` is. */
function pathsOfCondition({ tree, element }: ConditionPlace): readonly ResolvedPath[] {
  return conditionPaths(tree).flatMap(({ path, within }) => {
    if (path.root === '$') return { steps: path.steps, eachElement: false };
    const before = within ?? { root: '@', steps: [] };
    if (before.root === '$') return { steps: [...before.steps, ...path.steps], eachElement: false };
    if (element === undefined) return [];
    return { steps: [...element, ...before.steps, ...path.steps], eachElement: element.length > 0 };
  });
}

/** What the filters of a path read. */
function innerPaths(steps: readonly PathStep[]): readonly (readonly PathStep[])[] {
  const whole: PathExpression = { root: '$', steps };
  return conditionPaths({ kind: 'exists', path: whole }).flatMap(({ path, within }) => {
    if (path === whole) return [];
    if (path.root === '$') return [path.steps];
    return within?.root === '$' ? [[...within.steps, ...path.steps]] : [];
  });
}

function isVerbatim(node: SourceNode, key: string): boolean {
  return node.members.get(key)?.node.verbatim ?? false;
}

/** Member names in the paths that are about the backend: what a read transformation reads, and a write transformation writes. */
export function namesOfBackend(paths: readonly PathPlace[], direction: Direction): ReadonlySet<string> {
  const side = direction === 'read' ? 'input' : 'output';
  return new Set(
    paths
      .filter((place) => place.side === side)
      .flatMap(({ steps }) => steps.flatMap((step) => (step.kind === 'member' ? [step.name] : []))),
  );
}
