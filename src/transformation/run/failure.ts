/** Why a mapping fails, with the path to name. */
import { EvaluationError } from '../errors.ts';

export class MappingFailure extends EvaluationError {
  /** The path or the variable that the failure is about. */
  readonly path: string;

  constructor(path: string, reason: string) {
    super(reason);
    this.path = path;
  }
}

/** A reason for people; whatever was thrown, it never shows the entity's data. */
export function reasonOf(error: unknown): string {
  if (error instanceof EvaluationError) return error.message;
  if (error instanceof RangeError) return 'the entity is nested too deeply or too large to be transformed';
  return `it cannot be evaluated on this entity (${error instanceof Error ? error.name : typeof error})`;
}

/** @param origin what to name where the error does not say */
export function pathOf(error: unknown, origin: string): string {
  return error instanceof MappingFailure ? error.path : origin;
}
