/** `resolveEntityIds`: the client of a proxy already speaks the ids of the backend, so they stay. */
import type { FunctionDefinition } from './body.ts';

export const resolveEntityIds: FunctionDefinition = {
  name: 'resolveEntityIds',
  parameters: ['entityType', 'sourceSystemName', 'targetSystemName'],
  compile: () => ({ takes: 'value', run: (value) => value, invert: (output) => output }),
};
