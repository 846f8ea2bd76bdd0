/** `splitStringToArray`: the parts between separators. As in Java, empty parts at the end are left out. */
import { type FunctionDefinition, failure } from './body.ts';
import { split } from './split.ts';

export const splitStringToArray: FunctionDefinition = {
  name: 'splitStringToArray',
  parameters: ['separator'],
  compile(parameters) {
    const separator = parameters.text('separator', '","');
    if (parameters.raw('separator') === '') {
      parameters.invalid('separator', 'it is empty', 'write for instance "separator": ","');
    }
    return {
      takes: 'text',
      run: (value, state) => {
        const current = separator.get(state);
        if (current === '') throw failure('splitStringToArray', 'the separator is empty');
        if (!value.includes(current)) return [value];
        const parts = split(value, current, state.work);
        return parts.slice(0, parts.findLastIndex((part) => part !== '') + 1);
      },
    };
  },
};
