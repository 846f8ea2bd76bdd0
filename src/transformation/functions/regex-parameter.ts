/** The parameter `regex`, and what goes wrong with regular expressions at run time. */
import { EvaluationError } from '../errors.ts';
import { compileRegex, type JavaRegex, loadRe2 } from '../regex/index.ts';
import { failure } from './body.ts';
import type { Parameter, ParameterReader } from './parameters.ts';
import type { RunState } from './types.ts';

/** A regular expression; a variable in it stands for a part of the expression, not for literal text. */
export function regexParameter(parameters: ParameterReader): Parameter<JavaRegex> | undefined {
  loadRe2();
  return parameters.regex('regex', '"[^@]+"', (text) => compileRegex(text));
}

/** Runs `use`; an error names the function, and not an expression that has the entity's data in it. */
export function withRegex<Result>(
  name: string,
  regex: Parameter<JavaRegex>,
  state: RunState,
  use: (regex: JavaRegex) => Result,
): Result {
  const current = regex.constant ?? regex.get(state);
  try {
    return use(current);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    if (regex.constant !== undefined) throw failure(name, error.message);
    throw failure(
      name,
      'its regular expression, with the current values of its variables, needs too many steps, or its text is too long',
    );
  }
}
