/**
 * How long the filters in the paths of one request may be together. A filter becomes a tree of many times its size, in one
 * go, and stays until the backend has answered; a body of 10 MB has room for a million comparisons.
 */
import { patchProblem } from '../problem.ts';

/** Blanks, quotes and brackets: six for `value eq "1" or`. Enough for 5,000 operations that name one value each. */
const MOST_BOUNDARIES = 30_000;
/** Between any two words of a filter there is one. */
const BOUNDARY = /[\s()[\]"]/g;

export class FilterBound {
  #left = MOST_BOUNDARIES;

  /** Before the path is read. @throws ScimError 400 `tooMany` */
  spend(path: string): void {
    if (!path.includes('[')) return;
    for (BOUNDARY.lastIndex = 0; BOUNDARY.test(path); ) {
      this.#left -= 1;
      if (this.#left < 0) throw tooLong();
    }
  }
}

function tooLong() {
  return patchProblem(
    'tooMany',
    'the filters in the paths of this request are too long: name the values in "value" instead of the path, or send several requests.',
  );
}
