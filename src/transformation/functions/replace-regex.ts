/** `replaceFirstString`, `replaceLastString`, `replaceAllString`: by a regular expression. */
import { EvaluationError, ExpressionError } from '../errors.ts';
import type { JavaRegex, Replacement } from '../regex/index.ts';
import type { Work } from '../work.ts';
import type { FunctionDefinition } from './body.ts';
import { regexParameter, withRegex } from './regex-parameter.ts';
import { replacementParameter } from './replacement-parameter.ts';

function define(
  name: string,
  replace: (regex: JavaRegex, value: string, replacement: Replacement, work: Work) => string,
): FunctionDefinition {
  return {
    name,
    parameters: ['regex', 'replacement'],
    compile(parameters) {
      const regex = regexParameter(parameters);
      const replacement = replacementParameter(parameters, regex);
      if (regex === undefined || replacement === undefined) return undefined;
      return {
        takes: 'text',
        run: (value, state) => {
          const inserted = fitting(name, () => replacement(regex.get(state), state));
          return withRegex(name, regex, state, (current) => replace(current, value, inserted, state.work));
        },
      };
    },
  };
}

/** Only the expression that variables give shows which groups there are. */
function fitting(name: string, create: () => Replacement): Replacement {
  try {
    return create();
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new EvaluationError(`the replacement of ${name} does not fit its regular expression`);
  }
}

export const replaceFirstString = define('replaceFirstString', (regex, value, replacement, work) =>
  regex.replaceFirst(value, replacement, work),
);
export const replaceLastString = define('replaceLastString', (regex, value, replacement, work) =>
  regex.replaceLast(value, replacement, work),
);
export const replaceAllString = define('replaceAllString', (regex, value, replacement, work) =>
  regex.replaceAll(value, replacement, work),
);
