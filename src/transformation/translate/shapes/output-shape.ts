/** What the output of a read transformation can consist of. */
import { operationsOfScope } from '../../compile/operations.ts';
import type { EntityParts, FunctionPart, MappingParts } from '../../compile/parts.ts';
import type { PathStep } from '../../jsonpath/types.ts';
import type { Json } from '../../types.ts';
import { memberOfElements } from '../target-path.ts';
import {
  ANYTHING,
  at,
  changed,
  copyOf,
  either,
  listOf,
  NOTHING,
  namesOn,
  Shape,
  scalar,
  shapeOf,
  without,
} from './value-shape.ts';

export function outputShape({ mappings }: EntityParts): Shape {
  let output = NOTHING;
  for (const parts of mappings) {
    const { model, condition, target } = parts;
    if (!operationsOfScope(model.scope).includes('read') || condition?.constant === false) continue;
    if (target !== undefined) output = afterMapping(output, parts, target.steps);
  }
  return output;
}

function afterMapping(output: Shape, parts: MappingParts, target: readonly PathStep[]): Shape {
  const { model, condition } = parts;
  const always = condition === undefined || condition.constant === true;
  switch (model.type) {
    case 'remove':
      return always ? without(output, target) : output;
    case 'rename':
      return renamed(output, parts, target, always);
    default: {
      const value = writtenValue(parts);
      // What goes to the elements of a list goes to each of them.
      const isSpread = target.length > 0 && target.at(-1)?.kind !== 'member';
      return either(output, at(membersSpelledOut(target), isSpread ? elementOf(value) : value));
    }
  }
}

function renamed(
  output: Shape,
  { model }: MappingParts,
  target: readonly PathStep[],
  always: boolean,
): Shape {
  const last = target.at(-1);
  const newName = model.source.kind === 'constant' ? model.source.value : undefined;
  if (last?.kind !== 'member' || typeof newName !== 'string') return output;
  return changed(output, target.slice(0, -1), (parent) => {
    const old = parent.member(last.name);
    if (old.isNothing) return parent;
    const added = either(parent, at([{ kind: 'member', name: newName }], old));
    return always ? without(added, [last]) : added;
  });
}

/** A filter that only asks for a member at the end of a target names that member. */
function membersSpelledOut(target: readonly PathStep[]): readonly PathStep[] {
  return target.flatMap((step): readonly PathStep[] => {
    const name = step.kind === 'filter' ? memberOfElements(step) : undefined;
    return name === undefined ? [step] : [step, { kind: 'member', name }];
  });
}

function writtenValue(parts: MappingParts): Shape {
  const { model } = parts;
  const fallback = model.defaultValue === undefined ? NOTHING : shapeOf(model.defaultValue);
  return either(mappedValue(parts), fallback);
}

function mappedValue(parts: MappingParts): Shape {
  const { model, path, functions } = parts;
  if (model.type === 'valueMapping') {
    return model.valueMappings.map(({ mappedValue: value }) => shapeOf(value)).reduce(either, NOTHING);
  }
  switch (model.source.kind) {
    case 'constant':
      return afterFunctions(shapeOf(model.source.value), functions);
    case 'path': {
      const read = path === undefined ? ANYTHING : copiedBy(path.steps);
      const value = afterFunctions(read, functions);
      return model.preserveArrayWithSingleElement ? listOf(value) : value;
    }
    default:
      return afterFunctions(ANYTHING, functions);
  }
}

function copiedBy(steps: readonly PathStep[]): Shape {
  const last = steps.at(-1);
  if (last?.kind === 'function') return /^(?:length|size)$/.test(last.name) ? scalar('integer') : ANYTHING;
  if (steps.some(({ kind }) => kind === 'scan' || kind === 'members')) return ANYTHING;
  if (last === undefined || last.kind === 'member') return copyOf(namesOn(steps));
  return ANYTHING;
}

/** Functions that leave the value what it is, apart from members of it. */
const KEEPING: ReadonlySet<string> = new Set([
  'putIfAbsent',
  'putIfPresent',
  'copyMapEntry',
  'renameMapEntry',
  'resolveEntityIds',
]);
const ELEMENTS: ReadonlySet<string> = new Set(['elementAt']);
const LISTS: ReadonlySet<string> = new Set(['splitStringToArray']);
/** Parameters by which a function works on members of the value. */
const ON_MEMBER = ['applyOnAttribute', 'applyOnJsonAttribute', 'inputAttributes'] as const;
/** Parameters that name a member that a function adds. */
const ADDED = ['key', 'targetKey', 'outputAttribute', 'assignToAttribute'] as const;

function afterFunctions(value: Shape, functions: readonly FunctionPart[]): Shape {
  return functions.filter(({ runs }) => runs).reduce(afterFunction, value);
}

function afterFunction(value: Shape, { source, compiled: { name, condition } }: FunctionPart): Shape {
  const changes = resultOf(value, name, source);
  return condition === undefined ? changes : either(value, changes);
}

function resultOf(value: Shape, name: string, source: Readonly<Record<string, Json>>): Shape {
  if (KEEPING.has(name) || ON_MEMBER.some((parameter) => source[parameter] !== undefined)) {
    return ADDED.reduce((shape, parameter) => {
      const added = source[parameter];
      if (typeof added !== 'string') return shape;
      const { defaultValue } = source;
      const of = defaultValue === undefined ? scalar('string') : shapeOf(defaultValue);
      return either(shape, at([{ kind: 'member', name: added }], of));
    }, value);
  }
  if (ELEMENTS.has(name)) return ANYTHING;
  if (LISTS.has(name)) return listOf(scalar('string'));
  return scalar('string');
}

function elementOf(value: Shape): Shape {
  return value.list ? new Shape({ ...value, list: false }) : value;
}
