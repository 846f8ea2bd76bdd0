import { describe, expect, it } from 'vitest';
import { mayBeSameText } from '../../src/scim/same-text.ts';

describe('two texts', () => {
  it.each([
    ['ada', 'ADA'],
    ['ada', ' Ada\t'],
    ['ISTANBUL', 'İstanbul'],
    ['istanbul', 'ISTANBUL'],
    ['ıstanbul', 'ISTANBUL'],
    ['Straße', 'STRASSE'],
    ['Jürgen', 'Jurgen'],
    ['Jürgen', 'Ju\u0308rgen'],
    ['Ａda', 'Ada'],
    ['', 'ada'],
    ['ada', ' '],
    [undefined, 'ada'],
    [null, 'ada'],
    [1, 'ada'],
  ])('%j and %j may be the same', (left, right) => {
    expect(mayBeSameText(left, right)).toBe(true);
    expect(mayBeSameText(right, left)).toBe(true);
  });

  it.each([
    ['ada', 'bob'],
    ['ada', 'ada1'],
    ['ada@example.com', 'ada@example.org'],
    ['a.b', 'ab'],
    ['\ud800', '\udc00'],
  ])('%j and %j are not', (left, right) => {
    expect(mayBeSameText(left, right)).toBe(false);
    expect(mayBeSameText(right, left)).toBe(false);
  });
});
