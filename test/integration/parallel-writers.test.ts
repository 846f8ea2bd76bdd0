/**
 * Eight clients change the same user or group at the same time, half of them through another instance of the proxy: what
 * the instances cannot settle between themselves the UAA settles, which reads and then writes (RFC 7644 §3.14).
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CloudFoundry, startCloudFoundry } from '../../src/sandbox/cloud-foundry/index.ts';
import type { Answer, Client } from './support/client.ts';
import type { RunningProxy } from './support/proxy.ts';
import { wideRead, wideWrite } from './support/transformations.ts';

const CONTENDERS = 8;
const NUMBERS = Array.from({ length: CONTENDERS }, (_, number) => number);

function person(userName: string) {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName,
    name: { givenName: 'Ada', familyName: 'Ames' },
    emails: [{ value: 'ada@acme.example' }],
  };
}

/** Whoever has it at a time: a write transformation that takes all. */
const FILES = {
  'read.json': JSON.stringify(wideRead('cf')),
  'write.json': JSON.stringify(wideWrite('cf')),
};

let cf: CloudFoundry;
let instances: readonly RunningProxy[];

beforeAll(async () => {
  cf = await startCloudFoundry({ users: 12, orgs: 4, spaces: 1, jobPolls: 0 });
  const { userName, password } = cf.provisioningUser;
  const system = {
    id: 'cf',
    type: 'cloud-foundry',
    properties: {
      URL: cf.url,
      User: userName,
      Password: password,
      'btp.cf.pm.origin': cf.origin,
      'btp.cf.pm.landscape': 'cf-eu10',
    },
    transformations: { read: 'read.json', write: 'write.json' },
  };
  const start = async (): Promise<RunningProxy> => {
    // Each with modules of its own: changes take turns within an instance.
    vi.resetModules();
    const { runningProxy } = await import('./support/proxy.ts');
    return await runningProxy({ systems: [system], files: FILES });
  };
  instances = [await start(), await start()];
});

afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.stop()));
  await cf.close();
});

function clientOf(number: number): Client {
  const instance = instances[number % instances.length];
  if (instance === undefined) throw new Error('There is no instance.');
  return instance.client('cf');
}

/** The same request from every contender, by number. */
function contend(request: (client: Client, number: number) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(NUMBERS.map((number) => request(clientOf(number), number)));
}

