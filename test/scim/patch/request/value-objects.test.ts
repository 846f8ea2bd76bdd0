import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../../src/scim/json.ts';
import { refusal } from '../helpers.ts';
import { add, CORE, ENTERPRISE, GROUP, normalized, operations, remove, replace, USER } from './support.ts';

describe('value objects', () => {
  const assign = (value: JsonObject) => operations(USER, { op: 'replace', value });

  it('stay together as far as they are just names', () => {
    expect(assign({ NICKNAME: 'n', active: 'true', emails: 'x', shoeSize: 40 })).toEqual([
      { op: 'replace', value: { nickName: 'n', active: true, emails: [{ value: 'x' }], shoeSize: 40 } },
    ]);
    expect(assign({})).toEqual([]);
    expect(assign({ name: { middleName: null } })).toEqual([remove('name.middleName')]);
  });

  it('have operations of their own for paths, nulls and extensions, behind the others', () => {
    expect(
      assign({
        'name.GIVENNAME': 'a',
        title: null,
        [`${ENTERPRISE}:Department`]: 'b',
        nickName: 'n',
        'emails[type eq "work"].VALUE': 'c',
        name: { familyName: 'f', middleName: null },
        [ENTERPRISE.toLowerCase()]: { Division: 'd', 'manager.VALUE': 'm', costCenter: null, x: {} },
      }),
    ).toEqual([
      { op: 'replace', value: { nickName: 'n', name: { familyName: 'f' } } },
      replace('name.givenName', 'a'),
      remove('title'),
      replace(`${ENTERPRISE}:department`, 'b'),
      replace('emails[type eq "work"].value', 'c'),
      remove('name.middleName'),
      { op: 'replace', value: { [ENTERPRISE]: { division: 'd' } } },
      replace(`${ENTERPRISE}:manager.value`, 'm'),
      remove(`${ENTERPRISE}:costCenter`),
    ]);
  });

  it('can name one value of a list, and the core schema', () => {
    expect(
      assign({ 'emails[TYPE eq "work"]': 'x', nickName: 'n', [CORE.toUpperCase()]: { TITLE: 't' } }),
    ).toEqual([
      { op: 'replace', value: { nickName: 'n' } },
      replace('emails[type eq "work"]', { value: 'x' }),
      { op: 'replace', value: { title: 't' } },
    ]);
  });

  it('of an extension may name it once more', () => {
    const named = { schemas: [ENTERPRISE.toLowerCase()], department: 'x' };
    const expected = [{ op: 'add', value: { [ENTERPRISE]: { department: 'x' } } }];
    expect(operations(USER, add(ENTERPRISE, named))).toEqual(expected);
    expect(operations(USER, { op: 'add', value: { [ENTERPRISE]: named } })).toEqual(expected);
    expect(operations(USER, add(ENTERPRISE, { schemas: [ENTERPRISE] }))).toEqual([]);
    const other = { schemas: ['urn:x'], department: 'x' };
    expect(operations(USER, add(ENTERPRISE, other))).toEqual([{ op: 'add', value: { [ENTERPRISE]: other } }]);
  });

  it('of a schema are those of its path', () => {
    expect(operations(USER, add(ENTERPRISE, { department: 'x' }))).toEqual([
      { op: 'add', value: { [ENTERPRISE]: { department: 'x' } } },
    ]);
    expect(operations(USER, add(ENTERPRISE, [{ department: 'x' }]))).toEqual([
      { op: 'add', value: { [ENTERPRISE]: { department: 'x' } } },
    ]);
    expect(operations(USER, replace(CORE, { NickName: 'x' }))).toEqual([
      { op: 'replace', value: { nickName: 'x' } },
    ]);
  });

  it.each<[string, JsonValue]>([
    [ENTERPRISE, 'x'],
    [ENTERPRISE, []],
    [ENTERPRISE, [{}, {}]],
    [CORE, null],
    [CORE, 'x'],
    [CORE, [null]],
  ])('of a schema are objects: %s, %j', (path, value) => {
    expect(refusal(() => normalized(USER, add(path, value)))).toBe(
      '400 invalidValue Operations[0]: the value of a schema must be an object of its attributes.',
    );
  });

  it('of a group can have its members', () => {
    const value = { Members: ['a', { VALUE: 'b' }], displayName: 'x' };
    expect(operations(GROUP, { op: 'add', value })).toEqual([
      { op: 'add', value: { members: [{ value: 'a' }, { value: 'b' }], displayName: 'x' } },
    ]);
    for (const members of [null, [{}], '', { value: null }]) {
      expect(refusal(() => normalized(GROUP, { op: 'replace', value: { members } }))).toContain(
        '400 invalidValue',
      );
    }
  });

  it.each<[JsonObject, string, string]>([
    [{ nickName: 'a', NICKNAME: 'b' }, 'nickName', 'NICKNAME'],
    [{ 'name.givenName': 'a', 'Name.GIVENNAME': 'b' }, 'name.givenName', 'Name.GIVENNAME'],
    [{ nickName: 'a', [`${CORE}:nickName`]: 'b' }, 'nickName', `${CORE}:nickName`],
    [
      { [`${ENTERPRISE}:department`]: 1, [`${ENTERPRISE}.department`]: 2 },
      `${ENTERPRISE}:department`,
      `${ENTERPRISE}.department`,
    ],
  ])('name an attribute once: %j', (value, one, other) => {
    const message = refusal(() => assign(value));
    expect(message).toMatch(/^400 invalidSyntax Operations\[0\]: the same attribute is there twice/i);
    expect(message).toContain(`: ${one} and ${other}.`);
  });

  it('leave __proto__ as data', () => {
    const value = JSON.parse('{"__proto__":{"a":1},"NICKNAME":"x"}') as JsonObject;
    expect(JSON.stringify(assign(value))).toBe(
      '[{"op":"replace","value":{"__proto__":{"a":1},"nickName":"x"}}]',
    );
    const emptied = JSON.parse('{"__proto__":{"a":1},"b":null}') as JsonObject;
    expect(JSON.stringify(operations(USER, replace('things', emptied)))).toBe(
      '[{"op":"replace","path":"things","value":{"__proto__":{"a":1}}},{"op":"remove","path":"things.b"}]',
    );
  });
});
