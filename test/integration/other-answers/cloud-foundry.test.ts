import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { expectNothingOf, expectRefused, type Mixed, startMixed } from './support.ts';

const ROLES = '/v3/roles';

describe('a landscape that answers with somebody else', () => {
  let mixed: Mixed;
  let user: JsonObject;
  let stranger: JsonObject;
  let group: JsonObject;
  /** All roles that there are. */
  let roles: JsonObject;

  beforeAll(async () => {
    mixed = await startMixed('cf');
    const { body } = await mixed.client.get('/Users?count=2');
    const ids = (body['Resources'] as JsonObject[]).map(({ id }) => String(id));
    [user = {}, stranger = {}] = await Promise.all(ids.map((id) => mixed.backend.entity(`Users/${id}`)));
    const groups = (await mixed.client.get('/Groups?count=100')).body['Resources'] as JsonObject[];
    const withMembers = (candidate: JsonObject) => ((candidate['members'] ?? []) as []).length > 0;
    group =
      groups.find((candidate) => String(candidate['id']).includes('space_') && withMembers(candidate)) ?? {};
    roles = await mixed.backend.entity('v3/roles?per_page=5000&include=user');
    await mixed.settle();
  });
  afterEach(() => mixed.settle());
  afterAll(() => mixed.stop());

  /** Roles in other places, and of other users. */
  const otherRoles = (): JsonObject => ({
    ...roles,
    resources: (roles['resources'] as JsonObject[]).filter((role) => {
      const text = JSON.stringify(role);
      return (
        !String(group['id'])
          .split(' ')
          .some((guid) => text.includes(guid)) && !text.includes(String(user['id']))
      );
    }),
    pagination: { total_results: 1, total_pages: 1, next: null },
  });
  const listOf = (...resources: JsonObject[]): JsonObject => ({
    resources,
    startIndex: 1,
    itemsPerPage: 100,
    totalResults: resources.length,
    schemas: ['urn:scim:schemas:core:1.0'],
  });

  it('has what it is tried with', () => {
    expect(group['id']).toBeDefined();
    expect((otherRoles()['resources'] as []).length).toBeGreaterThan(0);
  });

  it.each([
    ['a read', (id: string) => mixed.client.get(`/Users/${id}`)],
    [
      'a PUT',
      (id: string) =>
        mixed.client.put(`/Users/${id}`, { userName: 'x@example.com', emails: [{ value: 'x@example.com' }] }),
    ],
    [
      'a PATCH',
      (id: string) =>
        mixed.client.patch(`/Users/${id}`, [{ op: 'replace', path: 'name.givenName', value: 'X' }]),
    ],
    ['a DELETE', (id: string) => mixed.client.delete(`/Users/${id}`)],
  ])('to the read of %s shows and writes nothing of him', async (_, call) => {
    await mixed.answerWith(stranger, { path: `/Users/${user['id']}` });
    const answer = await call(String(user['id']));
    expectRefused(answer);
    expect(await mixed.written()).toEqual([]);
    await expectNothingOf(stranger, answer, mixed);
  });

  it('to a PUT says that its outcome is not known', async () => {
    await mixed.answerWith(stranger, { method: 'PUT', path: `/Users/${user['id']}` });
    const operations = [{ op: 'replace', path: 'name.givenName', value: 'X' }];
    const answer = await mixed.client.patch(`/Users/${user['id']}`, operations);
    expectRefused(answer);
    expect(answer.body['detail']).toContain('Whether the change was made, and to what, is not known');
    await expectNothingOf(stranger, answer, mixed);
  });

  it('to a create, or to the look-up after it, does not give the client his id', async () => {
    for (const status of [201, 409]) {
      await mixed.answerWith(stranger, { method: 'POST', path: '/Users', status });
      await mixed.answerWith(listOf(stranger), { path: '/Users?' });
      const answer = await mixed.client.post('/Users', {
        userName: 'newcomer@example.com',
        name: { givenName: 'New', familyName: 'Comer' },
        emails: [{ value: 'newcomer@example.com' }],
      });
      expect(answer.status, answer.text).toBe(status === 201 ? 502 : 409);
      await expectNothingOf(stranger, answer, mixed);
      await mixed.settle();
    }
  });

  it('to the look for the roles of a leaver takes none from others', async () => {
    await mixed.answerWith(otherRoles(), { path: ROLES });
    const answer = await mixed.client.delete(`/Users/${user['id']}`);
    expectRefused(answer);
    expect(await mixed.written()).toEqual([]);
  });

  it.each([
    ['a read', (url: string, _: JsonObject[]) => mixed.client.get(url)],
    [
      'a PUT',
      (url: string, members: JsonObject[]) =>
        mixed.client.put(url, { displayName: group['displayName'], members }),
    ],
    [
      'a removal',
      (url: string, members: JsonObject[]) =>
        mixed.client.patch(url, [{ op: 'remove', path: `members[value eq "${members[0]?.['value']}"]` }]),
    ],
    ['a DELETE', (url: string, _: JsonObject[]) => mixed.client.delete(url)],
  ])('to the look for the members of a group for %s takes none over', async (_, call) => {
    await mixed.answerWith(otherRoles(), { path: ROLES });
    const url = `/Groups/${encodeURIComponent(String(group['id']))}`;
    const answer = await call(url, [{ value: user['id'] ?? '' }]);
    expectRefused(answer);
    expect(await mixed.written()).toEqual([]);
  });

  it('to the check of members is not the client’s fault', async () => {
    await mixed.answerWith(listOf(stranger), { path: '/Users?' });
    const add = [{ op: 'add', path: 'members', value: [{ value: user['id'] }] }];
    const answer = await mixed.client.patch(`/Groups/${encodeURIComponent(String(group['id']))}`, add);
    expectRefused(answer);
    expect(await mixed.written()).toEqual([]);
    await expectNothingOf(stranger, answer, mixed);
  });

  it('to a look-up by a name or an id does not give him for it', async () => {
    for (const filter of ['userName eq "nobody@example.com"', `id eq "${user['id']}"`]) {
      await mixed.answerWith(listOf(stranger), { path: '/Users?' });
      const answer = await mixed.client.get(`/Users?filter=${encodeURIComponent(filter)}`);
      expectRefused(answer);
      await expectNothingOf(stranger, answer, mixed);
      await mixed.settle();
    }
  });

  it('to a list with users of another origin, or more than were asked for, is refused', async () => {
    for (const users of [[{ ...stranger, origin: 'elsewhere' }], [user, stranger]]) {
      await mixed.answerWith(listOf(...users), { path: '/Users?' });
      expectRefused(await mixed.client.get('/Users?count=1'));
      await mixed.settle();
    }
  });

  it('is asked for a name with half a surrogate, which nothing has', async () => {
    const filter = 'displayName eq "cf-eu10:\\ud800:organization_user"';
    const answer = await mixed.client.get(`/Groups?filter=${encodeURIComponent(filter)}`);
    expect([answer.status, answer.body['totalResults']], answer.text).toEqual([200, 0]);
  });
});
