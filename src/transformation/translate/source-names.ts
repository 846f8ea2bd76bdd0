/** The names that a transformation reads from its input, in the spelling that it reads. */
import { operationsOfDirection, operationsOfScope } from '../compile/operations.ts';
import type { EntityParts, FunctionPart, MappingParts } from '../compile/parts.ts';
import { conditionPaths, parseCondition } from '../jsonpath/index.ts';
import type { ConditionNode, PathStep } from '../jsonpath/types.ts';
import { valuePaths } from './value-paths.ts';

type Names = readonly string[];

/** Parameters of functions that name members of the value. */
const MEMBER_PARAMETERS = [
  'applyOnAttribute',
  'applyOnJsonAttribute',
  'key',
  'sourceKey',
  'inputAttributes',
] as const;

/** Member names from the root, one list for each path; positions in lists are left out. */
export function sourceNames(entity: EntityParts): readonly Names[] {
  const conditions = entity.condition === undefined ? [] : namesInCondition(entity.condition.tree);
  const mappings = entity.mappings.filter(({ model }) =>
    operationsOfScope(model.scope).some((operation) => operationsOfDirection('write').includes(operation)),
  );
  return [...conditions, ...mappings.flatMap(namesInMapping)];
}

function namesInMapping(parts: MappingParts): Names[] {
  const { condition, functions } = parts;
  const paths = valuePaths(parts);
  return [
    ...(condition === undefined ? [] : namesInCondition(condition.tree)),
    ...paths.flatMap((steps) => [...namesOnPath(steps), ...namesInFilters(steps)]),
    ...functions.flatMap((part) => namesInFunction(part, paths[0] ?? [])),
  ];
}

/** In the condition of a function, `@` is the value that it works on. */
function namesInFunction(part: FunctionPart, base: readonly PathStep[]): Names[] {
  const { condition } = part.source;
  const conditions =
    typeof condition === 'string'
      ? conditionPaths(parseCondition(condition)).flatMap(({ path, within }) => {
          const before = path.root === '@' ? [...base, ...(within?.steps ?? [])] : [];
          return namesOnPath([...before, ...path.steps]);
        })
      : [];
  return [...conditions, ...namesOnPath(base).flatMap((names) => membersNamed(part, names))];
}

function membersNamed({ source }: FunctionPart, base: Names): Names[] {
  return MEMBER_PARAMETERS.flatMap((parameter) => {
    const value = source[parameter];
    const names = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
    return names.filter((name) => typeof name === 'string').map((name) => [...base, name.trim()]);
  });
}

function namesInCondition(tree: ConditionNode): Names[] {
  return conditionPaths(tree).flatMap(({ path, within }) => {
    const before = path.root === '@' && within !== undefined ? within.steps : [];
    return namesOnPath([...before, ...path.steps]);
  });
}

function namesInFilters(steps: readonly PathStep[]): Names[] {
  return steps.some(({ kind }) => kind === 'filter')
    ? namesInCondition({ kind: 'exists', path: { root: '$', steps } })
    : [];
}

/** Up to the first step that may lead anywhere. */
function namesOnPath(steps: readonly PathStep[]): Names[] {
  let names: string[][] = [[]];
  for (const step of steps) {
    if (step.kind === 'scan' || step.kind === 'function') break;
    if (step.kind === 'member') names = names.map((before) => [...before, step.name]);
    else if (step.kind === 'members') {
      names = names.flatMap((before) => step.names.map((name) => [...before, name]));
    }
  }
  return names.filter((path) => path.length > 0);
}
