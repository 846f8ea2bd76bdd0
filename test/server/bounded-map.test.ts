import { expect, it } from 'vitest';
import { BoundedMap } from '../../src/server/bounded-map.ts';

it('forgets what was used longest ago, also where the same was used again and again', () => {
  const map = new BoundedMap<number>(2);
  map.set('a', 1);
  map.set('b', 2);
  for (const key of ['b', 'a', 'a', 'b', 'a']) map.get(key);
  map.set('c', 3);
  expect(['a', 'b', 'c'].map((key) => map.get(key))).toEqual([1, undefined, 3]);
  map.get('a');
  map.set('d', 4);
  expect(['a', 'c', 'd'].map((key) => map.get(key))).toEqual([1, undefined, 4]);
  expect(map.size).toBe(2);
});
