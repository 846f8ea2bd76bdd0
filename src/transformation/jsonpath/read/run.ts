/** What one evaluation carries: its root, its variables, and how many steps it may still take. */
import { EvaluationError } from '../../errors.ts';
import type { Json, Variables } from '../../types.ts';
import { type Kept, remember, Work } from '../../work.ts';

/** Steps that need no look at the size of the document. */
const FREE_STEPS = 20_000;
/** Steps for each value in the document. */
const STEPS_PER_VALUE = 256;

export class Run {
  readonly root: Json;
  readonly variables: Variables | undefined;
  #kept: Kept | undefined;
  #work: Work | undefined;
  steps = 0;
  #limit = FREE_STEPS;

  /** @param work the entity's; absent: an evaluation that belongs to no run has its own */
  constructor(root: Json, variables: Variables | undefined, work: Work | undefined) {
    this.root = root;
    this.variables = variables;
    this.#work = work;
  }

  get work(): Work {
    this.#work ??= new Work();
    return this.#work;
  }

  /**
   * What does not depend on the element that a filter or a function is at: read once for all of them, and once for all
   * evaluations on an entity.
   */
  remember<T>(key: object, read: () => T): T {
    this.#kept ??= this.work.keptFor(this.root) ?? new WeakMap();
    return remember(this.#kept, key, read);
  }

  /**
   * Counts work that depends on the document. Scans in filters of scans would else take time that grows with a power
   * of its size.
   *
   * @throws EvaluationError when the evaluation takes more steps than the size of the document warrants, or than the
   *   entity has left
   */
  count(steps: number): void {
    this.work.spend(steps);
    this.steps += steps;
    if (this.steps > this.#limit) this.#extend();
  }

  #extend(): void {
    const limit = FREE_STEPS + STEPS_PER_VALUE * this.work.sizeOf(this.root, countValues);
    if (this.steps > limit) {
      throw new EvaluationError(
        `takes more than ${limit} steps on this entity: simplify its scans ('..'), wildcards and nested filters`,
      );
    }
    this.#limit = limit;
  }
}

/** Text counts by its length as well, as it may have to be searched. */
function countValues(root: Json): number {
  let count = 0;
  const pending: Json[] = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    count++;
    if (typeof value === 'string') count += textSteps(value);
    else if (typeof value === 'object' && value !== null) {
      for (const inner of Array.isArray(value) ? value : Object.values(value)) pending.push(inner);
    }
  }
  return count;
}

/** What searching a text once counts. */
export function textSteps(text: string): number {
  return text.length >> 6;
}
