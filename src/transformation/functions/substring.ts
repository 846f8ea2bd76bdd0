/** `substring`: Java's, from `beginIndex` up to but without `endIndex`, in UTF-16 units; half of a character at an end is left out. */
import { wholeSlice } from '../code-points.ts';
import { type FunctionDefinition, failure } from './body.ts';

export const substring: FunctionDefinition = {
  name: 'substring',
  parameters: ['beginIndex', 'endIndex'],
  compile(parameters) {
    const begin = parameters.integer('beginIndex', 0, '0');
    const end = parameters.optionalInteger('endIndex', 0, '2');
    if (begin.constant !== undefined && end?.constant !== undefined && end.constant < begin.constant) {
      parameters.invalid('endIndex', 'it is before beginIndex', `write at least ${begin.constant}`);
    }
    return {
      takes: 'text',
      run: (value, state) => {
        const from = begin.get(state);
        const to = end === undefined ? value.length : end.get(state);
        if (from > to || to > value.length) {
          throw failure(
            'substring',
            `the value has only ${value.length} characters, and ${from} to ${to} are wanted; guard the function with a ` +
              'condition on the length or use getMatchedRegexGroup',
          );
        }
        return wholeSlice(value, from, to);
      },
    };
  },
};
