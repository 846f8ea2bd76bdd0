/** Outcomes of an evaluation that are no values; all but the last are the library's exceptions. */
import { EvaluationError } from '../../errors.ts';

/**
 * The library's InvalidPathException during an evaluation. A condition in whose evaluation it happens is false as a
 * whole; for who reads a path it is an error.
 */
export class NotApplicable extends EvaluationError {}

/** A position outside of a list asked for by `first()` or `index()`: a step `[n]` before it makes it "nothing found". */
export class NoSuchElement extends EvaluationError {}

/** What `keys()` gives. It is neither a list nor an object to the steps behind it. */
export class KeySet {
  readonly keys: readonly string[];

  constructor(keys: readonly string[]) {
    this.keys = keys;
  }
}
