/** Finds the function that an object means, and what does not belong there. */
import { meant } from '../meant.ts';
import type { JsonMap } from '../types.ts';
import type { FunctionDefinition } from './body.ts';
import { FUNCTIONS } from './registry.ts';
import type { FunctionEnvironment } from './types.ts';

const COMMON = [
  'function',
  'type',
  'condition',
  'applyOnElements',
  'applyOnAttribute',
  'applyOnJsonAttribute',
  'assignToAttribute',
];
/** What `type` means on a mapping. */
const MAPPING_TYPES = ['set', 'remove', 'rename', 'valueMapping'];

/** By `function`, else by `type`. */
export function findDefinition(
  source: JsonMap,
  environment: FunctionEnvironment,
): FunctionDefinition | undefined {
  const key = Object.hasOwn(source, 'function') ? 'function' : 'type';
  const name = source[key];
  if (typeof name !== 'string') {
    const mistyped = keyOfName(source);
    environment.report({
      rule: 'missing-parameter',
      severity: 'error',
      message: 'this function has no name',
      fix:
        mistyped === undefined
          ? 'name it: "function": "concatString"'
          : `write ${JSON.stringify(meant(mistyped, ['function', 'type']) ?? 'function')} instead of ${JSON.stringify(mistyped)}`,
      ...(mistyped !== undefined ? { key: mistyped } : Object.hasOwn(source, key) ? { key } : {}),
    });
    return undefined;
  }
  reportConfusion(source, environment);
  const definition = FUNCTIONS.get(name);
  if (definition === undefined) {
    const mappingType = MAPPING_TYPES.find((type) => type.toLowerCase() === name.toLowerCase());
    const known = meant(name, FUNCTIONS.keys());
    environment.report({
      rule: mappingType === undefined ? 'unknown-function' : 'type-function-confusion',
      severity: 'error',
      message:
        mappingType === undefined
          ? `there is no function ${name}`
          : `${name} is a type of mappings, not a function`,
      fix:
        mappingType !== undefined
          ? `write "type": "${mappingType}" beside "functions", on the mapping itself`
          : known === undefined
            ? 'use one of the functions in docs/transformations.md'
            : `did you mean ${known}?`,
      key,
    });
  }
  return definition;
}

/** The key under which the name stands although it is called otherwise. */
function keyOfName(source: JsonMap): string | undefined {
  return Object.keys(source).find((key) => {
    const value = source[key];
    return !COMMON.includes(key) && typeof value === 'string' && FUNCTIONS.has(value);
  });
}

/** `function` and `type` may both be there only with the same value. */
function reportConfusion(source: JsonMap, environment: FunctionEnvironment): void {
  if (!Object.hasOwn(source, 'function') || !Object.hasOwn(source, 'type')) return;
  if (source['function'] === source['type']) return;
  environment.report({
    rule: 'type-function-confusion',
    severity: 'error',
    message: `this function is named twice: ${String(source['function'])} and ${String(source['type'])}`,
    fix: 'leave out "type" here; the type of a mapping stands beside "functions"',
    key: 'type',
  });
}

export function reportUnknownParameters(
  source: JsonMap,
  definition: FunctionDefinition,
  environment: FunctionEnvironment,
): void {
  const known = [...definition.parameters, ...COMMON];
  for (const key of Object.keys(source)) {
    if (known.includes(key)) continue;
    const similar = meant(key, known);
    environment.report({
      rule: 'unknown-parameter',
      severity: 'warning',
      message: `${definition.name} has no parameter ${key}; it is ignored`,
      fix: similar === undefined ? 'leave it out' : `did you mean ${similar}?`,
      key,
    });
  }
}
