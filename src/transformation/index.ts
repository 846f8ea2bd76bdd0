/** The transformation engine's public entry. Everything here is synchronous. */
export { EvaluationError, ExpressionError, TransformationError } from './errors.ts';
export type * from './types.ts';
