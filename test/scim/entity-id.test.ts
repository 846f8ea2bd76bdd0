import { describe, expect, it } from 'vitest';
import { idKey, isSameId, isUsableId, LONGEST_ID } from '../../src/scim/entity-id.ts';

const UUID = '0D6F3A44-7f0e-4f0e-9f0b-5a2f5d3c1b11';

describe('an id', () => {
  it.each(['1', ' ', 'a b/ü', '😀', 'a%2Fb', '...', 'a..b', '..a/b', 'x'.repeat(LONGEST_ID)])(
    'can be %j',
    (id) => {
      expect(isUsableId(id)).toBe(true);
      expect(encodeURIComponent(id)).toBeDefined();
    },
  );

  it.each([
    '',
    'x'.repeat(LONGEST_ID + 1),
    'x'.repeat(200_000),
    'a\ud800',
    '\udc00',
    'a\nb',
    '\0',
    '\u0085',
    '.',
    '..',
    'a/../b',
    'a\\..',
    undefined,
    null,
    1,
    ['a'],
  ])('cannot be %j', (id) => {
    expect(isUsableId(id)).toBe(false);
  });

  it.each([
    ['P000001', 'P000001', true],
    ['p000001', 'P000001', false],
    ['P000002', 'P000001', false],
    [' P000001', 'P000001', false],
    [UUID.toLowerCase(), UUID, true],
    [UUID, UUID.toLowerCase(), true],
    [UUID.replace('0D', '1D'), UUID, false],
    [`${UUID} role`, `${UUID.toLowerCase()} role`, false],
    ['', 'P000001', false],
    [undefined, 'P000001', false],
    [null, 'null', false],
    [1, '1', false],
  ])('%j answers the question for %j: %j', (found, asked, expected) => {
    expect(isSameId(found, asked)).toBe(expected);
    // Whatever there is one of for each entity, there is no second one of under another spelling.
    if (typeof found === 'string') expect(idKey(found) === idKey(asked)).toBe(expected);
  });
});
