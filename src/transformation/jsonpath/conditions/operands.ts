/** Operands of comparisons. */
import { EvaluationError } from '../../errors.ts';
import type { Json } from '../../types.ts';
import { decimalOfDouble, parseDecimal } from '../decimal.ts';
import { givesDouble } from '../read/functions.ts';
import { isSimple } from '../read/getter.ts';
import type { PathReader } from '../read/path.ts';
import type { Run } from '../read/run.ts';
import { KeySet } from '../read/signals.ts';
import type { Operand, PathExpression } from '../types.ts';
import { compileCall } from './calls.ts';
import { type ConditionContext, readerOf } from './context.ts';
import { compileJsonLiteral, compileRegexLiteral, fillTemplate } from './literals.ts';
import type { Value } from './values.ts';

export interface CompiledOperand {
  readonly read: (run: Run, item: Json) => Value;
  /** Set if it is the same in every evaluation. */
  readonly constant: { readonly value: Value } | undefined;
  readonly isPath: boolean;
  /** Reading it cannot fail. */
  readonly isSafe: boolean;
}

export function compileOperand(operand: Operand, context: ConditionContext): CompiledOperand {
  switch (operand.kind) {
    case 'path':
      return compilePathOperand(operand.path, context);
    case 'string': {
      const { parts } = operand;
      const [only = ''] = parts;
      if (parts.length <= 1 && typeof only === 'string') return constant(only);
      return dynamic((run) => fillTemplate(run, context.defaults, parts));
    }
    case 'number':
      return constant(parseDecimal(operand.text));
    case 'boolean':
      return constant(operand.value);
    case 'null':
      return constant(null);
    case 'json':
      return dynamic(compileJsonLiteral(operand.text, context.defaults));
    case 'regex':
      return dynamic(compileRegexLiteral(operand.parts, operand.flags, context.defaults));
    case 'call':
      return dynamic(compileCall(operand, context));
  }
}

function constant(value: Value): CompiledOperand {
  return { read: () => value, constant: { value }, isPath: false, isSafe: true };
}

function dynamic(read: (run: Run, item: Json) => Value): CompiledOperand {
  return { read, constant: undefined, isPath: false, isSafe: false };
}

function compilePathOperand(path: PathExpression, context: ConditionContext): CompiledOperand {
  const reader = readerOf(path, context, context.required);
  const read = readOperand(path, reader);
  // What needs more than a few steps is read for the first element only.
  const isRepeated = context.repeated && path.root === '$' && !path.steps.every(isSimple);
  return {
    read: isRepeated ? (run, item) => run.remember(reader, () => read(run, item)) : read,
    constant: undefined,
    isPath: true,
    isSafe: reader.get !== undefined,
  };
}

function readOperand({ root, steps }: PathExpression, reader: PathReader): CompiledOperand['read'] {
  const { get } = reader;
  const fromRoot = root === '$';
  if (get !== undefined) return fromRoot ? (run) => get(run.root) : (_run, item) => get(item);
  const last = steps.at(-1);
  const convert = last?.kind === 'function' && givesDouble(last.name) ? doubleOf : jsonOf;
  return (run, item) => convert(reader.read(run, fromRoot ? run.root : item));
}

function jsonOf(value: Json | KeySet | undefined): Json | undefined {
  if (value instanceof KeySet) throw new EvaluationError("what 'keys()' gives cannot be compared");
  return value;
}

function doubleOf(value: Json | KeySet | undefined): Value {
  return typeof value === 'number' ? decimalOfDouble(value) : jsonOf(value);
}
