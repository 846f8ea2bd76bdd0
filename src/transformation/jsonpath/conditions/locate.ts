/** Tells people which part of a condition failed. */
import { EvaluationError } from '../../errors.ts';
import { NotApplicable } from '../read/signals.ts';
import type { Predicate } from '../read/step.ts';

/** An error whose message names its place already. */
class LocatedError extends EvaluationError {}

export function locate(place: string, predicate: Predicate): Predicate {
  return (run, item) => {
    try {
      return predicate(run, item);
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      if (error instanceof NotApplicable || error instanceof LocatedError) throw error;
      throw new LocatedError(`${error.message} (${place})`);
    }
  };
}
