/** Reading JSON of which nothing is known. */
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/scim/json.ts';
import { at, objectsIn, own, textAt } from '../../src/scim/json-access.ts';

const BODY = { id: 'x', meta: { version: '1', count: 2, list: [{ id: 'y' }] }, none: null };

describe('members', () => {
  it.each<[readonly string[], JsonValue | undefined]>([
    [[], BODY],
    [['id'], 'x'],
    [['meta', 'count'], 2],
    [['none'], null],
    [['none', 'id'], undefined],
    [['meta', 'other'], undefined],
    [['meta', 'list', '0'], undefined],
    [['id', 'length'], undefined],
    [['toString'], undefined],
    [['meta', 'constructor', 'name'], undefined],
  ])('at %j', (path, value) => {
    expect(at(BODY, ...path)).toEqual(value);
    expect(textAt(BODY, ...path)).toBe(typeof value === 'string' ? value : undefined);
  });

  it.each([undefined, null, 'text', 1, [BODY]])('%j has none', (value) => {
    expect(own(value, 'id')).toBeUndefined();
    expect(own(value, 'length')).toBeUndefined();
  });
});

it('of a list, only objects are taken', () => {
  expect(objectsIn([BODY, null, 'x', [BODY], {}])).toEqual([BODY, {}]);
  for (const none of [undefined, null, 'x', BODY]) expect(objectsIn(none)).toEqual([]);
});
