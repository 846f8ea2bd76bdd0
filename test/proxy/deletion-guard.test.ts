/** What is found to be lost of a change, in the backend's own attributes. */
import { describe, expect, it } from 'vitest';
import type { CallContext } from '../../src/connectors/connector.ts';
import { type DeletionGuard, LOSS_KINDS, type LossKind } from '../../src/proxy/deletion-guard/guard.ts';
import { goneMembers, isDeactivated, memberIds } from '../../src/proxy/deletion-guard/losses.ts';
import { watchedEntity } from '../../src/proxy/deletion-guard/watched-entity.ts';
import { mentions } from '../../src/proxy/deletion-guard/watched-names.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { createVocabulary } from '../../src/scim/names/vocabulary.ts';
import { schemasOf } from '../../src/scim/schema/known.ts';
import { compileTransformation } from '../../src/transformation/index.ts';
import { memoryBackend } from './support/backend.ts';

const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';

describe('a user is disabled', () => {
  const on = { active: true };
  it.each<readonly [JsonObject, JsonObject, boolean]>([
    [on, { active: false }, true],
    [on, { active: 'False' }, true],
    [on, { Active: 'no' }, true],
    [on, { active: 0 }, true],
    [on, { active: null }, true],
    [on, {}, true],
    [{}, { active: false }, true],
    [{ active: 'True' }, { active: false }, true],
    [on, { active: true, [SAP]: { status: 'INACTIVE' } }, true],
    [on, { active: 'TRUE' }, false],
    [{ active: false }, { active: false }, false],
    [{ active: 'false' }, { active: null }, false],
    [{ active: false }, {}, false],
    [{}, {}, false],
    [{ [SAP]: { status: 'inactive' } }, { active: false }, false],
    [on, { active: true, [SAP]: { status: 'active' } }, false],
  ])('from %j to %j: %s', (before, after, isLost) => {
    expect(isDeactivated(before, after)).toBe(isLost);
  });
});

describe('members that are gone', () => {
  const before = new Set(['a', 'b', 'c']);
  it.each<readonly [string[], string[], number]>([
    [['a', 'b', 'c'], [], 0],
    [['a', 'b', 'c', 'd'], [], 0],
    [['a'], [], 2],
    [[], ['a', 'b', 'c'], 3],
    [['a', 'b', 'c'], ['A'], 1],
    [['a', 'b', 'c'], ['a'], 0],
    [['A', 'b', 'c'], [], 1],
  ])('where %j are left, and %j were named: %s', (after, named, count) => {
    expect(goneMembers(before, new Set(after), new Set(named))).toBe(count);
  });

  it.each([
    [undefined, []],
    [null, []],
    [[], []],
    ['a', ['a']],
    [{ value: 'a' }, ['a']],
    [
      ['a', { VALUE: 'b' }, { value: 7 }, { display: 'c' }, null],
      ['a', 'b', '7'],
    ],
  ])('are read from %j', (members, ids) => {
    expect([...memberIds(members)]).toEqual(ids);
  });
});

it.each<readonly [JsonObject, boolean]>([
  [{ Operations: [{ op: 'replace', path: 'urn:x:Active', value: 1 }] }, true],
  [{ Operations: [{ op: 'replace', value: { a: [{ ACTIVE: 1 }] } }] }, true],
  [{ Operations: [{ op: 'replace', path: 'title', value: 'active' }] }, false],
  [{ title: 'active' }, false],
])('%j speaks of "active": %s', (body, does) => {
  expect(mentions(body, new Set(['active']))).toBe(does);
});

/** One entity behind a guard that counts everything, and what it was asked to let go. */
function watched(
  entityType: 'user' | 'group',
  entity: JsonObject,
  list = 'members',
  kinds: readonly LossKind[] = LOSS_KINDS,
) {
  const asked: [string, number][] = [];
  const guard: DeletionGuard = {
    watches: (kind) => kinds.includes(kind),
    needsTotals: new Set(),
    refusals: 0,
    noteRefusal: () => {},
    requireOpen: async () => undefined,
    reserve: async (losses) => {
      for (const { kind, amount } of losses) asked.push([kind, amount]);
      return { giveBack: async () => undefined };
    },
    isTripped: async () => false,
  };
  const mappings = [
    { sourcePath: '$', targetPath: '$' },
    ...(list === 'members'
      ? []
      : [{ sourcePath: `$.${list}`, targetPath: '$.members', preserveArrayWithSingleElement: true }]),
  ];
  const scimEntityEndpoint = entityType === 'user' ? 'Users' : 'Groups';
  const text = JSON.stringify({ [entityType]: { scimEntityEndpoint, mappings } });
  const read = compileTransformation(text, { direction: 'read' }).entities[entityType];
  if (read === undefined) throw new Error('not compiled');
  const backend = memoryBackend([{ id: '1', ...entity }], { patch: 'native' });
  const { connector } = watchedEntity({
    systemId: 's',
    guard,
    read,
    vocabulary: createVocabulary(schemasOf(entityType), []),
    connector: backend,
  });
  return { connector, backend, asked };
}
const context = { signal: new AbortController().signal } as CallContext;

