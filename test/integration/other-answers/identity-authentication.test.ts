import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { expectNothingOf, expectRefused, type Mixed, startMixed } from './support.ts';

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const listOf = (...resources: JsonObject[]): JsonObject => ({
  schemas: [LIST],
  totalResults: resources.length,
  itemsPerPage: 100,
  startIndex: 1,
  Resources: resources,
});

describe.each(['v1', 'v2'] as const)('a tenant of %s that answers with somebody else', (kind) => {
  let mixed: Mixed;
  let user: JsonObject;
  let stranger: JsonObject;
  let group: JsonObject;
  let otherGroup: JsonObject;

  beforeAll(async () => {
    mixed = await startMixed(kind);
    const { Resources: users } = await mixed.backend.entity('Users?count=2');
    [user = {}, stranger = {}] = users as JsonObject[];
    const { Resources: groups } = await mixed.backend.entity('Groups?count=2');
    [group = {}, otherGroup = {}] = groups as JsonObject[];
    await mixed.settle();
  });
  afterEach(() => mixed.settle());
  afterAll(() => mixed.stop());

  it('to a read shows nothing of him', async () => {
    for (const body of [stranger, { ...stranger, id: null }, { ...user, id: '' }]) {
      await mixed.answerWith(body, { path: `/Users/${user['id']}` });
      const answer = await mixed.client.get(`/Users/${user['id']}`);
      expect(answer.status, answer.text).toBe(502);
      await expectNothingOf(stranger, answer, mixed);
      await mixed.settle();
    }
  });

  it('to the read before a PUT makes nothing of him', async () => {
    await mixed.answerWith(stranger, { path: `/Users/${user['id']}` });
    const answer = await mixed.client.put(`/Users/${user['id']}`, {
      userName: user['userName'],
      name: user['name'],
      emails: user['emails'],
    });
    expectRefused(answer);
    expect(await mixed.written()).toEqual([]);
    await expectNothingOf(stranger, answer, mixed);
  });

  it('to a PUT says that its outcome is not known', async () => {
    await mixed.answerWith(stranger, { method: 'PUT', path: `/Users/${user['id']}` });
    const answer = await mixed.client.put(`/Users/${user['id']}`, {
      userName: user['userName'],
      name: user['name'],
      emails: user['emails'],
    });
    expectRefused(answer);
    expect(answer.body['detail']).toContain('Whether the change was made, and to what, is not known');
    await expectNothingOf(stranger, answer, mixed);
  });

  it('to the reads of a PATCH writes nothing of him, nor of another group', async () => {
    await mixed.answerWith(stranger, { path: `/Users/${user['id']}` });
    await mixed.answerWith(otherGroup, { path: `/Groups/${group['id']}` });
    const operations = [{ op: 'replace', path: 'displayName', value: 'A. Vale' }];
    const answer = await mixed.client.patch(`/Users/${user['id']}`, operations);
    if (kind === 'v1') {
      expectRefused(answer);
      expect(await mixed.written()).toEqual([]);
    } else {
      expect(answer.status, answer.text).toBe(200);
      expect(Object.keys(answer.body).sort()).toEqual(['id', 'meta', 'schemas']);
      expect(answer.headers['x-ipsproxy-warning']).toContain('was done');
    }
    await expectNothingOf(stranger, answer, mixed);
    const before = (await mixed.written()).length;
    const member = [{ op: 'add', path: 'members', value: [{ value: user['id'] }] }];
    const changed = await mixed.client.patch(`/Groups/${group['id']}`, member);
    if (kind === 'v1') {
      expectRefused(changed);
      expect(await mixed.written()).toHaveLength(before);
    } else {
      expect(changed.status, changed.text).toBe(204);
    }
    expect(changed.text).not.toContain(String(otherGroup['id']));
  });

  it('to a create does not give the client his id', async () => {
    await mixed.answerWith(stranger, { method: 'POST', path: '/Users', status: 201 });
    const answer = await mixed.client.post('/Users', {
      userName: 'newcomer',
      name: { familyName: 'Newcomer' },
      emails: [{ value: 'newcomer@example.com' }],
    });
    expectRefused(answer);
    await expectNothingOf(stranger, answer, mixed);
  });

  if (kind === 'v2') {
    it('to a look-up by the unique attribute of the system', async () => {
      const name = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group:name';
      await mixed.answerWith(listOf(otherGroup), { path: '/Groups' });
      const filter = encodeURIComponent(`${name} eq "nobody-${kind}"`);
      const answer = await mixed.client.get(`/Groups?filter=${filter}`);
      expectRefused(answer);
      expect(answer.text).not.toContain(otherGroup['id']);
    });
  }

  it('to a look-up by a name or an id does not give him for it', async () => {
    const wanted = [
      `userName eq "nobody-${kind}"`,
      'emails.value eq "nobody@example.com"',
      `id eq "${user['id']}"`,
    ];
    for (const filter of wanted) {
      await mixed.answerWith(listOf(stranger), { path: '/Users' });
      const answer = await mixed.client.get(`/Users?filter=${encodeURIComponent(filter)}`);
      expectRefused(answer);
      await expectNothingOf(stranger, answer, mixed);
      await mixed.settle();
    }
  });

  it('finds whom the backend finds, in whatever spelling', async () => {
    const name = String(stranger['userName']);
    const found = { ...stranger, userName: `${name.toUpperCase()} ` };
    await mixed.answerWith(listOf(found), { path: '/Users' });
    const filter = encodeURIComponent(`userName eq ${JSON.stringify(name)}`);
    const answer = await mixed.client.get(`/Users?filter=${filter}`);
    expect(answer.body['totalResults'], answer.text).toBe(1);
  });

  it('to a list with more than were asked for is refused', async () => {
    await mixed.answerWith(listOf(user, stranger, { ...user, id: 'third' }), { path: '/Users' });
    for (const path of ['/Users?count=2', '/Users?count=0', '/Users?filter=userName%20eq%20%22x%22']) {
      const answer = await mixed.client.get(path);
      expectRefused(answer);
      await expectNothingOf(stranger, answer, mixed);
    }
  });
});

