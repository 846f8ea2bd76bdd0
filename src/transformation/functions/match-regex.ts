/** `matchRegex`: whether the whole text matches. */
import type { FunctionDefinition } from './body.ts';
import { regexParameter, withRegex } from './regex-parameter.ts';

export const matchRegex: FunctionDefinition = {
  name: 'matchRegex',
  parameters: ['regex'],
  compile(parameters) {
    const regex = regexParameter(parameters);
    return (
      regex && {
        takes: 'text',
        run: (value, state) =>
          withRegex('matchRegex', regex, state, (current) => current.matches(value, state.work)),
      }
    );
  },
};
