/** Which requests ask for a lease, and of what kind: only changes of what may be changed by reading and writing. */
import { expect, it } from 'vitest';
import type { CallContext, Capabilities } from '../../src/connectors/connector.ts';
import { MemoryState } from '../../src/state/memory-state.ts';
import type { State } from '../../src/state/state.ts';
import { memoryBackend, userSystem } from './support/backend.ts';

const ADA = { id: 'u/1', userName: 'ada', active: true };
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const patchOf = (...operations: object[]) => ({ schemas: [PATCH_OP], Operations: operations }) as never;
const NATIVE = {
  mappings: [
    { sourcePath: '$', targetPath: '$' },
    { sourcePath: '$', targetPath: '$', scope: 'patchEntity' },
    {
      constant: [{ op: 'replace', path: 'active', value: false }],
      targetPath: '$.Operations',
      scope: 'deleteEntity',
    },
  ],
};

function stage(
  capabilities: Partial<Capabilities>,
  properties: Record<string, string> = {},
  more: object = {},
) {
  const taken: string[] = [];
  const held = { isHeld: () => true, release: () => void taken.push('released') };
  const state: State = Object.assign(new MemoryState(), {
    leases: {
      take: async (key: string, alone: boolean) => {
        taken.push(`${key} ${alone ? 'alone' : 'together'}`);
        return held;
      },
    },
  });
  const backend = Object.assign(memoryBackend([ADA], capabilities), more);
  const { users, context } = userSystem({ backend, write: NATIVE, properties, state });
  return { backend, users, context, taken };
}

const ALONE = ['s-1 user u/1 alone', 'released'];
const TOGETHER = ['s-1 user u/1 together', 'released'];

it('reads, creates and deletions do not', async () => {
  const { users, context, taken } = stage({ patch: 'native' });
  await users.list({}, context);
  await users.get('u/1', {}, {}, context);
  await users.create({ userName: 'bob' }, {}, context);
  await users.delete('u/1', {}, context);
  expect(taken).toEqual([]);
});

it('a PUT and a PATCH that the backend has not are alone', async () => {
  const { users, context, taken } = stage({ patch: 'none' });
  await users.replace('u/1', { userName: 'ada' }, {}, {}, context);
  expect(taken.splice(0)).toEqual(ALONE);
  await users.patch('u/1', patchOf({ op: 'replace', path: 'userName', value: 'eve' }), {}, {}, context);
  expect(taken).toEqual(ALONE);
});

it('a PATCH of the backend goes with others, unless it depends on the entity', async () => {
  const { users, context, taken } = stage({ patch: 'native' });
  await users.patch('u/1', patchOf({ op: 'replace', path: 'userName', value: 'eve' }), {}, {}, context);
  expect(taken.splice(0)).toEqual(TOGETHER);
  const dependent = { op: 'remove', path: 'emails', value: [{ value: 'ada@example.com' }] };
  await users.patch('u/1', patchOf(dependent), {}, {}, context);
  expect(taken).toEqual(ALONE);
});

it('a UUID is the same one in any case: nobody gets in by another spelling', async () => {
  const id = '0d6f3a44-7f0e-4f0e-9f0b-5a2f5d3c1b11';
  const { users, context, taken, backend } = stage({ patch: 'none' });
  await backend.create({ ...ADA, id }, context);
  for (const spelling of [id, id.toUpperCase()]) {
    await users.replace(spelling, { userName: 'ada' }, {}, {}, context).catch(() => undefined);
  }
  expect(taken).toEqual([`s-1 user ${id} alone`, 'released', `s-1 user ${id} alone`, 'released']);
});

it('a PATCH that stands for a deletion goes with others', async () => {
  const { users, context, taken } = stage({ patch: 'native' }, { 'ias.user.update.instead.delete': 'true' });
  await users.delete('u/1', {}, context);
  expect(taken).toEqual(TOGETHER);
});

it('where the backend refuses outdated writes, nobody asks', async () => {
  for (const patch of ['native', 'none'] as const) {
    const { users, context, taken } = stage({ patch, versions: true, refusesOutdated: true });
    await users.replace('u/1', { userName: 'ada' }, {}, {}, context);
    await users.patch('u/1', patchOf({ op: 'replace', path: 'userName', value: 'eve' }), {}, {}, context);
    expect(taken).toEqual([]);
  }
});

it('the backend is told what keeps others away', async () => {
  let told: CallContext | undefined;
  const { users, context } = stage(
    { patch: 'native' },
    {},
    {
      patch: async (_id: string, _body: object, _options: object, given: CallContext) => {
        told = given;
        return {};
      },
    },
  );
  await users.patch('u/1', patchOf({ op: 'replace', path: 'userName', value: 'eve' }), {}, {}, context);
  expect(told?.fence?.isHeld()).toBe(true);
});
