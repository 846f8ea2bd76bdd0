/** `toUpperCaseString`, `toLowerCaseString`. */
import { EvaluationError } from '../errors.ts';
import type { FunctionBody, FunctionDefinition } from './body.ts';
import type { Parameter, ParameterReader } from './parameters.ts';

/** The languages whose letters change case in their own way; for the others Java follows the root locale. */
const SPECIAL = new Set(['tr', 'az', 'lt']);

export const toUpperCaseString: FunctionDefinition = {
  name: 'toUpperCaseString',
  parameters: ['locale'],
  compile: (parameters) =>
    changeCase(
      locale(parameters),
      (value) => value.toUpperCase(),
      (value, language) => value.toLocaleUpperCase(language),
    ),
};

export const toLowerCaseString: FunctionDefinition = {
  name: 'toLowerCaseString',
  parameters: ['locale'],
  compile: (parameters) =>
    changeCase(
      locale(parameters),
      (value) => value.toLowerCase(),
      (value, language) => value.toLocaleLowerCase(language),
    ),
};

function changeCase(
  language: Parameter<string>,
  plain: (value: string) => string,
  special: (value: string, language: string) => string,
): FunctionBody {
  if (language.constant === 'root') return { takes: 'text', run: plain };
  return {
    takes: 'text',
    run: (value, state) => {
      const current = language.get(state);
      return current === 'root' ? plain(value) : special(value, current);
    },
  };
}

/** The language, or `root` when it is not special; `de_DE` and `de-DE` are both right. */
function locale(parameters: ParameterReader): Parameter<string> {
  const language = parameters.optionalCompiled('locale', '"de_DE"', (text) => {
    if (text === '') return 'root';
    try {
      const { language } = new Intl.Locale(text.replaceAll('_', '-'));
      return SPECIAL.has(language) ? language : 'root';
    } catch {
      throw new EvaluationError(`there is no locale ${text}`);
    }
  });
  return language ?? { constant: 'root', get: () => 'root' };
}
