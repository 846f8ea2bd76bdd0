/** `replaceString`: every occurrence of a literal text. */
import type { FunctionDefinition } from './body.ts';
import { split } from './split.ts';

export const replaceString: FunctionDefinition = {
  name: 'replaceString',
  parameters: ['target', 'replacement'],
  compile(parameters) {
    const target = parameters.text('target', '"-"');
    const replacement = parameters.text('replacement', '"_"');
    if (parameters.raw('target') === '') {
      parameters.invalid('target', 'it is empty', 'name the text that has to be replaced');
    }
    return {
      takes: 'text',
      run: (value, state) => {
        const search = target.get(state);
        if (search === '') return value;
        const inserted = replacement.get(state);
        const parts = split(value, search, state.work);
        state.work.writeText((parts.length - 1) * inserted.length);
        return parts.join(inserted);
      },
    };
  },
};
