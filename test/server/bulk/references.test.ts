/** References by bulkId, and the order that follows from them. */
import { describe, expect, it } from 'vitest';
import { ScimError } from '../../../src/scim/errors.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { API, type Call, SYSTEM, startProxy } from '../helpers.ts';
import { group, memorySystem, nameOf, resultsOf, sendBulk, statusesOf, user } from './support.ts';

async function started(before: (call: Call) => void | Promise<void> = () => {}) {
  const system = memorySystem(before);
  const proxy = await startProxy({ systems: [system] });
  const found = (name: string) =>
    [...system.stored.values()].find(({ resource }) => nameOf(resource) === name);
  const membersOf = (name: string) =>
    (found(name)?.resource['members'] as JsonObject[] | undefined)?.map(({ value }) => value);
  return { system, proxy, found, membersOf, base: `${proxy.url}${API}/${SYSTEM}` };
}

const EXTENSION = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const patch = (path: string, operations: JsonObject[]): JsonObject => ({
  method: 'PATCH',
  path,
  data: { Operations: operations },
});

describe('a reference', () => {
  it('may come before what it refers to', async () => {
    const { proxy, found, membersOf } = await started();
    const answer = await sendBulk(proxy, [group('g', ['bulkId:a', 'bulkId:b']), user('a'), user('b')]);
    expect(statusesOf(answer)).toEqual(['201', '201', '201']);
    expect(membersOf('g')).toEqual([found('a')?.id, found('b')?.id]);
  });

  it('stands in the path, and for what is done with it afterwards', async () => {
    const { system, proxy, base } = await started();
    const answer = await sendBulk(proxy, [
      patch('/Users/bulkId:a', [{ op: 'replace', path: 'title', value: 'x' }]),
      user('a'),
      { method: 'PUT', path: '/Users/bulkId:a', data: { userName: 'aa', title: 'y' } },
      { method: 'DELETE', path: '/Users/bulkId:a' },
    ]);
    expect(statusesOf(answer)).toEqual(['200', '201', '200', '204']);
    expect(resultsOf(answer).map(({ location }) => location)).toEqual(Array(4).fill(`${base}/Users/u1`));
    expect(system.calls.map(({ operation }) => operation)).toEqual(['create', 'patch', 'replace', 'delete']);
  });

  it('stands in filters and values of a PATCH, in extensions, and in links', async () => {
    const { system, proxy, base } = await started();
    await sendBulk(proxy, [group('g', [])]);
    const data = { [EXTENSION]: { manager: { value: 'bulkId:a', $ref: '../Users/bulkId:a' } } };
    await sendBulk(proxy, [
      user('a'),
      user('b', data),
      patch('/Groups/g1', [
        { op: 'remove', Path: 'members[value eq "bulkId:a" or display eq "a \\"bulkId:a\\""]' },
        { op: 'add', path: 'members', value: [{ value: 'bulkId:b', display: 'not bulkId:b' }] },
      ]),
    ]);
    const [, , b, changed] = system.calls.map(({ body }) => body);
    expect(b).toEqual({ userName: 'b', [EXTENSION]: { manager: { value: 'u2', $ref: `${base}/Users/u2` } } });
    expect(changed?.['Operations']).toEqual([
      { op: 'remove', Path: 'members[value eq "u2" or display eq "a \\"bulkId:a\\""]' },
      { op: 'add', path: 'members', value: [{ value: 'u3', display: 'not bulkId:b' }] },
    ]);
  });

  it('to what could not be created: 409, and nothing is sent', async () => {
    const { system, proxy } = await started(({ body }) => {
      if (body?.['userName'] === 'a') throw new ScimError(400, 'no');
    });
    const answer = await sendBulk(proxy, [
      group('g', ['bulkId:a']),
      user('a'),
      group('h', ['bulkId:g']),
      patch('/Users/bulkId:a', [{ op: 'add', path: 'title', value: 'x' }]),
    ]);
    expect(resultsOf(answer)).toMatchObject([
      {
        status: '409',
        response: {
          detail: expect.stringContaining('operation 2 was to create, and that one ended with status 400'),
        },
      },
      { status: '400' },
      {
        status: '409',
        response: {
          detail: expect.stringContaining('operation 1 was to create, and that one ended with status 409'),
        },
      },
      { status: '409' },
    ]);
    expect(system.calls).toHaveLength(1);
  });
});

