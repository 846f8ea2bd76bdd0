/** What the deletion guard asks the backend for, and what it counts. */
import { expect, it } from 'vitest';
import type { CallContext } from '../../src/connectors/connector.ts';
import type { DeletionGuard, Loss, LossKind } from '../../src/proxy/deletion-guard/guard.ts';
import { watchedEntity } from '../../src/proxy/deletion-guard/watched-entity.ts';
import { namedMembers } from '../../src/proxy/deletion-guard/watched-names.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { createVocabulary } from '../../src/scim/names/vocabulary.ts';
import { schemasOf } from '../../src/scim/schema/known.ts';
import { compileTransformation } from '../../src/transformation/index.ts';
import { memoryBackend } from './support/backend.ts';

const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';

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
    refusals: 0,
    noteRefusal: () => {},
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
  const parts = { systemId: 's', guard, read, vocabulary };
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