describe('of names that the backend and the write transformation spell in two ways', () => {
  const ab = [{ value: 'a' }, { value: 'b' }];
  it.each<readonly ['user' | 'group', string, JsonObject, JsonObject, [string, number][]]>([
    ['user', 'members', { active: true }, { Active: false }, [['deactivations', 1]]],
    ['user', 'members', { Active: true }, { active: false }, [['deactivations', 1]]],
    ['user', 'members', { Active: true, title: 'a' }, { active: 'true', Title: 'b' }, []],
    ['group', 'Members', { Members: ab }, { members: ab }, []],
    ['group', 'Members', { Members: ab }, { members: [{ value: 'b' }] }, [['membershipRemovals', 1]]],
    ['group', 'members', { members: ab }, { Members: [] }, [['membershipRemovals', 2]]],
  ])(
    'a full update of a %s with its %s from %j by %j takes away what it takes away',
    async (type, list, before, body, losses) => {
      const { connector, asked } = watched(type, before, list);
      await connector.replace('1', body, {}, context);
      expect(asked).toEqual(losses);
    },
  );
});

describe('of operations that do not fit the entity', () => {
  const other = { op: 'replace', path: 'emails[type eq "work"].value', value: 'a@example.com' };
  it('those about something else are for the backend to judge', async () => {
    const { connector, asked } = watched('user', { active: true });
    const off = { op: 'replace', path: 'active', value: false };
    await connector.patch('1', { Operations: [other, off] }, {}, context);
    expect(asked).toEqual([['deactivations', 1]]);
    const group = watched('group', { members: [{ value: 'a' }] });
    const remove = { op: 'remove', path: 'members[value eq "a"]' };
    await group.connector.patch('1', { Operations: [other, remove] }, {}, context);
    expect(group.asked).toEqual([['membershipRemovals', 1]]);
  });

  it('those about members are refused', async () => {
    const { connector } = watched('group', { members: [{ value: 'a' }] });
    const stray = { op: 'replace', path: 'members[value eq "b"]', value: { value: 'c' } };
    const call = connector.patch('1', { Operations: [stray] }, {}, context);
    await expect(call).rejects.toMatchObject({ status: 400 });
  });
});

it.each(['user', 'group'] as const)('a guard of deletions alone reads no %s for a change', async (type) => {
  const { connector, backend } = watched(type, { active: true }, 'members', ['deletions']);
  const operations = [{ op: 'replace', path: type === 'user' ? 'active' : 'members', value: [] }];
  await connector.patch('1', { Operations: operations }, {}, context);
  await connector.replace('1', { active: false, members: [] }, {}, context);
  expect(backend.asked.map(({ operation }) => operation)).toEqual(['patch', 'replace']);
});

describe('of a group that the backend shows a part of', () => {
  const ab = [{ value: 'a' }, { value: 'b' }];
  const cut = () => {
    const stage = watched('group', { members: ab });
    const { backend } = stage;
    const { get } = backend;
    backend.get = async (...call) => ({ ...(await get(...call)), incomplete: ['members'] });
    return stage;
  };
  it.each<readonly [JsonObject[], number[]]>([
    [[{ op: 'remove', path: 'members', value: [{ value: 'a' }, { value: 'unseen' }] }], [2]],
    [[{ op: 'Remove', path: 'Members[value eq "unseen"]' }], [1]],
    [
      [
        { op: 'replace', path: 'displayName', value: 'x' },
        { op: 'add', path: 'members', value: [{ value: 'c' }] },
      ],
      [],
    ],
  ])('whoever is named by %j counts', async (operations, amounts) => {
    const { connector, asked } = cut();
    await connector.patch('1', { Operations: operations }, {}, context);
    expect(asked).toEqual(amounts.map((amount) => ['membershipRemovals', amount]));
  });

  it.each<JsonObject>([
    { op: 'remove', path: 'members' },
    { op: 'remove', path: 'members[display sw "x"]' },
    { op: 'remove', path: 'members[value ne "a"]' },
    { op: 'replace', path: 'members', value: ab },
  ])('%j may take anybody away, and is refused', async (operation) => {
    const { connector, asked } = cut();
    const call = connector.patch('1', { Operations: [operation] }, {}, context);
    await expect(call).rejects.toMatchObject({ status: 503, code: 'DELETION_GUARD' });
    expect(asked).toEqual([]);
  });
});

it('a share of what a type of system does not count is refused before anything is served', () => {
  const guard: DeletionGuard = {
    watches: () => true,
    needsTotals: new Set(['deactivations']),
    refusals: 0,
    noteRefusal: () => {},
    requireOpen: async () => undefined,
    reserve: async () => ({ giveBack: async () => undefined }),
    isTripped: async () => false,
  };
  const read = compileTransformation(
    JSON.stringify({
      user: { scimEntityEndpoint: 'Users', mappings: [{ sourcePath: '$', targetPath: '$' }] },
    }),
    { direction: 'read' },
  ).entities['user'];
  if (read === undefined) throw new Error('not compiled');
  const parts = {
    systemId: 's',
    guard,
    read,
    vocabulary: createVocabulary(schemasOf('user'), []),
  };
  const connector = memoryBackend([], { totals: false });
  expect(() => watchedEntity({ ...parts, connector })).toThrow(
    /give deactivations "atMost" instead of "share"/,
  );
  expect(watchedEntity({ ...parts, connector: memoryBackend() })).toBeDefined();
});
