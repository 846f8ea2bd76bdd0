import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { newGroup, type UaaStage, uaaStage } from './support/stage.ts';

const MEMBERSHIP_ERROR = 'urn:ipsproxy:params:scim:api:messages:2.0:MembershipError';

function users({ cf }: UaaStage): string[] {
  return cf.users().map(({ id }) => id);
}

async function membersOf({ direct }: UaaStage, group: string): Promise<JsonObject[]> {
  return (await direct('GET', `/Groups/${group}`))['members'] as JsonObject[];
}

async function idsOf(stage: UaaStage, group: string): Promise<unknown[]> {
  return (await membersOf(stage, group)).map(({ value = null }) => value).toSorted();
}

const add = (...ids: string[]) => ({
  op: 'add',
  path: 'members',
  value: ids.map((value) => ({ value })),
});
const remove = (id: string) => ({ op: 'remove', path: `members[value eq "${id}"]` });

describe('groups of a UAA', () => {
  it.each(['cloud-foundry-uaa', 'xsuaa'] as const)(
    'are created, read, replaced, patched and deleted (%s)',
    async (type) => {
      const stage = await uaaStage({ type });
      const { client, cf, direct } = stage;
      const [one = '', two = ''] = users(stage);
      const created = await client.post('/Groups', {
        displayName: 'Role Collection',
        members: [{ value: one }],
      });
      expect(created).toMatchObject({
        status: 201,
        body: { displayName: 'Role Collection', members: [{ value: one, type: 'USER', origin: cf.origin }] },
      });
      const id = String(created.body['id']);
      const listed = await client.get('/Groups?filter=displayName eq "role collection"');
      expect(listed.body).toMatchObject({ totalResults: 1, Resources: [{ id }] });
      const replaced = await client.put(`/Groups/${id}`, {
        displayName: 'Renamed',
        members: [{ value: two }],
      });
      expect(replaced).toMatchObject({ status: 200, body: { displayName: 'Renamed' } });
      expect(await idsOf(stage, id)).toEqual([two]);
      const patched = await client.patch(`/Groups/${id}`, [
        { op: 'replace', path: 'displayName', value: 'Again' },
        add(one),
      ]);
      expect(patched).toMatchObject({ status: 200, body: { displayName: 'Again' } });
      expect(await idsOf(stage, id)).toEqual([one, two].toSorted());
      expect(await direct('GET', `/Groups/${id}`)).toMatchObject({ displayName: 'Again' });
      expect((await client.delete(`/Groups/${id}`)).status).toBe(204);
      expect((await client.get(`/Groups/${id}`)).status).toBe(404);
    },
  );

  it('of role collections say that they are authorizations', async () => {
    const stage = await uaaStage();
    const id = await newGroup(stage, 'Viewer');
    const extension = 'urn:ietf:params:scim:schemas:extension:sap:2.0:Group';
    expect((await stage.client.get(`/Groups/${id}`)).body).toMatchObject({
      [extension]: { type: 'authorization' },
    });
  });

  it('get and lose members by a request each, without being read', async () => {
    const stage = await uaaStage();
    const { client, cf, seen } = stage;
    const [one = '', two = '', three = ''] = users(stage);
    const id = await newGroup(stage, 'Viewer', [{ value: one, origin: cf.origin }]);
    await seen();
    expect((await client.patch(`/Groups/${id}`, [add(two, three), remove(one)])).status).toBe(204);
    expect((await seen()).toSorted()).toEqual([
      `DELETE /Groups/${id}/members/${one}`,
      'GET /Users',
      `POST /Groups/${id}/members`,
      `POST /Groups/${id}/members`,
    ]);
    expect(await membersOf(stage, id)).toEqual(
      expect.arrayContaining([
        { value: two, type: 'USER', origin: cf.origin },
        { value: three, type: 'USER', origin: cf.origin },
      ]),
    );
  });

  it('have members once, and lose them once', async () => {
    const stage = await uaaStage();
    const { client } = stage;
    const [one = '', two = ''] = users(stage);
    const id = await newGroup(stage, 'Viewer', [{ value: one }]);
    expect((await client.patch(`/Groups/${id}`, [add(one, two)])).status).toBe(204);
    expect((await client.patch(`/Groups/${id}`, [remove(one)])).status).toBe(204);
    expect((await client.patch(`/Groups/${id}`, [remove(one)])).status).toBe(204);
    expect(await idsOf(stage, id)).toEqual([two]);
  });

  it('have them once also where two clients want it at the same moment', async () => {
    const stage = await uaaStage();
    const { client, cf } = stage;
    const [one = ''] = users(stage);
    const id = await newGroup(stage, 'Viewer');
    for (const operation of [add(one), remove(one)]) {
      cf.raceWrites(2);
      const answers = await Promise.all([1, 2].map(() => client.patch(`/Groups/${id}`, [operation])));
      expect(answers.map(({ status }) => status)).toEqual([204, 204]);
    }
    expect(await idsOf(stage, id)).toEqual([]);
  });

  it('answer a change of members with the group where that is wanted', async () => {
    const stage = await uaaStage({ properties: { 'xsuaa.patch.response.with.resource': 'true' } });
    const [one = ''] = users(stage);
    const id = await newGroup(stage, 'Viewer');
    await stage.seen();
    expect(await stage.client.patch(`/Groups/${id}`, [add(one)])).toMatchObject({
      status: 200,
      body: { displayName: 'Viewer', members: [{ value: one }] },
    });
    expect((await stage.seen()).filter((call) => call === `GET /Groups/${id}`)).toHaveLength(1);
  });

  it('change members by one PATCH of the UAA where that is wanted', async () => {
    const stage = await uaaStage({ properties: { 'scim.support.patch.operation': 'true' } });
    const { client, calls, cf } = stage;
    const [one = '', two = '', three = ''] = users(stage);
    const id = await newGroup(stage, 'Viewer', [{ value: one }, { value: two }]);
    await calls();
    expect((await client.patch(`/Groups/${id}`, [add(three), remove(one)])).status).toBe(204);
    const patch = (await calls()).find(({ method }) => method === 'PATCH');
    expect(patch).toMatchObject({
      path: `/Groups/${id}`,
      headers: { 'if-match': '*' },
      body: {
        members: [
          { value: three, type: 'USER', origin: cf.origin },
          { value: one, operation: 'delete' },
        ],
      },
    });
    expect(await idsOf(stage, id)).toEqual([two, three].toSorted());
  });

  describe('whose one PATCH is answered with 502', () => {
    const properties = {
      'scim.support.patch.operation': 'true',
      'ips.failed.request.retry.attempts.interval': '0',
    };
    const gateway = { method: 'PATCH', path: '/Groups/', status: 502, body: 'bad gateway' };

    async function patched(count: number, version?: string) {
      const stage = await uaaStage({ properties });
      const [one = ''] = users(stage);
      const id = await newGroup(stage, 'Viewer');
      await stage.fault({ ...gateway, count });
      await stage.calls();
      const call = version === undefined ? {} : { headers: { 'if-match': version } };
      const { status } = await stage.client.patch(`/Groups/${id}`, [add(one)], call);
      const sent = (await stage.calls()).filter(({ method }) => method === 'PATCH');
      return {
        status,
        sent: sent.map(({ headers }) => headers['if-match']),
        isMember: (await idsOf(stage, id)).includes(one),
      };
    }

    it('are asked again, where the client names no version', async () => {
      expect(await patched(2)).toEqual({ status: 204, sent: ['*', '*', '*'], isMember: true });
      expect(await patched(2, '*')).toEqual({ status: 204, sent: ['*', '*', '*'], isMember: true });
      expect(await patched(3)).toEqual({ status: 502, sent: ['*', '*', '*'], isMember: false });
    });

    it('are not, where it names one: the first attempt may have changed it', async () => {
      expect(await patched(1, '"0"')).toEqual({ status: 502, sent: ['"0"'], isMember: false });
    });
  });

  it('keep their members where a PUT says nothing about them, and lose them where it says that there are none', async () => {
    const stage = await uaaStage();
    const { client, cf } = stage;
    const [one = ''] = users(stage);
    const id = await newGroup(stage, 'Viewer', [{ value: one, origin: cf.origin }]);
    expect((await client.put(`/Groups/${id}`, { displayName: 'Renamed' })).status).toBe(200);
    expect(await idsOf(stage, id)).toEqual([one]);
    expect((await client.put(`/Groups/${id}`, { displayName: 'Renamed', members: [] })).status).toBe(200);
    expect(await idsOf(stage, id)).toEqual([]);
  });

  it('keep members of other origins, whom clients do not see', async () => {
    const stage = await uaaStage();
    const { client, cf } = stage;
    const [one = '', two = ''] = users(stage);
    const foreign = cf.addUser({ userName: 'eve@other.example', origin: 'other-idp' });
    const inner = await newGroup(stage, 'Inner');
    const id = await newGroup(stage, 'Viewer', [
      { value: one, origin: cf.origin },
      { value: foreign, origin: 'other-idp' },
      { value: inner, type: 'GROUP' },
    ]);
    const shown = (await client.get(`/Groups/${id}`)).body['members'] as JsonObject[];
    expect(shown.map(({ value }) => value).toSorted()).toEqual([one, inner].toSorted());
    expect((await client.patch(`/Groups/${id}`, [remove(foreign)])).status).toBe(204);
    await client.put(`/Groups/${id}`, {
      displayName: 'Viewer',
      members: [{ value: two }, { value: inner, type: 'Group' }],
    });
    expect(await idsOf(stage, id)).toEqual([two, foreign, inner].toSorted());
    await client.patch(`/Groups/${id}`, [{ op: 'replace', path: 'members', value: [{ value: one }] }]);
    expect(await idsOf(stage, id)).toEqual([one, foreign].toSorted());
    await client.patch(`/Groups/${id}`, [{ op: 'remove', path: 'members' }]);
    expect(await idsOf(stage, id)).toEqual([foreign]);
  });

  it.each([
    [
      'PATCH',
      (client: UaaStage['client'], id: string, value: string) => client.patch(`/Groups/${id}`, [add(value)]),
    ],
    [
      'PUT',
      (client: UaaStage['client'], id: string, value: string) =>
        client.put(`/Groups/${id}`, { displayName: 'Viewer', members: [{ value }] }),
    ],
    [
      'POST',
      (client: UaaStage['client'], _: string, value: string) =>
        client.post('/Groups', { displayName: 'Other', members: [{ value }] }),
    ],
  ])('take nobody of another origin, nor nobody at all, by %s', async (_, send) => {
    const stage = await uaaStage();
    const { client, cf } = stage;
    const foreign = cf.addUser({ userName: 'eve@other.example', origin: 'other-idp' });
    const [one = ''] = users(stage);
    const id = await newGroup(stage, 'Viewer', [{ value: one, origin: cf.origin }]);
    for (const value of [foreign, '00000000-0000-4000-8000-000000000000', 'a"b/c']) {
      expect((await send(client, id, value)).body).toMatchObject({
        status: '400',
        scimType: 'invalidValue',
        detail: expect.stringContaining(
          `These members are no users of origin acme-platform: ${JSON.stringify(value)}`,
        ),
      });
    }
    expect(await idsOf(stage, id)).toEqual([one]);
  });

  it('say what was done where a change stops half-way', async () => {
    const stage = await uaaStage({ properties: { 'ips.failed.request.retry.attempts': '0' } });
    const { client, fault } = stage;
    const ids = users(stage);
    const id = await newGroup(stage, 'Viewer');
    await fault({
      method: 'POST',
      path: '/members',
      status: 500,
      body: { error: 'scim' },
      count: 100,
      after: 2,
    });
    const { status, body } = await client.patch(`/Groups/${id}`, [add(...ids)]);
    expect(status).toBe(502);
    const told = body[MEMBERSHIP_ERROR] as { applied: { added: string[] }; notApplied: JsonObject[] };
    expect(told.applied.added.toSorted()).toEqual(await idsOf(stage, id));
    expect(told.applied.added).toHaveLength(2);
    expect(told.notApplied).toHaveLength(ids.length - 2);
  });

  it('are changed although answers get lost, and although a gateway fails once', async () => {
    const stage = await uaaStage();
    const { client, fault } = stage;
    const [one = '', two = ''] = users(stage);
    const id = await newGroup(stage, 'Viewer', [{ value: one }]);
    await fault({ method: 'POST', path: '/members', reset: 'after', count: 1 });
    await fault({ method: 'DELETE', path: '/members', status: 502, body: 'bad gateway', count: 1 });
    expect((await client.patch(`/Groups/${id}`, [add(two), remove(one)])).status).toBe(204);
    expect(await idsOf(stage, id)).toEqual([two]);
  });

  it('that are not there are 404, whatever is to be done to them', async () => {
    const stage = await uaaStage();
    const { client } = stage;
    const [one = ''] = users(stage);
    const unknown = '/Groups/00000000-0000-4000-8000-000000000000';
    for (const answer of [
      await client.get(unknown),
      await client.get('/Groups/a%3Bb'),
      await client.put(unknown, { displayName: 'x' }),
      await client.patch(unknown, [add(one)]),
      await client.patch(unknown, [remove(one)]),
      await client.patch(unknown, [{ op: 'replace', path: 'members', value: [] }]),
      await client.delete(unknown),
    ]) {
      expect(answer.status).toBe(404);
    }
  });

  it('are compared with If-Match', async () => {
    const stage = await uaaStage();
    const { client } = stage;
    const [one = ''] = users(stage);
    const id = await newGroup(stage, 'Viewer');
    const old = { headers: { 'if-match': '"7"' } };
    for (const answer of [
      await client.put(`/Groups/${id}`, { displayName: 'x' }, old),
      await client.patch(`/Groups/${id}`, [add(one)], old),
      await client.delete(`/Groups/${id}`, old),
    ]) {
      expect(answer.status).toBe(412);
    }
    const { headers } = await client.get(`/Groups/${id}`);
    const current = { headers: { 'if-match': String(headers['etag']) } };
    expect((await client.put(`/Groups/${id}`, { displayName: 'x' }, current)).status).toBe(200);
  });

  it('are read and replaced once more where somebody else was faster', async () => {
    const stage = await uaaStage();
    const { client, fault, seen } = stage;
    const id = await newGroup(stage, 'Viewer');
    const error_description = 'Incorrect result size: expected 1, actual 0';
    await fault({ method: 'PUT', status: 409, body: { error: 'scim', error_description }, count: 1 });
    await seen();
    expect((await client.put(`/Groups/${id}`, { displayName: 'Renamed' })).status).toBe(200);
    expect((await seen()).filter((call) => call.startsWith('PUT'))).toHaveLength(2);
  });

  it('have names of their own', async () => {
    const stage = await uaaStage();
    await newGroup(stage, 'Viewer');
    expect((await stage.client.post('/Groups', { displayName: 'Viewer' })).body).toMatchObject({
      status: '409',
      scimType: 'uniqueness',
      detail: expect.stringContaining('displayName "Viewer"'),
    });
    expect((await stage.client.post('/Groups', { displayName: ' ' })).status).toBe(400);
  });

  it('are made once where the answer gets lost', async () => {
    const stage = await uaaStage();
    await stage.fault({ method: 'POST', path: '/Groups', reset: 'after', count: 1 });
    const created = await stage.client.post('/Groups', { displayName: 'Viewer' });
    expect(created).toMatchObject({ status: 201, body: { displayName: 'Viewer' } });
  });

  it('are not taken for the one that was made, where they have other members', async () => {
    const stage = await uaaStage();
    const [one = '', two = ''] = users(stage);
    const members = [{ value: one }];
    const id = await newGroup(stage, 'Viewer', [{ value: two, origin: stage.cf.origin }]);
    await stage.fault({ method: 'POST', path: '/Groups', reset: 'before', count: 1 });
    expect((await stage.client.post('/Groups', { displayName: 'Viewer', members })).body).toMatchObject({
      status: '409',
      scimType: 'uniqueness',
      detail: expect.stringContaining('other values than those that were sent'),
    });
    expect(await idsOf(stage, id)).toEqual([two]);
    await stage.fault({ method: 'POST', path: '/Groups', reset: 'after', count: 1 });
    expect(await stage.client.post('/Groups', { displayName: 'Editor', members })).toMatchObject({
      status: 201,
      body: { displayName: 'Editor', members },
    });
  });

  it('are listed with their members, and without where nobody wants them', async () => {
    const stage = await uaaStage();
    const [one = ''] = users(stage);
    await newGroup(stage, 'Viewer', [{ value: one, origin: stage.cf.origin }]);
    const filter = encodeURIComponent('displayName eq "Viewer"');
    const { body } = await stage.client.get(`/Groups?filter=${filter}`);
    expect(body).toMatchObject({ Resources: [{ members: [{ value: one }] }] });
    await stage.calls();
    const brief = await stage.client.get(`/Groups?filter=${filter}&excludedAttributes=members`);
    expect(brief.body).toMatchObject({ Resources: [{ displayName: 'Viewer' }] });
    const [call] = await stage.calls();
    expect(call?.path).toContain('attributes=id');
  });

  it('are filtered by the property as well, and paged', async () => {
    const stage = await uaaStage({ properties: { 'xsuaa.group.filter': 'displayName sw "kept_"' } });
    for (const name of ['kept_1', 'kept_2', 'keptX3', 'kept_4']) await newGroup(stage, name);
    const pages = await Promise.all(
      [1, 3].map(async (start) => (await stage.client.get(`/Groups?count=2&startIndex=${start}`)).body),
    );
    expect(pages).toMatchObject([
      { totalResults: 3, Resources: [{ displayName: 'kept_1' }, { displayName: 'kept_2' }] },
      { totalResults: 3, Resources: [{ displayName: 'kept_4' }] },
    ]);
    const refused = await stage.client.get('/Groups?filter=members.value eq "x"');
    expect(refused.body).toMatchObject({ status: '400', scimType: 'invalidFilter' });
  });
});
