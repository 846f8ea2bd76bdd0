/** `elementAt`: one element of a list. */
import type { FunctionDefinition } from './body.ts';

export const elementAt: FunctionDefinition = {
  name: 'elementAt',
  parameters: ['index'],
  compile(parameters) {
    const index = parameters.integer('index', 0, '0');
    return {
      takes: 'value',
      run: (value, state) => {
        const position = index.get(state);
        if (Array.isArray(value)) return value[position];
        // A list of one was unwrapped when it was read.
        return position === 0 ? value : undefined;
      },
      nothing: (state) => `there is no element ${index.get(state)}`,
    };
  },
};
