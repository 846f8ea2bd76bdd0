import { expect, it } from 'vitest';
import { backendNames } from '../../src/transformation/index.ts';

const TEXT = JSON.stringify({
  user: {
    condition: "$.kind != 'x'",
    mappings: [
      { sourcePath: '$.in.one', targetPath: '$.out.one', condition: '$.asked' },
      { sourcePath: "$.list[?(@.inner == 'a')].value", targetPath: '$.target[?(@.spread)]' },
    ],
  },
});

it.each([
  ['read', ['asked', 'in', 'inner', 'kind', 'list', 'one', 'value']],
  ['write', ['one', 'out', 'spread', 'target']],
] as const)('of a %s transformation are those on the side of the backend', (direction, names) => {
  expect([...backendNames(TEXT, direction)].sort()).toEqual(names);
});

it('are none of what is no transformation', () => {
  expect([...backendNames('{', 'read'), ...backendNames('[]', 'read')]).toEqual([]);
});
