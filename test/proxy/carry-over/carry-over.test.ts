import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { carriedOver, URN } from './support.ts';

const json = (text: string) => JSON.parse(text) as JsonObject;

describe('what a client could not see or write is carried over', () => {
  it.each<[string, JsonObject, JsonObject, JsonObject | undefined, JsonObject]>([
    [
      'all of it, where clients do not see the entity',
      {},
      { a: 1, o: { b: 2 }, l: [1] },
      undefined,
      { a: 1, o: { b: 2 }, l: [1] },
    ],
    ['behind what the body has', { z: 0, a: 9 }, { a: 1, b: 2 }, {}, { z: 0, a: 9, b: 2 }],
    ['not what it has seen and left out', {}, { a: 1, b: 2 }, { a: 1 }, { b: 2 }],
    ['nor what it has seen in another form', {}, { a: 1 }, { a: 'one' }, {}],
    ['of what was seen as nothing all of it', {}, { a: 1 }, { a: null }, { a: 1 }],
    ['no nulls', {}, { a: null, b: 1 }, {}, { b: 1 }],
    ['the rest of an object', { o: { a: 9 } }, { o: { a: 1, b: 2 } }, { o: { a: 1 } }, { o: { a: 9, b: 2 } }],
    ['the rest of an object that is left out', {}, { o: { a: 1, b: 2 } }, { o: { a: 1 } }, { o: { b: 2 } }],
    ['nothing of an object of which all was seen', {}, { o: { a: 1 } }, { o: { a: 1 } }, {}],
    [
      'deeply',
      { o: { p: {} } },
      { o: { p: { a: 1 }, q: { b: 1, c: 2 } } },
      { o: { q: { c: 2 } } },
      { o: { p: { a: 1 }, q: { b: 1 } } },
    ],
    [
      'nothing where the body has null',
      { o: null, a: null, l: null },
      { o: { a: 1 }, a: 1, l: [1] },
      {},
      { o: null, a: null, l: null },
    ],
    [
      'nothing where the body has another form',
      { o: 'x', l: {}, a: [] },
      { o: { a: 1 }, l: [1], a: { b: 1 } },
      {},
      { o: 'x', l: {}, a: [] },
    ],
    [
      'nothing of what was seen in another form',
      {},
      { o: { a: 1 }, l: [{ a: 1 }] },
      { o: 'x', l: { a: 1 } },
      {},
    ],
    [
      'nothing to a list where there was something else',
      { l: [{ x: 1 }], m: ['a'] },
      { l: { x: 1 }, m: 'a' },
      {},
      { l: [{ x: 1 }], m: ['a'] },
    ],
    ['nothing of what was seen as a list', {}, { l: 'x', m: { a: 1 } }, { l: ['x'], m: [{ a: 1 }] }, {}],
    [
      'to a list that was seen in another form',
      { l: [{ value: 'x' }] },
      { l: [{ value: 'x', a: 1 }, 'y'] },
      { l: 'x' },
      { l: [{ value: 'x', a: 1 }] },
    ],
    [
      'to an object that was seen in another form',
      { o: { a: 9 } },
      { o: { b: 1 } },
      { o: 'x' },
      { o: { a: 9, b: 1 } },
    ],
    [
      'in extensions',
      { [URN]: { a: 9 } },
      { [URN]: { a: 1, b: 2 } },
      { [URN]: { a: 1 } },
      { [URN]: { a: 9, b: 2 } },
    ],
    [
      'with its own address left to the backend',
      { o: { value: 'm' } },
      { o: { value: 'm', $ref: 'r', a: 1 }, $ref: 'x' },
      {},
      { o: { value: 'm', a: 1 } },
    ],
  ])('%s', (_, body, current, unchanged, expected) => {
    const merged = carriedOver({ body, current, unchanged });
    expect(merged).toEqual(expected);
    expect(Object.keys(merged)).toEqual(Object.keys(expected));
  });

  it('shares what needs no change, and leaves all as it was', () => {
    const body = { o: { a: 1 }, l: [{ value: 'x' }], p: { b: 1 } };
    const current = { o: { a: 1 }, l: [{ value: 'x' }], p: { b: 1, c: 2 } };
    const before = JSON.stringify([body, current]);
    const merged = carriedOver({ body, current });
    expect(merged).toEqual({ ...body, p: { b: 1, c: 2 } });
    expect([merged['o'], merged['l']]).toEqual([body.o, body.l]);
    expect(merged['o']).toBe(body.o);
    expect(merged['l']).toBe(body.l);
    expect(JSON.stringify([body, current])).toBe(before);
    expect(carriedOver({ body, current: body })).toBe(body);
  });

  it('leaves __proto__ as data', () => {
    const merged = carriedOver({
      body: json('{"a":{"x":1}}'),
      current: json('{"__proto__":{"y":1},"a":{"__proto__":2}}'),
    });
    expect(JSON.stringify(merged)).toBe('{"a":{"x":1,"__proto__":2},"__proto__":{"y":1}}');
    const body = json('{"__proto__":1}');
    expect(carriedOver({ body, current: {} })).toBe(body);
    expect(carriedOver({ body: {}, current: { toString: 1 }, unchanged: {} })).toEqual({ toString: 1 });
  });
});

