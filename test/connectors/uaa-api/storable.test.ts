import { describe, expect, it } from 'vitest';
import { isStorable, storable } from '../../../src/connectors/uaa-api/storable.ts';
import type { JsonObject } from '../../../src/scim/json.ts';

function refusal(entity: JsonObject): unknown {
  try {
    return storable(entity);
  } catch (error) {
    return error;
  }
}

describe('what the UAA can store', () => {
  it('has no null, at any depth, and else everything as it was', () => {
    const entity = {
      a: null,
      b: { c: null, d: [null, 1, { e: null, f: false }, [null, '']] },
      g: '',
      h: 0,
      __proto__: null,
    } as unknown as JsonObject;
    expect(storable(entity)).toEqual({ b: { d: [1, { f: false }, ['']] }, g: '', h: 0 });
    expect(entity['b']).toEqual({ c: null, d: [null, 1, { e: null, f: false }, [null, '']] });
  });

  it('keeps a member named __proto__ as data', () => {
    const entity = JSON.parse('{"__proto__":{"x":1}}') as JsonObject;
    expect(JSON.stringify(storable(entity))).toBe('{"__proto__":{"x":1}}');
  });

  it.each(['', 'a', '\u0001', '😀', '\u007f', '\ufffe', '中'.repeat(300)])(
    'is any other text: %j',
    (text) => {
      expect(isStorable(text)).toBe(true);
      expect(storable({ text })).toEqual({ text });
    },
  );

  it.each(['\0', 'a\0b', '\ud800', 'a\udc00', '\udc00\ud800'])('is not %j', (text) => {
    expect(isStorable(text)).toBe(false);
    for (const [entity, name] of [
      [{ userName: text }, 'userName'],
      [{ name: { givenName: text } }, 'name.givenName'],
      [{ emails: [{ value: 'x' }, { value: text }] }, 'emails.value'],
      [{ a: [['x', [text]]] }, 'a'],
    ] as const) {
      expect(refusal(entity as unknown as JsonObject)).toMatchObject({
        status: 400,
        scimType: 'invalidValue',
        message: expect.stringMatching(new RegExp(`^${name} has a character that the UAA cannot store`)),
      });
    }
  });

  it('is no attribute with such a name, which is shown in short', () => {
    expect(refusal({ [`${'x'.repeat(1_000)}\0`]: 1 })).toMatchObject({
      message: expect.stringMatching(/^x{100} has a character/),
    });
    expect(refusal({ 'a\0b': 1 })).toMatchObject({ message: expect.stringMatching(/^ab has a character/) });
  });
});
