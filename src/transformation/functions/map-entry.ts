/** `renameMapEntry`, `copyMapEntry`: members of objects. */
import { setMember } from '../objects.ts';
import type { JsonMap } from '../types.ts';
import { member, withMember } from './apply.ts';
import type { FunctionDefinition } from './body.ts';

function define(
  name: string,
  change: (object: JsonMap, source: string, target: string) => JsonMap,
): FunctionDefinition {
  return {
    name,
    parameters: ['sourceKey', 'targetKey'],
    compile(parameters) {
      const sourceKey = parameters.text('sourceKey', '"roleName"');
      const targetKey = parameters.text('targetKey', '"value"');
      return {
        takes: 'object',
        run: (object, state) => {
          const source = sourceKey.get(state);
          const target = targetKey.get(state);
          return source === target || !Object.hasOwn(object, source)
            ? object
            : change(object, source, target);
        },
      };
    },
  };
}

/** In place; a member that had the new name already is replaced. */
export const renameMapEntry = define('renameMapEntry', (object, source, target) => {
  const renamed: JsonMap = {};
  for (const [name, value] of Object.entries(object)) {
    if (name !== target) setMember(renamed, name === source ? target : name, value);
  }
  return renamed;
});

export const copyMapEntry = define('copyMapEntry', (object, source, target) =>
  withMember(object, target, member(object, source) ?? null),
);
