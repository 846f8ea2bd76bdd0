/**
 * Mappings that copy a member of the input to a member of the output are most of what there is. A run of them is one
 * loop over plain data, which looks up the object that neighbours read from or write to only once.
 */
import { isPlainName } from '../jsonpath/names.ts';
import type { PathStep } from '../jsonpath/types.ts';
import { childOfMap } from '../jsonpath/write/containers.ts';
import type { Json, JsonMap } from '../types.ts';
import type { RunContext } from './context.ts';
import { missing, type Step, targetFailure } from './step.ts';
import { unwrapSingle } from './values.ts';

export interface Copy {
  readonly step: Step;
  /** Names on the way to the object that is read, and the name in it. */
  readonly sourceParents: readonly string[];
  readonly sourceName: string;
  readonly targetParents: readonly string[];
  readonly targetName: string;
  readonly optional: boolean;
  readonly unwrap: boolean;
}

/** @returns `undefined` unless both paths have only plain names */
export function asCopy(step: Step): Copy | undefined {
  const { model, path } = step.parts;
  const source = plainNames(path?.steps);
  const target = plainNames(step.target?.steps);
  const sourceName = source?.at(-1);
  const targetName = target?.at(-1);
  if (source === undefined || target === undefined || sourceName === undefined || targetName === undefined) {
    return undefined;
  }
  return {
    step,
    sourceParents: source.slice(0, -1),
    sourceName,
    targetParents: target.slice(0, -1),
    targetName,
    optional: model.optional,
    unwrap: !model.preserveArrayWithSingleElement,
  };
}

function plainNames(steps: readonly PathStep[] | undefined): readonly string[] | undefined {
  if (steps === undefined) return undefined;
  const names = steps.map((step) => (step.kind === 'member' && isPlainName(step.name) ? step.name : ''));
  return names.includes('') ? undefined : names;
}

/** What the loop works on. */
interface Entry extends Copy {
  /** Read from the object that the entry before read from. */
  readonly sameSource: boolean;
  /** Written to the object that the entry before wrote to, if it did. */
  readonly sameTarget: boolean;
}

/** @throws EvaluationError when the entity fails; `context.failing` says on which mapping */
export function createCopyBlock(copies: readonly Copy[]): (context: RunContext) => void {
  const entries = copies.map(toEntry);
  return (context) => {
    const { input, output } = context;
    let source: Json | undefined;
    let target: JsonMap | undefined;
    for (const entry of entries) {
      if (!entry.sameSource) source = descend(input, entry.sourceParents);
      if (!entry.sameTarget) target = undefined;
      const value = source === undefined ? undefined : member(source, entry.sourceName);
      if (value === undefined) {
        if (entry.optional || !context.defaults) continue;
        context.failing = entry.step.parts;
        throw missing(entry.step, context);
      }
      target ??= enter(context, output, entry);
      target[entry.targetName] =
        typeof value === 'object' ? entry.step.copy(entry.unwrap ? unwrapSingle(value) : value) : value;
    }
  };
}

function toEntry(copy: Copy, index: number, copies: readonly Copy[]): Entry {
  const before = copies[index - 1];
  return {
    ...copy,
    sameSource: before !== undefined && sameNames(before.sourceParents, copy.sourceParents),
    sameTarget: before !== undefined && sameNames(before.targetParents, copy.targetParents),
  };
}

function sameNames(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name, index) => name === right[index]);
}

/** Only objects have members of plain names. */
function member(value: Json, name: string): Json | undefined {
  return value === null ? undefined : (value as JsonMap)[name];
}

function descend(input: Json, names: readonly string[]): Json | undefined {
  let value: Json | undefined = input;
  for (const name of names) {
    value = member(value, name);
    if (value === undefined) return undefined;
  }
  return value;
}

/** The object to write to; what is missing on the way is made. */
function enter(context: RunContext, output: JsonMap, { step, targetParents }: Entry): JsonMap {
  let map = output;
  try {
    for (const name of targetParents) map = childOfMap(map, name, 'map') as JsonMap;
  } catch (error) {
    context.failing = step.parts;
    throw targetFailure(step, error);
  }
  return map;
}
