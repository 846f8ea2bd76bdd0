import { expect, it } from 'vitest';
import { PlaceSet } from '../../src/proxy/place-set.ts';

it('has the places that it was made of, and neither what is above nor what is below them', () => {
  const places = new PlaceSet([['title'], ['emails', 0, 'type'], ['name', 'a.b']]);
  expect(places.has(['title'])).toBe(true);
  expect(places.has(['emails', 0, 'type'])).toBe(true);
  expect(places.has(['name', 'a.b'])).toBe(true);
  expect(places.has([])).toBe(false);
  expect(places.has(['emails'])).toBe(false);
  expect(places.has(['emails', 0])).toBe(false);
  expect(places.has(['title', 'value'])).toBe(false);
});

it('tells a position from a name, and names from paths', () => {
  const places = new PlaceSet([
    ['emails', 0],
    ['a', 'b'],
  ]);
  expect(places.has(['emails', '0'])).toBe(false);
  expect(places.has(['a.b'])).toBe(false);
  expect(places.has(['emails', 1])).toBe(false);
});
