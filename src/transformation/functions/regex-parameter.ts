/** The parameter `regex`, and what goes wrong with regular expressions at run time. */
import { EvaluationError } from '../errors.ts';
import { compileRegex, type JavaRegex } from '../regex/index.ts';
import type { Parameter, ParameterReader } from './parameters.ts';
import type { RunState } from './types.ts';

/** A regular expression; a variable in it stands for a part of the expression, not for literal text. */
export function regexParameter(parameters: ParameterReader): Parameter<JavaRegex> | undefined {
  const regex = parameters.compiled('regex', '"[^@]+"', (text) => compileRegex(text), 'invalid-regex');
  if (regex?.constant?.mayExplode) {
    parameters.environment.report({
      rule: 'regex-may-explode',
      severity: 'warning',
      message:
        'this regular expression repeats repetitions and has look-around, back-references or atomic groups: on an ' +
        'unlucky value it needs too many steps, and then the entity fails',
      fix: 'write it without repetitions inside of repetitions, or make the inner ones possessive, as in (?:a++b)+',
      key: 'regex',
    });
  }
  return regex;
}

/** Runs `use`; what an expression with variables says of itself has the entity's data in it. */
export function withRegex<Result>(
  name: string,
  regex: Parameter<JavaRegex>,
  state: RunState,
  use: (regex: JavaRegex) => Result,
): Result {
  const current = regex.constant ?? regex.get(state);
  if (regex.constant !== undefined) return use(current);
  try {
    return use(current);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    throw new EvaluationError(
      `the regular expression of ${name}, with the current values of its variables, is too slow`,
    );
  }
}