function statuses(answers: readonly Answer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

function texts(answers: readonly Answer[]): string {
  return answers.map(({ status, text }) => `${status} ${text}`).join('\n');
}

describe('eight parallel writers of one user', () => {
  let made = 0;
  /** Somebody new. */
  async function withUser(): Promise<{ readonly path: string; readonly id: string; readonly body: object }> {
    made += 1;
    const wanted = person(`ada${made}@acme.example`);
    const { status, body, text } = await clientOf(0).post('/Users', wanted);
    expect(status, text).toBe(201);
    return { id: String(body['id']), path: `/Users/${String(body['id'])}`, body: wanted };
  }
  const stored = (id: string) => cf.users(cf.origin).find((user) => user.id === id);

  it('POST: one 201, the others 409 uniqueness, one user', async () => {
    const wanted = person('new@acme.example');
    const answers = await contend((client) => client.post('/Users', wanted));
    expect(statuses(answers), texts(answers)).toEqual({ 201: 1, 409: CONTENDERS - 1 });
    for (const { status, body } of answers) if (status === 409) expect(body['scimType']).toBe('uniqueness');
    expect(cf.users(cf.origin).filter(({ userName }) => userName === wanted.userName)).toHaveLength(1);
  });

  it('PUT without a version: all get through, and the last one stays', async () => {
    const { path, id, body } = await withUser();
    const answers = await contend((client, number) =>
      client.put(path, { ...body, externalId: `P${number}` }),
    );
    expect(statuses(answers), texts(answers)).toEqual({ 200: CONTENDERS });
    expect(NUMBERS.map((number) => `P${number}`)).toContain(stored(id)?.externalId);
    expect(stored(id)?.version).toBe(CONTENDERS);
  });

  it('PUT with the same version: one gets through, the others are told', async () => {
    const { path, id, body } = await withUser();
    const { etag } = (await clientOf(0).get(path)).headers;
    const headers = { 'if-match': String(etag) };
    const answers = await contend((client, number) =>
      client.put(path, { ...body, externalId: `P${number}` }, { headers }),
    );
    expect(statuses(answers), texts(answers)).toEqual({ 200: 1, 412: CONTENDERS - 1 });
    const winner = answers.findIndex(({ status }) => status === 200);
    expect(stored(id)).toMatchObject({ externalId: `P${winner}`, version: 1 });
  });

  it('PATCH of different attributes: nothing gets lost', async () => {
    const { path, id } = await withUser();
    const changes: readonly (readonly [string, unknown])[] = [
      ['name.givenName', 'Augusta'],
      ['name.familyName', 'King'],
      ['externalId', 'P1'],
      ['phoneNumbers', [{ value: '+1 5550100' }]],
      ['active', false],
      ['verified', false],
      ['emails', [{ value: 'augusta@acme.example', primary: true }]],
      ['userName', 'augusta@acme.example'],
    ];
    const answers = await contend((client, number) => {
      const [target, value] = changes[number] ?? [];
      return client.patch(path, [{ op: 'replace', path: target, value }]);
    });
    expect(
      answers.every(({ status }) => status === 200 || status === 204),
      texts(answers),
    ).toBe(true);
    expect(stored(id)).toMatchObject({
      givenName: 'Augusta',
      familyName: 'King',
      externalId: 'P1',
      phoneNumber: '+1 5550100',
      active: false,
      verified: false,
      email: 'augusta@acme.example',
      userName: 'augusta@acme.example',
    });
  });

  it('DELETE: one 204, the others 204 or 404, and neither the user nor a role is left', async () => {
    const { path, id } = await withUser();
    const [organization] = cf.organizations();
    cf.addRole('organization_user', id, organization?.guid ?? '');
    cf.addRole('organization_auditor', id, organization?.guid ?? '');
    const answers = await contend((client) => client.delete(path));
    const { 204: done = 0, 404: gone = 0 } = statuses(answers);
    expect(done, texts(answers)).toBeGreaterThanOrEqual(1);
    expect(done + gone, texts(answers)).toBe(CONTENDERS);
    expect(stored(id)).toBeUndefined();
    expect(cf.roles({ user: id })).toEqual([]);
  });

  it('PATCH and DELETE: whoever comes late is told that the user is gone', async () => {
    const { path, id } = await withUser();
    const answers = await contend((client, number) =>
      number % 4 < 2
        ? client.patch(path, [{ op: 'replace', path: 'externalId', value: `P${number}` }])
        : client.delete(path),
    );
    for (const { status } of answers) expect([200, 204, 404], texts(answers)).toContain(status);
    expect(stored(id)).toBeUndefined();
  });
});

describe('eight parallel writers of one group', () => {
  /** One without members, another one in each test. @param number of the organization */
  function emptyGroup(number: number) {
    const type = 'organization_auditor';
    const target = cf.organizations()[number]?.guid ?? '';
    const roles = () => cf.roles({ type, target });
    for (const { guid } of roles()) cf.removeRole(guid);
    const users = cf.users(cf.origin).slice(0, CONTENDERS);
    return {
      id: `${target} ${type}`,
      path: `/Groups/${encodeURIComponent(`${target} ${type}`)}`,
      people: users.map(({ id }) => id).sort(),
      members: () =>
        roles()
          .map(({ user }) => user)
          .sort(),
    };
  }
  const change = (op: 'add' | 'remove', value: string | undefined): object[] =>
    op === 'add'
      ? [{ op, path: 'members', value: [{ value }] }]
      : [{ op, path: `members[value eq "${value}"]` }];

  it('PATCH that adds the same member: all succeed, one role', async () => {
    const { path, people, members } = emptyGroup(0);
    const answers = await contend((client) => client.patch(path, change('add', people[0])));
    expect(statuses(answers), texts(answers)).toEqual({ 204: CONTENDERS });
    expect(members()).toEqual([people[0]]);
  });

  it('PATCH that adds a member each: all are in', async () => {
    const { path, people, members } = emptyGroup(1);
    const answers = await contend((client, number) => client.patch(path, change('add', people[number])));
    expect(statuses(answers), texts(answers)).toEqual({ 204: CONTENDERS });
    expect(members()).toEqual(people);
  });

  it('PATCH that removes the same member: all succeed, no role', async () => {
    const { path, people, members } = emptyGroup(2);
    await clientOf(0).patch(path, change('add', people[0]));
    const answers = await contend((client) => client.patch(path, change('remove', people[0])));
    expect(statuses(answers), texts(answers)).toEqual({ 204: CONTENDERS });
    expect(members()).toEqual([]);
  });

  it('PUT with different members: all succeed, and nobody else is in', async () => {
    const { path, people, members, id } = emptyGroup(3);
    const { displayName } = (await clientOf(0).get(path)).body;
    const group = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], id };
    const answers = await contend((client, number) =>
      client.put(path, { ...group, displayName, members: [{ value: people[number] }] }),
    );
    expect(statuses(answers), texts(answers)).toEqual({ 200: CONTENDERS });
    expect(people).toEqual(expect.arrayContaining(members()));
  });

  it('DELETE: all members are out', async () => {
    const { path, people, members } = emptyGroup(0);
    for (const person of people) await clientOf(0).patch(path, change('add', person));
    const answers = await contend((client) => client.delete(path));
    expect(
      answers.every(({ status }) => status === 204 || status === 404),
      texts(answers),
    ).toBe(true);
    expect(members()).toEqual([]);
  });
});
