/** `getMatchedRegexGroup`: a capturing group of a match of the whole text. */
import type { FunctionDefinition } from './body.ts';
import { regexParameter, withRegex } from './regex-parameter.ts';

export const getMatchedRegexGroup: FunctionDefinition = {
  name: 'getMatchedRegexGroup',
  parameters: ['regex', 'groupIndex'],
  compile(parameters) {
    const regex = regexParameter(parameters);
    const index = parameters.integer('groupIndex', 0, '1');
    if (regex === undefined) return undefined;
    const count = regex.constant?.groupCount;
    if (count !== undefined && (index.constant ?? 0) > count) {
      parameters.invalid(
        'groupIndex',
        'the expression has no group of that number',
        `write a number up to ${count}`,
      );
    }
    return {
      takes: 'text',
      run: (value, state) =>
        withRegex(
          'getMatchedRegexGroup',
          regex,
          state,
          (current) => current.groups(value, state.work)?.[index.get(state)],
        ),
      nothing: () => 'the whole value does not match its regular expression, or the match has no such group',
    };
  },
};
