/** That of a long list only what is on the page is kept. */
import { expect, it } from 'vitest';
import { Window } from '../../src/proxy/residual/window.ts';
import type { Shape } from '../../src/proxy/shape.ts';
import type { SortRequest } from '../../src/proxy/sorting/sort-request.ts';

const WHOLE: Shape = { omit: [], isWhole: true, namesAttributes: false, apply: (resource) => resource };
const BY_NAME: SortRequest = {
  by: { schema: undefined, attribute: 'userName', index: undefined, subAttribute: undefined },
  order: 'ascending',
};

it.each<[string, SortRequest | undefined, number]>([
  ['sorted', BY_NAME, 1_100],
  ['as they come', undefined, 10],
])('%s', (_, sort, most) => {
  const count = 5_000;
  const window = new Window({ startIndex: 21, count: 10 }, sort);
  let size = 0;
  for (let index = 0; index < count; index += 1) {
    const number = sort === undefined ? index : (index * 7) % count;
    window.add({ id: `${number}`, userName: `n${String(number).padStart(4, '0')}` }, WHOLE);
    size = Math.max(size, window.size);
  }
  expect(size).toBeLessThanOrEqual(most);
  expect(window.total).toBe(count);
  expect(window.resources().map(({ id }) => id)).toEqual(
    Array.from({ length: 10 }, (_entry, index) => `${20 + index}`),
  );
});

it.each([BY_NAME, undefined])('a mere total keeps nothing', (sort) => {
  const window = new Window({ startIndex: 1, count: 0 }, sort);
  window.add({ id: '1' }, WHOLE);
  expect([window.size, window.total, window.resources()]).toEqual([0, 1, []]);
});
