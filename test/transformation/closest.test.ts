import { expect, it } from 'vitest';
import { closest } from '../../src/transformation/closest.ts';

const NAMES = ['host', 'port', 'externalUrl', 'ias.api.version', 'URL'];

it.each([
  ['hots', 'host'],
  ['PORT', 'port'],
  ['externalURL', 'externalUrl'],
  ['ias.api.verison', 'ias.api.version'],
  ['Url', 'URL'],
])('%s means %s', (name, meant) => {
  expect(closest(name, NAMES)).toBe(meant);
});

it.each(['timeout', 'x', '', 'a'.repeat(100_000)])('%s means nothing known', (name) => {
  expect(closest(name, NAMES)).toBeUndefined();
});
