/** `putIfAbsent`, `putIfPresent`: set a member of objects. */
import { withMember } from './apply.ts';
import type { FunctionDefinition } from './body.ts';

function define(name: string, whenPresent: boolean): FunctionDefinition {
  return {
    name,
    parameters: ['key', 'defaultValue'],
    compile(parameters) {
      const key = parameters.text('key', '"type"');
      const defaultValue = parameters.json('defaultValue');
      return {
        takes: 'object',
        run: (object, state) => {
          const name = key.get(state);
          const isPresent = Object.hasOwn(object, name) && object[name] !== null;
          if (isPresent !== whenPresent || (!isPresent && !state.defaults)) return object;
          return withMember(object, name, defaultValue.get(state));
        },
      };
    },
  };
}

/** Where the member is missing or `null`. */
export const putIfAbsent = define('putIfAbsent', false);
/** Where the member has a value. */
export const putIfPresent = define('putIfPresent', true);
