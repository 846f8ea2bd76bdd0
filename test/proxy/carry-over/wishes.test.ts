/** What the client says itself, and what it is said of. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { carriedOver } from './support.ts';

describe('defaults of the transformation', () => {
  it.each<[string, JsonObject, JsonObject, JsonObject, JsonObject, JsonObject]>([
    ['are no wish where the value was not seen', { a: 'd' }, {}, { a: 'old' }, {}, { a: 'old' }],
    ['count where the client left out what it saw', { a: 'd' }, {}, { a: 'old' }, { a: 'old' }, { a: 'd' }],
    ['count where there is nothing', { a: 'd' }, {}, { b: 1 }, {}, { a: 'd', b: 1 }],
    ['may take away what the client says', {}, { a: 9 }, { a: 'old' }, {}, { a: 'old' }],
    ['are a wish where the client says the same', { a: 'd' }, { a: 'd' }, { a: 'old' }, {}, { a: 'd' }],
    [
      'give way on every level',
      { o: { a: 'd', b: 9 } },
      { o: { b: 9 } },
      { o: { a: 'old', b: 1 } },
      {},
      { o: { a: 'old', b: 9 } },
    ],
    ['give way as whole objects', { o: { a: 'd' } }, {}, { o: { b: 1 } }, {}, { o: { b: 1 } }],
    ['give way as lists', { l: ['d'] }, {}, { l: ['old'] }, {}, { l: ['old'] }],
    [
      'give way in the values of lists',
      { l: [{ value: 'x', t: 'd' }] },
      { l: [{ value: 'x' }] },
      { l: [{ value: 'x', t: 'old' }] },
      {},
      { l: [{ value: 'x', t: 'old' }] },
    ],
    [
      'may make another list than the client says',
      { l: [{ value: 'x', t: 'd' }, { value: 'y' }] },
      { l: [{ value: 'x' }] },
      { l: [{ value: 'x', t: 'old', u: 1 }] },
      {},
      { l: [{ value: 'x', t: 'd', u: 1 }, { value: 'y' }] },
    ],
    [
      'may make a list of something else',
      { l: [{ value: 'x', t: 'd' }] },
      { l: 'x' },
      { l: [{ value: 'x', t: 1, u: 2 }] },
      {},
      { l: [{ value: 'x', t: 'd', u: 2 }] },
    ],
    [
      'may make an object of something else',
      { o: { a: 'd' } },
      { o: 'x' },
      { o: { a: 1, b: 2 } },
      {},
      { o: { a: 'd', b: 2 } },
    ],
  ])('%s', (_, body, said, current, unchanged, expected) => {
    expect(carriedOver({ body, said, current, unchanged })).toEqual(expected);
  });
});

describe('another manager', () => {
  const current = { manager: { value: 'm', displayName: 'M' }, other: { a: 1 } };

  it.each<[string, JsonObject, JsonObject]>([
    ['takes nothing over', { value: 'n' }, { value: 'n' }],
    ['nor where somebody gives a name', { value: 'n', displayName: 'N' }, { value: 'n', displayName: 'N' }],
    ['is none: what was there is completed', { value: 'm' }, { value: 'm', displayName: 'M' }],
    ['is not one of whom nothing is said', { x: 1 }, { x: 1, value: 'm', displayName: 'M' }],
  ])('%s', (_, manager, expected) => {
    expect(carriedOver({ body: { manager }, current })).toEqual({ manager: expected, other: { a: 1 } });
  });

  it('where there was none is completed by what there was', () => {
    expect(carriedOver({ body: { manager: { value: 'n' } }, current: { manager: { x: 1 } } })).toEqual({
      manager: { value: 'n', x: 1 },
    });
  });

  it('may be named by a default, too', () => {
    expect(
      carriedOver({ body: { manager: { value: 'd' } }, said: { manager: {} }, current })['manager'],
    ).toEqual({ value: 'd' });
  });

  it('is also nobody: a name of somebody who is gone says nothing', () => {
    const unchanged = { manager: { value: 'm' } };
    expect(carriedOver({ body: {}, current, unchanged })).toEqual({ other: { a: 1 } });
  });
});
