/** What is found to be lost of a change, in the backend's own attributes. */
import { describe, expect, it } from 'vitest';
import type { CallContext } from '../../src/connectors/connector.ts';
import { newCounters } from '../../src/proxy/counters.ts';
import type { DeletionGuard, Loss, LossKind } from '../../src/proxy/deletion-guard/guard.ts';
import { goneMembers, isDeactivated, memberIds } from '../../src/proxy/deletion-guard/losses.ts';
import { watchedEntity } from '../../src/proxy/deletion-guard/watched-entity.ts';
import { mentions, namedMembers } from '../../src/proxy/deletion-guard/watched-names.ts';
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

it('members that are named to go are those of removing operations', () => {
  const value = [{ value: 'b' }];
  expect([
    ...namedMembers([
      { op: 'add', path: 'members', value: [{ value: 'a' }] },
      { op: ' Remove ', path: 'members', value },
      { op: 'remove', path: 'members[value eq "c\\"d" or value eq "e"]' },
      { op: 'replace', path: 'members[value eq "f"].display', value: 'g' },
    ]),
  ]).toEqual(['b', 'c"d', 'e']);
});

function watched(entityType: 'user' | 'group', kinds: readonly LossKind[], entity: JsonObject) {
  const losses: Loss[] = [];
  const guard: DeletionGuard = {
    watches: (kind) => kinds.includes(kind),
    needsTotals: new Set(),
    requireOpen: async () => undefined,
    reserve: async (more) => {
      losses.push(...more);
      return { giveBack: async () => undefined };
    },
    isTripped: async () => false,
  };
  const read = compileTransformation(
    JSON.stringify({
      [entityType]: {
        scimEntityEndpoint: entityType === 'user' ? 'Users' : 'Groups',
        mappings: [{ sourcePath: '$', targetPath: '$' }],
      },
    }),
    { direction: 'read' },
  ).entities[entityType];
  if (read === undefined) throw new Error('not compiled');
  const backend = memoryBackend([entity]);
  const vocabulary = createVocabulary(schemasOf(entityType), []);
  const parts = { systemId: 's', guard, read, vocabulary, counters: newCounters() };
  return { backend, losses, watch: () => watchedEntity({ ...parts, connector: backend }).connector };
}

const CONTEXT = { signal: new AbortController().signal } as CallContext;

it('a full update that leaves out what the backend keeps takes nothing away', async () => {
  const user = { id: 'a', active: true, [SAP]: { status: 'active' } };
  const { backend, losses, watch } = watched('user', ['deactivations'], user);
  await watch().replace('a', { [SAP]: { status: 'active' } }, {}, CONTEXT);
  expect(losses).toEqual([]);
  await watch()
    .replace('a', { [SAP]: { status: 'inactive' } }, {}, CONTEXT)
    .catch(() => undefined);
  expect(backend.asked.map(({ operation }) => operation)).toEqual(['get', 'replace', 'get', 'replace']);
});

it('a deletion of which nothing is counted costs no read', async () => {
  const { backend, watch } = watched('user', ['deactivations'], { id: 'a' });
  await watch().delete('a', {}, CONTEXT);
  expect(backend.asked.map(({ operation }) => operation)).toEqual(['delete']);
});

it('members that the backend shows only in part are not taken away', async () => {
  const group = { id: 'g', members: [{ value: 'a' }, { value: 'b' }] };
  const { backend, losses, watch } = watched('group', ['membershipRemovals'], group);
  backend.get = async () => ({ entity: group, incomplete: ['members'] });
  const refusal = { status: 503, message: expect.stringContaining('out of group g, as the backend shows') };
  const connector = watch();
  await expect(connector.replace('g', { members: [{ value: 'a' }] }, {}, CONTEXT)).rejects.toMatchObject(
    refusal,
  );
  await expect(connector.delete('g', {}, CONTEXT)).rejects.toMatchObject(refusal);
  expect(losses).toEqual([]);
  expect(backend.asked).toEqual([]);
});

it('a share of what a type of system does not count is refused before anything is served', () => {
  const guard: DeletionGuard = {
    watches: () => true,
    needsTotals: new Set(['deactivations']),
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
    counters: newCounters(),
  };
  const connector = memoryBackend([], { totals: false });
  expect(() => watchedEntity({ ...parts, connector })).toThrow(
    /give deactivations "atMost" instead of "share"/,
  );
  expect(watchedEntity({ ...parts, connector: memoryBackend() })).toBeDefined();
});