describe('what must not be repeated', () => {
  const never = ['id', 'name.formatted', `${URN}:status`, `${URN}:contact.email`, 'emails.verified'];

  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    [
      'is not, on every level',
      {},
      { id: 1, name: { formatted: 'f', given: 'g' }, [URN]: { status: 's', a: 1 } },
      { name: { given: 'g' }, [URN]: { a: 1 } },
    ],
    ['leaves no empty object', {}, { name: { formatted: 'f' }, [URN]: { status: 's' } }, {}],
    [
      'is not added to what the body has',
      { name: {}, [URN]: { contact: {} } },
      { name: { formatted: 'f' }, [URN]: { status: 's', contact: { email: 'e', phone: 'p' } } },
      { name: {}, [URN]: { contact: { phone: 'p' } } },
    ],
    [
      'leaves no empty object in another',
      {},
      { [URN]: { contact: { email: 'e' }, a: 1 } },
      { [URN]: { a: 1 } },
    ],
    [
      'leaves values of lists where they are',
      {},
      { emails: [{ verified: true }, { value: 'x', verified: true }] },
      { emails: [{ verified: true }, { value: 'x' }] },
    ],
    [
      'is not added to values of lists',
      { emails: [{ value: 'x' }] },
      { emails: [{ value: 'x', verified: true, a: 1 }] },
      { emails: [{ value: 'x', a: 1 }] },
    ],
    [
      'is what the client says all the same',
      { id: 9, name: { formatted: 'n' } },
      { id: 1, name: { formatted: 'f' } },
      { id: 9, name: { formatted: 'n' } },
    ],
    [
      'are names with what leads to them',
      {},
      { formatted: 'f', status: 's', o: { id: 1 } },
      { formatted: 'f', status: 's', o: { id: 1 } },
    ],
  ])('%s', (_, body, current, expected) => {
    expect(carriedOver({ body, current, never })).toStrictEqual(expected);
  });

  it('is not part of what is left of an object', () => {
    const current = { name: { formatted: 'f', given: 'g', family: 'h' } };
    expect(carriedOver({ body: {}, current, unchanged: { name: { given: 'g' } }, never })).toEqual({
      name: { family: 'h' },
    });
  });

  it('is not part of an extension that nobody sees, on any level', () => {
    const current = { [URN]: { a: 1, contact: { email: 'e', phone: 'p' } } };
    expect(carriedOver({ body: {}, current, never })).toEqual({ [URN]: { a: 1, contact: { phone: 'p' } } });
  });

  it('is not part of a list that nobody sees', () => {
    const current = { emails: [{ value: 'x', verified: true }] };
    expect(carriedOver({ body: {}, current, never })).toEqual({ emails: [{ value: 'x' }] });
  });

  it('nor are addresses of the backend, wherever they are', () => {
    const current = { manager: { value: 'm', $ref: 'r' }, groups: [{ value: 'g', $ref: 'r' }] };
    expect(carriedOver({ body: {}, current })).toEqual({ manager: { value: 'm' }, groups: [{ value: 'g' }] });
  });
});

describe('where the backend keeps what is not named', () => {
  const current = {
    a: 1,
    name: { x: 1, y: 2 },
    l: [{ value: 'v', t: 1 }],
    [URN]: { s: 1, o: { p: 1, q: 2 } },
  };

  it.each<[string, JsonObject, JsonObject]>([
    ['nothing is added that the body does not name', {}, {}],
    [
      'objects and lists that it names are completed',
      { name: { x: 9 }, l: [{ value: 'v' }] },
      { name: { x: 9, y: 2 }, l: [{ value: 'v', t: 1 }] },
    ],
    ['extensions are like the core schema', { [URN]: { o: { p: 9 } } }, { [URN]: { o: { p: 9, q: 2 } } }],
    ['and so on', { [URN]: {} }, { [URN]: {} }],
  ])('%s', (_, body, expected) => {
    expect(carriedOver({ body, current, scope: 'named' })).toEqual(expected);
  });

  it('a default that is no wish gives way', () => {
    expect(carriedOver({ body: { a: 'd' }, said: {}, current, scope: 'named' })).toEqual({ a: 1 });
  });
});

describe('schemas', () => {
  const never = ['schemas'];
  const current = { schemas: ['core', URN], [URN]: { a: 1 } };

  it.each<[string, JsonObject, JsonObject]>([
    ['name extensions that were added', { schemas: ['core'] }, { schemas: ['core', URN], [URN]: { a: 1 } }],
    [
      'name each once, in whatever case',
      { schemas: ['core', URN.toUpperCase()] },
      { schemas: ['core', URN.toUpperCase()], [URN]: { a: 1 } },
    ],
    [
      'of the client that are wrong stay',
      { schemas: ['core', 1], [URN]: {} },
      { schemas: ['core', 1], [URN]: { a: 1 } },
    ],
    ['that are no list stay', { schemas: 'core' }, { schemas: 'core', [URN]: { a: 1 } }],
    ['are not made up', {}, { [URN]: { a: 1 } }],
  ])('%s', (_, body, expected) => {
    expect(carriedOver({ body, current, never })).toEqual(expected);
  });

  it('name no attributes', () => {
    expect(carriedOver({ body: { schemas: ['core'] }, current: { title: 'x' }, never })).toEqual({
      schemas: ['core'],
      title: 'x',
    });
  });
});
