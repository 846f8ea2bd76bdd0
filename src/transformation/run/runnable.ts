/** The steps of an operation as functions, neighbouring copies together as one. */
import type { RunContext } from './context.ts';
import { asCopy, type Copy, createCopyBlock } from './copy-block.ts';
import { missing, runStep, type Step, targetFailure } from './step.ts';
import { unwrapSingle } from './values.ts';

export interface Runnable {
  /** The mapping that fails when this fails, unless `context.failing` names another one. */
  readonly step: Step;
  /** @throws EvaluationError when the entity fails */
  run(context: RunContext): void;
}

export function createRunnables(steps: readonly Step[]): readonly Runnable[] {
  const runnables: Runnable[] = [];
  let copies: Copy[] = [];
  const finishBlock = () => {
    const [first] = copies;
    if (first !== undefined) runnables.push({ step: first.step, run: createCopyBlock(copies) });
    copies = [];
  };
  for (const step of steps) {
    const isPlain = isPathToPath(step);
    const copy = isPlain ? asCopy(step) : undefined;
    if (copy !== undefined) {
      copies.push(copy);
      continue;
    }
    finishBlock();
    runnables.push({ step, run: isPlain ? pathToPath(step) : (context) => runStep(step, context) });
  }
  finishBlock();
  return runnables;
}

/** Only reads a path and writes another one. */
export function isPathToPath({ parts, condition, defaultFirst, functions, variable }: Step): boolean {
  const { type, source } = parts.model;
  return (
    type === 'set' &&
    source.kind === 'path' &&
    condition === undefined &&
    !defaultFirst &&
    functions.length === 0 &&
    variable === undefined
  );
}

/** `runStep` for such a mapping. */
function pathToPath(step: Step): Runnable['run'] {
  const { parts, target, copy } = step;
  const { path } = parts;
  const { optional, preserveArrayWithSingleElement } = parts.model;
  return (context) => {
    const { input, output, defaults } = context;
    const value = path?.read(input, context.work);
    if (value === undefined) {
      if (optional || !defaults) return;
      throw missing(step, context);
    }
    try {
      target?.set(output, copy(preserveArrayWithSingleElement ? value : unwrapSingle(value)), context.work);
    } catch (error) {
      throw targetFailure(step, error);
    }
  };
}
