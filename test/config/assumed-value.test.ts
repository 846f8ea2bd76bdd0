import { expect, it } from 'vitest';
import { loadOptions } from '../../src/cli/load-options.ts';
import { assumedValue } from '../../src/config/assumed-value.ts';
import { knownProperties } from '../../src/config/known-properties.ts';

const properties = [...loadOptions.definitions.values()].flatMap((definition) => {
  const shape = knownProperties(definition, loadOptions.common);
  return Object.keys(shape).map((name) => ({ type: definition.type, name, shape }));
});

it.each(properties)('$type: $name can be taken for something that its schema takes', ({ name, shape }) => {
  const value = assumedValue(name, shape);
  expect(shape[name]?.safeParse(value).success).toBe(true);
});

it('a name that nobody knows is taken for a text', () => {
  expect(assumedValue('my.own', {})).toEqual(expect.any(String));
  expect(assumedValue('constructor', {})).toEqual(expect.any(String));
});
