/** Which part of an entity a client gets, and what of it is read. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { ENTERPRISE, recordingBackend, refusalOf, systemOf } from './support/hand-over.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const COPY = {
  mappings: [
    { sourcePath: '$', targetPath: '$' },
    { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' },
  ],
};
const MEMBERS = [
  { value: 'a' },
  { value: 'b', type: 'User' },
  { value: 'c', type: 'GROUP' },
  { value: 'd', type: null },
  'e',
];

function setUp(entity: JsonObject, type: 'user' | 'group' = 'user') {
  const backend = recordingBackend([{ id: '1', ...entity }]);
  return { backend, ...systemOf({ backend, type, read: COPY, write: COPY }) };
}

describe('membersType', () => {
  it.each<[string | undefined, unknown[]]>([
    ['user', [MEMBERS[0], MEMBERS[1], MEMBERS[3]]],
    ['Group', [MEMBERS[2]]],
    [' USER ', [MEMBERS[0], MEMBERS[1], MEMBERS[3]]],
    ['', MEMBERS],
    [' ', MEMBERS],
    [undefined, MEMBERS],
  ])('%j keeps those members of a group', async (membersType, members) => {
    const { resource, context } = setUp({ members: MEMBERS, displayName: 'g' }, 'group');
    const { body } = await resource.get('1', { membersType }, {}, context);
    expect(body).toMatchObject({ displayName: 'g', members });
  });

  it('finds nothing where there are no members', async () => {
    for (const entity of [{ displayName: 'g' }, { displayName: 'g', members: 'x' }]) {
      const { resource, context } = setUp(entity, 'group');
      expect((await resource.get('1', { membersType: 'user' }, {}, context)).body).toMatchObject(entity);
    }
  });

  it('goes together with attributes', async () => {
    const { resource, context } = setUp({ members: MEMBERS, displayName: 'g' }, 'group');
    const { body } = await resource.get(
      '1',
      { membersType: 'group', attributes: 'members.value' },
      {},
      context,
    );
    expect(body).toMatchObject({ members: [{ value: 'c' }] });
    expect(body).not.toHaveProperty('displayName');
  });

  it('is user or group, and no matter of users', async () => {
    const group = setUp({}, 'group');
    expect(await refusalOf(group.resource.get('1', { membersType: 'cat' }, {}, group.context))).toBe(
      '400 invalidValue The query parameter membersType must be user or group.',
    );
    const user = setUp({ members: MEMBERS });
    expect((await user.resource.get('1', { membersType: 'cat' }, {}, user.context)).body).toMatchObject({
      members: MEMBERS,
    });
  });
});

describe('schemas', () => {
  it.each<[object, JsonObject]>([
    [{ attributes: 'userName' }, { schemas: [CORE], userName: 'u' }],
    [
      { attributes: `userName,${ENTERPRISE}:department` },
      { schemas: [CORE, ENTERPRISE], userName: 'u', [ENTERPRISE]: { department: 'd' } },
    ],
    [{ excludedAttributes: `userName,meta,${ENTERPRISE}` }, { schemas: [CORE] }],
    [
      { excludedAttributes: 'userName,meta' },
      { schemas: [CORE, ENTERPRISE], [ENTERPRISE]: { department: 'd' } },
    ],
  ])('name what is in the answer to %j', async (query, expected) => {
    const { resource, context } = setUp({ userName: 'u', [ENTERPRISE]: { department: 'd' } });
    const { body } = await resource.get('1', { ...query }, {}, context);
    expect(body).toEqual({ id: '1', ...expected });
  });

  it('that are unknown and not in the body stay', async () => {
    const schemas = ['urn:scim:schemas:core:1.0'];
    const { resource, context } = setUp({ userName: 'u', schemas });
    expect((await resource.get('1', { attributes: 'userName' }, {}, context)).body).toEqual({
      id: '1',
      schemas,
      userName: 'u',
    });
  });
});

describe('long lists', () => {
  it.each<[object, string[]]>([
    [{}, []],
    [{ attributes: 'userName' }, ['members', 'groups']],
    [{ attributes: 'members.value' }, ['groups']],
    [{ excludedAttributes: 'members' }, ['members']],
    [{ excludedAttributes: 'MEMBERS,Groups' }, ['members', 'groups']],
    [{ excludedAttributes: 'members.value' }, []],
  ])('that nobody wants are not read: %j', async (query, omit) => {
    const { backend, resource, context } = setUp({ members: MEMBERS });
    await resource.get('1', { ...query }, {}, context);
    expect(backend.calls).toEqual([['get', '1', { omit }]]);
  });
});

describe('lists that a full update does not need', () => {
  const whole = (name: string) => ({
    sourcePath: `$.${name}`,
    targetPath: `$.${name}`,
    optional: true,
    preserveArrayWithSingleElement: true,
  });
  const part = { sourcePath: '$.members[*].value', targetPath: '$.members[?(@.value)]', optional: true };
  const ID = { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem', targetPath: '$.id' };
  const everything = (...never: string[]) => ({ scope: 'everything', never: new Set(never) }) as const;

  it.each<[string, object[], object[], ReturnType<typeof everything> | undefined, string[]]>([
    ['with nothing to carry over', [whole('members')], [], undefined, ['members', 'groups']],
    [
      'that clients see and write whole',
      [whole('members')],
      [whole('members')],
      everything('groups'),
      ['members', 'groups'],
    ],
    ['that are never carried over', [part], [part], everything('members', 'groups'), ['members', 'groups']],
    ['that clients see in part', [part], [whole('members')], everything('groups'), ['groups']],
    ['that clients write in part', [whole('members')], [part], everything('groups'), ['groups']],
    ['that clients do not see', [], [whole('members')], everything('groups'), ['groups']],
    ['that clients do not write', [whole('members')], [], everything('groups'), ['groups']],
    [
      'of which the read transformation makes something else',
      [{ ...whole('members'), targetPath: '$.x' }],
      [],
      undefined,
      ['groups'],
    ],
    [
      'of which the write transformation makes something else',
      [],
      [{ ...whole('members'), targetPath: '$.x' }],
      undefined,
      ['groups'],
    ],
  ])('are not read: %s', async (_, read, write, carryOver, omit) => {
    const backend = recordingBackend([{ id: '1' }], carryOver === undefined ? {} : { carryOver });
    const { resource, context } = systemOf({
      backend,
      type: 'group',
      read: { mappings: [ID, ...read] },
      write: { mappings: [whole('x'), ...write] },
    });
    await resource.delete('1', { ifMatch: '"3"' }, context).catch(() => undefined);
    expect(backend.calls[0]).toEqual(['get', '1', { omit }]);
  });
});
