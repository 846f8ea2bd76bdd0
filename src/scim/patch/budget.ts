/**
 * What one PATCH may cost. Most operations cost the same however large the resource is; those that look at every value
 * of a list (`emails[type eq "work"]`) cost its length, and a body of 10 MB has room for 100,000 of them.
 */
import { patchProblem } from './problem.ts';

/** One step per attribute that is looked at, more for long texts: enough for 100 filters on a group of 45,000 members, and for about a second. */
const MAX_STEPS = 30_000_000;

/** Of one search of one list, which nobody can interrupt: about a tenth of a second. */
const MAX_AT_ONCE = 3_000_000;

export class Budget {
  #left = MAX_STEPS;

  /** Before the work is done. @throws ScimError 400 `tooMany` */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left >= 0 && steps <= MAX_AT_ONCE) return;
    throw patchProblem(
      'tooMany',
      'the operations of this request search long lists too often; name all values in one operation, or send several requests.',
    );
  }
}
