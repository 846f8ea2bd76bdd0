/** Which top-level attributes of the input matter to nothing but the attribute of the same name in the output. */
import { documentPaths, documentPathsOf } from '../compile/conditions.ts';
import { operationsOfScope } from '../compile/operations.ts';
import type { ConditionPart, EntityParts, FunctionPart, MappingParts } from '../compile/parts.ts';
import { compilePath, parseCondition } from '../jsonpath/index.ts';
import type { PathStep } from '../jsonpath/types.ts';

export function canOmit(entity: EntityParts, attribute: string): boolean {
  const name = attribute.toLowerCase();
  if (conditionReads(entity.condition, name)) return false;
  return entity.mappings
    .filter(
      ({ model, condition }) =>
        operationsOfScope(model.scope).includes('read') && condition?.constant !== false,
    )
    .every((parts) => allows(parts, name));
}

function allows(parts: MappingParts, name: string): boolean {
  const { model, target } = parts;
  if (conditionReads(parts.condition, name)) return false;
  if (parts.functions.some((part) => functionReads(part, name))) return false;
  if (model.type === 'remove') return true;
  if (model.type === 'rename') {
    return model.optional || target?.definite !== true || topLevel(target.steps) !== name;
  }
  const sources = [...(parts.path === undefined ? [] : [parts.path]), ...parts.paths];
  if (model.source.kind === 'variable' || !sources.some(({ steps }) => pathReads(steps, name))) return true;
  if (model.type === 'valueMapping' || model.targetVariable !== undefined || target === undefined)
    return false;
  if (parts.path?.steps.length === 0) return target.steps.length === 0 && parts.functions.length === 0;
  return (
    topLevel(target.steps) === name &&
    model.optional &&
    model.defaultValue === undefined &&
    !parts.functions.some(({ compiled }) => compiled.takesMissing)
  );
}

function conditionReads(condition: ConditionPart | undefined, name: string): boolean {
  return condition !== undefined && documentPaths(condition.tree).some(({ steps }) => startsAt(steps, name));
}

function pathReads(steps: readonly PathStep[], name: string): boolean {
  return documentPathsOf(steps).some((path) => startsAt(path.steps, name));
}

/** Functions may look at the input through their condition and through parameters that are paths. */
function functionReads({ source }: FunctionPart, name: string): boolean {
  return Object.entries(source).some(([key, value]) => {
    if (typeof value !== 'string') return false;
    if (key === 'condition') {
      return documentPaths(parseCondition(value), false).some(({ steps }) => startsAt(steps, name));
    }
    return /^\$[.[]/.test(value) && pathReads(compilePath(value).steps, name);
  });
}

/** Whether the first step may be the member of that name. */
function startsAt([first]: readonly PathStep[], name: string): boolean {
  if (first?.kind === 'member') return first.name.toLowerCase() === name;
  if (first?.kind === 'members') return first.names.some((member) => member.toLowerCase() === name);
  return true;
}

/** Lower case; `undefined` for a path to the root or to any member. */
function topLevel([first]: readonly PathStep[]): string | undefined {
  return first?.kind === 'member' ? first.name.toLowerCase() : undefined;
}
