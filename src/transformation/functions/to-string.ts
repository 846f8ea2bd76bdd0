/** `toString`: bytes, numbers and booleans become text. */
import type { FunctionDefinition } from './body.ts';

export const convertToString: FunctionDefinition = {
  name: 'toString',
  parameters: [],
  compile: () => ({ takes: 'text', run: (value) => value, invert: (output) => output }),
};
