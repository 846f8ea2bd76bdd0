/** Errors of the engine: a transformation, path, condition or regular expression that cannot be loaded or evaluated. */
import { IpsProxyError } from '../errors.ts';
import type { Finding } from './types.ts';

/** A path or condition that is wrong for every document (Jayway's compile phase). */
export class ExpressionError extends IpsProxyError {
  readonly expression: string;
  /** Zero-based offset into `expression`. */
  readonly position: number;
  /** What to write instead, where that is known. */
  readonly fix: string | undefined;

  constructor(expression: string, position: number, reason: string, fix?: string) {
    super('TRANSFORMATION_EXPRESSION', `${reason} (at position ${position} of ${expression})`);
    this.expression = expression;
    this.position = position;
    this.fix = fix;
  }
}

/**
 * A path, condition or function that fails for this document; the engine makes it a `failed` result. Without a stack: nobody sees it, and
 * to take one costs more than the rest of a small transformation, for each entity of a list that fails.
 */
export class EvaluationError extends IpsProxyError {
  constructor(reason: string) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      super('TRANSFORMATION_EVALUATION', reason);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }
}

/** A transformation that cannot be loaded; `findings` has every problem, the errors among them first. */
export class TransformationError extends IpsProxyError {
  readonly findings: readonly Finding[];

  constructor(message: string, findings: readonly Finding[]) {
    super('TRANSFORMATION_INVALID', message);
    this.findings = findings;
  }
}
