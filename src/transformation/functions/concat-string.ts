/** `concatString`: prefix + value + suffix. */
import type { FunctionDefinition } from './body.ts';
import { constantText, missingPath, textOf, textOrPath, written } from './source-text.ts';
import { unwrap } from './unwrap.ts';

export const concatString: FunctionDefinition = {
  name: 'concatString',
  parameters: ['prefix', 'suffix'],
  compile(parameters) {
    const prefix = textOrPath(parameters, 'prefix', '"ext-"');
    const suffix = textOrPath(parameters, 'suffix', '"@example.com"');
    if (!parameters.failed && prefix === undefined && suffix === undefined)
      parameters.missing('suffix', 'give a "prefix", a "suffix" or both');
    const before = constantText(prefix);
    const after = constantText(suffix);
    const nothing = missingPath(parameters, { prefix, suffix });
    if (before !== undefined && after !== undefined) {
      return {
        takes: 'text',
        run: (value, state) => written(before + value + after, state),
        invert: (output, isExact) => unwrap(output, before, after, isExact),
      };
    }
    if (before !== undefined && suffix !== undefined) {
      return {
        takes: 'text',
        run: (value, state) => {
          const last = suffix.get(state);
          return last === undefined ? undefined : written(before + value + last, state);
        },
        nothing,
      };
    }
    return {
      takes: 'text',
      run: (value, state) => {
        const first = textOf(prefix, state);
        const last = textOf(suffix, state);
        return first === undefined || last === undefined ? undefined : written(first + value + last, state);
      },
      nothing,
    };
  },
};
