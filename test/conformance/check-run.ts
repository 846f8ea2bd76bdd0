/** What holds of every run of a transformation, whatever the entity. */
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type {
  Direction,
  EntityTransformation,
  Json,
  JsonMap,
  Operation,
} from '../../src/transformation/index.ts';
import { fc, reaching } from '../support/property.ts';
import { mutate } from './plant.ts';

export const OPERATIONS: Readonly<Record<Direction, readonly Operation[]>> = {
  read: ['read'],
  write: ['create', 'update', 'patch', 'delete'],
};
const VARIABLES = { entityBaseLocation: 'https://proxy.example/scim/Users/' };
/** Base 32, as some transformations decode the id in the URL. */
const ID = 'IFCEC';

/** JSON without what is looked for in the output. */
const anyJson = fc
  .jsonValue({ maxDepth: 2 })
  .map((value) => JSON.parse(JSON.stringify(value).replace(/[%$]/g, 'x')) as Json);

/** Passwords are random on purpose. */
function withoutPasswords(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutPasswords);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      /password|^BAPIPWD$/i.test(name) && typeof member === 'string' ? '' : withoutPasswords(member),
    ]),
  );
}

function variablesOf(operation: Operation, id: string): Record<string, Json> {
  const hasId = operation !== 'read' && operation !== 'create';
  return hasId ? { ...VARIABLES, entityIdTargetSystem: id } : { ...VARIABLES };
}

/**
 * @param mappings how many the entity type has
 * @param id in the URL
 */
export function checkRun(
  entity: EntityTransformation,
  input: Json,
  operation: Operation,
  mappings: number,
  id = ID,
): string {
  const before = JSON.stringify(input);
  const options = { operation, variables: variablesOf(operation, id) };
  const result = entity.run(input, options);
  expect(JSON.stringify(input)).toBe(before);
  switch (result.status) {
    case 'filtered':
      expect(result.condition).toBe(entity.condition);
      break;
    case 'failed': {
      const position = /^(?:line |\S+:)\d+: mapping (\d+) \(/.exec(result.mapping)?.[1];
      if (position === undefined) expect(result.path).toMatch(/^entityIdSourceSystem$|\$/);
      else expect(Number(position)).toBeLessThanOrEqual(mappings);
      expect(result.path).not.toBe('');
      expect(result.reason).not.toBe('');
      break;
    }
    case 'transformed': {
      const text = JSON.stringify(result.output);
      expect(isDeepStrictEqual(JSON.parse(text), result.output)).toBe(true);
      expect(text).not.toMatch(/%[\w.]+%|\$\{/);
      if (operation === 'read') {
        expect(result.variables['entityIdSourceSystem']).toSatisfy((id) => id !== undefined && id !== '');
      }
      const again = entity.run(input, options);
      expect(again.status).toBe('transformed');
      if (again.status === 'transformed') {
        expect(withoutPasswords(again.output)).toStrictEqual(withoutPasswords(result.output));
      }
    }
  }
  const { trace, ...traced } = entity.run(input, { ...options, trace: true });
  expect(traced.status).toBe(result.status);
  if (result.status === 'transformed' && traced.status === 'transformed') {
    expect(withoutPasswords(traced.output)).toStrictEqual(withoutPasswords(result.output));
    expect(trace?.mappings).toHaveLength(mappings);
  }
  return result.status;
}

/**
 * For one test: checks runs on entities like the one given, of which something was changed, and counts those that the
 * condition of the entity does not leave out. Where few operations are tried, each is tried more often.
 */
export function changedRuns(
  direction: Direction,
): (entity: JsonMap, check: (changed: JsonMap) => string) => void {
  const changes = fc.array(fc.tuple(fc.nat(), anyJson), { minLength: 1, maxLength: 2 });
  const numRuns = 60 / OPERATIONS[direction].length;
  const count = reaching((status: string, entity: JsonMap, changed: JsonMap) => {
    return status !== 'filtered' && !isDeepStrictEqual(changed, entity);
  });
  return (entity, check) => {
    // What is left out as it is stays so whatever is changed, and in what has nothing, nothing is: nothing to count.
    const counts = check(entity) !== 'filtered' && Object.keys(entity).length > 0;
    fc.assert(
      fc.property(changes, (some) => {
        const changed = mutate(entity, some);
        const status = check(changed);
        if (counts) count(status, entity, changed);
      }),
      { numRuns },
    );
  };
}