describe('a tenant of version 2', () => {
  it('that answers to the look for a lost create with somebody else is not believed', async () => {
    const mixed = await startMixed('v2');
    const { Resources: users } = await mixed.backend.entity('Users?count=1');
    const [stranger = {}] = users as JsonObject[];
    await mixed.settle();
    await mixed.backend.control.fault({ count: 1, method: 'POST', path: '/Users', reset: 'after' });
    await mixed.answerWith(listOf(stranger), { path: '/Users?' });
    const answer = await mixed.client.post('/Users', {
      userName: 'newcomer',
      name: { familyName: 'Newcomer' },
      emails: [{ value: 'newcomer@example.com' }],
    });
    expect(answer.status, answer.text).toBe(502);
    await expectNothingOf(stranger, answer, mixed);
    expect(await mixed.written()).toHaveLength(1);
    await mixed.stop();
  });

  it('that shows another group cannot change what is removed from a long list of members', async () => {
    const mixed = await startMixed('v2', { 'ias.patch.group.members.above.threshold': '1' });
    const { Resources: groups } = await mixed.backend.entity('Groups?count=2');
    const [group = {}, other = {}] = groups as JsonObject[];
    const { Resources: users } = await mixed.backend.entity('Users?count=3');
    await mixed.settle();
    await mixed.answerWith({ ...other, members: [{ value: 'a' }] }, { path: `/Groups/${group['id']}` });
    const members = (users as JsonObject[]).map(({ id }) => ({ value: id }));
    const operations = [{ op: 'replace', path: 'members', value: members }];
    expectRefused(await mixed.client.patch(`/Groups/${group['id']}`, operations));
    expect(await mixed.written()).toEqual([]);
    await mixed.stop();
  });
});