describe('circular references', () => {
  it.each([
    ['user first', false],
    ['group first', true],
  ])('between users and groups: the members are added afterwards, %s', async (_, isReversed) => {
    const { system, proxy, found, membersOf } = await started();
    const operations = [
      user('a', { groups: [{ value: 'bulkId:g' }] }),
      group('g', ['bulkId:a', 'bulkId:b']),
      user('b'),
    ];
    const answer = await sendBulk(proxy, isReversed ? operations.toReversed() : operations);
    expect(statusesOf(answer)).toEqual(['201', '201', '201']);
    expect(membersOf('g')?.toSorted()).toEqual([found('a')?.id, found('b')?.id].toSorted());
    expect(found('a')?.resource['groups']).toEqual([{ value: found('g')?.id }]);
    expect(resultsOf(answer).map(({ version }) => version)).toEqual(['"1"', '"2"', '"1"']);
    const patches = system.calls.filter(({ operation }) => operation === 'patch');
    expect(patches).toMatchObject([
      {
        endpoint: 'Groups',
        body: { Operations: [{ op: 'add', path: 'members', value: [{ value: found('a')?.id }] }] },
      },
    ]);
  });

  it('between managers, and to oneself', async () => {
    const { proxy, found } = await started();
    const answer = await sendBulk(proxy, [
      user('a', { manager: { value: 'bulkId:b' } }),
      user('b', { manager: { value: 'bulkId:a' } }),
      user('c', {
        manager: { value: 'bulkId:c' },
        [EXTENSION]: { manager: { value: 'bulkId:c' }, costCenter: '1' },
      }),
    ]);
    expect(statusesOf(answer)).toEqual(['201', '201', '201']);
    const managerOf = (name: string) => found(name)?.resource['manager'];
    expect(managerOf('a')).toEqual({ value: found('b')?.id });
    expect(managerOf('b')).toEqual({ value: found('a')?.id });
    expect(managerOf('c')).toEqual({ value: found('c')?.id });
    expect(found('c')?.resource).toMatchObject({
      [EXTENSION]: { costCenter: '1' },
      [`${EXTENSION}:manager`]: { value: found('c')?.id },
    });
  });

  it('what comes later sees the resource complete', async () => {
    const { system, proxy } = await started();
    const answer = await sendBulk(proxy, [
      group('g', ['bulkId:h']),
      patch('/Groups/bulkId:g', [{ op: 'replace', path: 'title', value: 'x' }]),
      group('h', ['bulkId:g']),
    ]);
    expect(statusesOf(answer)).toEqual(['201', '200', '201']);
    const changes = system.calls.filter(({ operation, id }) => operation === 'patch' && id === 'g1');
    expect(changes.map(({ body }) => body?.['Operations'])).toMatchObject([
      [{ path: 'members' }],
      [{ path: 'title' }],
    ]);
  });

  it('that cannot be added: 409 with the location of what was created', async () => {
    const { proxy, base } = await started(({ operation, endpoint }) => {
      if (operation === 'patch' && endpoint === 'Groups') throw new ScimError(400, 'no such member');
    });
    const answer = await sendBulk(proxy, [group('g', ['bulkId:h']), group('h', ['bulkId:g'])]);
    const error = {
      status: '409',
      response: { detail: expect.stringMatching(/was created.*no such member Add them by PATCH/) },
    };
    expect(resultsOf(answer)).toMatchObject([
      { location: `${base}/Groups/g1`, ...error },
      { location: `${base}/Groups/g2`, ...error },
    ]);
  });

  it('of which one fails: the other stays, and says so', async () => {
    const { proxy } = await started(({ body }) => {
      if (body?.['displayName'] === 'h') throw new ScimError(400, 'no');
    });
    const results = resultsOf(await sendBulk(proxy, [group('g', ['bulkId:h']), group('h', ['bulkId:g'])]));
    expect(results).toMatchObject([
      { status: '409', location: expect.stringContaining('/Groups/g1') },
      { status: '400' },
    ]);
    // Somebody would create it again.
    expect(JSON.stringify(results[0])).not.toMatch(/nothing was done/i);
  });

  it('whose answer has no id', async () => {
    const { system, proxy } = await started();
    Object.assign(system.resource('Groups') ?? {}, { create: async () => ({ status: 201, warnings: [] }) });
    const answer = await sendBulk(proxy, [group('g', ['bulkId:g']), group('h', ['bulkId:g'])]);
    expect(resultsOf(answer)).toMatchObject([
      { status: '409', response: { detail: expect.stringContaining('no id that can be used') } },
      { status: '409', response: { detail: expect.stringContaining('ended with status 409') } },
    ]);
  });
});

describe('the order', () => {
  /** All calls wait until nothing more comes, so that whatever may be begun has been. */
  async function waves(operations: JsonObject[], before: JsonObject[] = []) {
    const begun: string[][] = [];
    const { proxy, system } = await started();
    await sendBulk(proxy, before);
    let wave: string[] | undefined;
    const open = memorySystem(async ({ operation, id, body }) => {
      if (wave === undefined) {
        wave = [];
        begun.push(wave);
      }
      const mine = wave;
      mine.push(`${operation} ${id ?? nameOf(body ?? {})}`);
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      if (wave === mine) wave = undefined;
    });
    for (const [id, entry] of system.stored) open.stored.set(id, entry);
    const answer = await sendBulk(await startProxy({ systems: [open] }), operations);
    return { begun, statuses: statusesOf(answer), open };
  }

  it('of one resource is that of the request; others go side by side', async () => {
    const change = (path: string) => ({ method: 'PUT', path, data: { userName: path } });
    const { begun } = await waves(
      [
        change('/Users/u1'),
        change('/Users/U1'),
        change('/Users/u2'),
        { method: 'DELETE', path: '/Users/u1' },
      ],
      [user('a'), user('b')],
    );
    expect(begun).toEqual([['replace u1', 'replace u2'], ['replace U1'], ['delete u1']]);
  });

  it('a group gets its member before the user is deleted', async () => {
    const { begun, statuses } = await waves(
      [
        patch('/Groups/g2', [{ op: 'add', path: 'members', value: [{ value: 'u1' }] }]),
        { method: 'DELETE', path: '/Users/u1' },
        group('h', ['u1']),
      ],
      [user('a'), group('g', [])],
    );
    expect(begun).toEqual([['patch g2'], ['delete u1'], ['create h']]);
    expect(statuses).toEqual(['200', '204', '400']);
  });

  it('a name that becomes free can be taken', async () => {
    const { begun, statuses } = await waves(
      [
        { method: 'DELETE', path: '/Users/u1' },
        { method: 'DELETE', path: '/Users/u2' },
        user('a'),
        user('b'),
        group('g', []),
      ],
      [user('a'), user('b')],
    );
    expect(begun).toEqual([
      ['delete u1', 'delete u2', 'create g'],
      ['create a', 'create b'],
    ]);
    expect(statuses).toEqual(['204', '204', '201', '201', '201']);
  });
});
