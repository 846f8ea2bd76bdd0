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

/**
 * A failed run in one text, which says the path once: `tx/write.json:40: mapping 3 ($.name → $.name): …`. Reasons are about
 * the source of the mapping; what else is to blame, a condition or a parameter, is named in front of them.
 */
export function failureText({ mapping, path, reason }: Failure): string {
  const isNamed = path === '$' || mapping.includes(path) || reason.includes(path);
  return `${mapping}: ${isNamed ? '' : `${path}: `}${reason}`;
}

interface Failure {
  readonly mapping: string;
  readonly path: string;
  readonly reason: string;
}
