/** The steps of an operation as functions, neighbouring copies together as one. */
import type { RunContext } from './context.ts';
import { asCopy, type Copy, createCopyBlock } from './copy-block.ts';
import { runStep, type Step } from './step.ts';

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
    const copy = asCopy(step);
    if (copy !== undefined) {
      copies.push(copy);
      continue;
    }
    finishBlock();
    runnables.push({ step, run: (context) => runStep(step, context) });
  }
  finishBlock();
  return runnables;
}
