/** The functions of one mapping, one after the other; what goes wrong names the function. */
import type { MappingParts } from '../compile/parts.ts';
import { FunctionFailure } from '../functions/body.ts';
import type { CompiledFunction, Value } from '../functions/types.ts';
import type { RunContext } from './context.ts';
import { MappingFailure, reasonOf } from './failure.ts';

export interface StepFunction {
  /** For people: `function 2 (concatString)`. */
  readonly label: string;
  readonly compiled: CompiledFunction;
}

/** Those that can run. */
export function stepFunctions({ functions }: MappingParts): readonly StepFunction[] {
  return functions.flatMap(({ compiled, runs }, index) =>
    runs ? { label: functionLabel(compiled, index), compiled } : [],
  );
}

export function functionLabel({ name }: CompiledFunction, index: number): string {
  return `function ${index + 1} (${name})`;
}

/** @throws MappingFailure when the function fails */
export function callFunction(
  { compiled, label }: StepFunction,
  value: Value | undefined,
  context: RunContext,
  origin: string,
): Value | undefined {
  try {
    return compiled.run(value, context);
  } catch (error) {
    const known = error instanceof FunctionFailure ? error : undefined;
    throw new MappingFailure(known?.path ?? origin, `${label}: ${known?.reason ?? reasonOf(error)}`);
  }
}

/** Why the function gave nothing for a value. */
export function nothingReason({ compiled, label }: StepFunction, context: RunContext): string {
  const known = compiled.nothing?.(context) ?? '';
  return `${label}: ${known === '' ? 'gives nothing for this value' : known}`;
}
