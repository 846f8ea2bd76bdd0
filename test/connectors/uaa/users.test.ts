import { describe, expect, it } from 'vitest';
import { newUser, uaaStage } from './support/stage.ts';

describe('users of a UAA', () => {
  it.each(['cloud-foundry-uaa', 'xsuaa'] as const)(
    'are created, read, replaced, patched and deleted (%s)',
    async (type) => {
      const { client, cf, direct } = await uaaStage({ type });
      const created = await client.post('/Users', newUser('ada@acme.example', { active: false }));
      expect(created).toMatchObject({
        status: 201,
        body: {
          schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
          userName: 'ada@acme.example',
          origin: cf.origin,
          active: false,
          meta: { resourceType: 'User', version: expect.any(String) },
        },
      });
      const id = String(created.body['id']);
      expect(await direct('GET', `/Users/${id}`)).toMatchObject({ origin: cf.origin, active: false });
      const replaced = await client.put(
        `/Users/${id}`,
        newUser('ada@acme.example', { name: { givenName: 'A' } }),
      );
      expect(replaced).toMatchObject({ status: 200, body: { name: { givenName: 'A' }, active: false } });
      const patched = await client.patch(`/Users/${id}`, [{ op: 'replace', path: 'active', value: true }]);
      expect(patched).toMatchObject({ status: 200, body: { active: true, name: { givenName: 'A' } } });
      expect((await client.delete(`/Users/${id}`)).status).toBe(204);
      expect((await client.get(`/Users/${id}`)).status).toBe(404);
      expect((await client.delete(`/Users/${id}`)).status).toBe(404);
    },
  );

  it('are those of the origin alone, in lists and by id', async () => {
    const { client, cf } = await uaaStage();
    const other = cf.addUser({ userName: 'eve@other.example', origin: 'other-idp' });
    const list = await client.get('/Users?count=100');
    expect(list.body['totalResults']).toBe(cf.users().length + 1);
    expect(JSON.stringify(list.body)).not.toContain('eve@other.example');
    const filtered = await client.get('/Users?filter=userName eq "eve@other.example"');
    expect(filtered.body['totalResults']).toBe(0);
    for (const answer of [
      await client.get(`/Users/${other}`),
      await client.put(`/Users/${other}`, newUser('eve@other.example')),
      await client.patch(`/Users/${other}`, [{ op: 'replace', path: 'active', value: false }]),
      await client.delete(`/Users/${other}`),
    ]) {
      expect(answer.status).toBe(404);
    }
    expect(cf.users('other-idp')).toMatchObject([{ id: other, active: true }]);
  });

  it('are those of all origins where the filter is off, and keep theirs', async () => {
    const { client, cf, direct } = await uaaStage({ properties: { 'xsuaa.origin.filter.enabled': 'false' } });
    const other = cf.addUser({ userName: 'eve@other.example', origin: 'other-idp' });
    expect((await client.get(`/Users/${other}`)).body['origin']).toBe('other-idp');
    expect((await client.put(`/Users/${other}`, newUser('eve2@other.example'))).status).toBe(200);
    expect(await direct('GET', `/Users/${other}`)).toMatchObject({
      origin: 'other-idp',
      userName: 'eve2@other.example',
    });
    expect((await client.delete(`/Users/${other}`)).status).toBe(204);
  });

  it('of several origins say which', async () => {
    const { client } = await uaaStage({ properties: { 'xsuaa.origin': 'acme-platform; second-idp' } });
    expect((await client.post('/Users', newUser('a@acme.example'))).body).toMatchObject({
      status: '400',
      scimType: 'invalidValue',
      detail: expect.stringContaining('xsuaa.origin has several. Send one of acme-platform, second-idp'),
    });
    const created = await client.post('/Users', newUser('a@acme.example', { origin: 'second-idp' }));
    expect(created).toMatchObject({ status: 201, body: { origin: 'second-idp' } });
    expect(await client.post('/Users', newUser('b@acme.example', { origin: 'third' }))).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('is none of those in the property xsuaa.origin') },
    });
    const list = await client.get('/Users?filter=userName eq "a@acme.example"');
    expect(list.body).toMatchObject({ totalResults: 1, Resources: [{ origin: 'second-idp' }] });
  });

  it('may have quotes, backslashes and wildcards in their names', async () => {
    const { client } = await uaaStage();
    for (const userName of ['o"brien', 'back\\slash', '50%off', 'under_score', 'underXscore']) {
      expect((await client.post('/Users', newUser(userName))).status).toBe(201);
      const filter = encodeURIComponent(`userName eq ${JSON.stringify(userName)}`);
      const { body } = await client.get(`/Users?filter=${filter}`);
      expect(body).toMatchObject({ totalResults: 1, Resources: [{ userName }] });
    }
    const starts = await client.get('/Users?filter=userName sw "under_"');
    expect(starts.body['totalResults']).toBe(1);
  });

  it.each(['userName ew "x"', 'not (userName eq "x")', 'emails[value eq "x"]', 'verified ne true'])(
    'cannot be asked for by %s',
    async (filter) => {
      const { client, seen } = await uaaStage();
      const answer = await client.get(`/Users?filter=${encodeURIComponent(filter)}`);
      expect(answer.body).toMatchObject({ status: '400', scimType: 'invalidFilter' });
      expect(await seen()).toEqual([]);
    },
  );

  it('are filtered by the property as well, also under its general name', async () => {
    for (const name of ['xsuaa.user.filter', 'scim.user.filter']) {
      const { client } = await uaaStage({ properties: { [name]: 'userName sw "kept"' } });
      await client.post('/Users', newUser('kept@acme.example'));
      expect((await client.get('/Users')).body).toMatchObject({
        totalResults: 1,
        Resources: [{ userName: 'kept@acme.example' }],
      });
    }
  });

  it('are told apart where one is there already', async () => {
    const { client } = await uaaStage();
    const { body } = await client.post('/Users', newUser('ada@acme.example'));
    expect((await client.post('/Users', newUser('ADA@acme.example'))).body).toMatchObject({
      status: '409',
      scimType: 'uniqueness',
      detail: expect.stringContaining(`It is the user with the id ${String(body['id'])}.`),
    });
  });

  it('show their groups, which are not looked up for who does not want them', async () => {
    const { client, calls, cf } = await uaaStage();
    const { body } = await client.post('/Users', newUser('ada@acme.example'));
    const user = String(body['id']);
    await client.post('/Groups', { displayName: 'Viewer', members: [{ value: user }] });
    const read = await client.get(`/Users/${user}`);
    expect(JSON.stringify(read.body['groups'])).toContain('Viewer');
    await calls();
    const listed = await client.get('/Users?count=100');
    expect(JSON.stringify(listed.body)).toContain('Viewer');
    await client.get('/Users?excludedAttributes=groups');
    const attributes = (await calls()).map(({ path }) =>
      new URL(path, cf.url).searchParams.get('attributes'),
    );
    expect(attributes.map((names) => names?.includes('groups'))).toEqual([true, false]);
  });

  it.each([false, true])('are deleted once, however many want it (naming a version: %s)', async (names) => {
    const { client, cf } = await uaaStage();
    const { body, headers } = await client.post('/Users', newUser('ada@acme.example'));
    const call = names ? { headers: { 'if-match': String(headers['etag']) } } : {};
    cf.raceWrites(2);
    const answers = await Promise.all([1, 2].map(() => client.delete(`/Users/${String(body['id'])}`, call)));
    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
  });

  it('are made once where the answer gets lost', async () => {
    const { client, cf, fault } = await uaaStage();
    await fault({ method: 'POST', path: '/Users', reset: 'after', count: 1 });
    const created = await client.post('/Users', newUser('ada@acme.example'));
    expect(created).toMatchObject({ status: 201, body: { userName: 'ada@acme.example' } });
    expect(cf.users().filter(({ userName }) => userName === 'ada@acme.example')).toHaveLength(1);
  });

  it('need a scope, about which the client is told', async () => {
    const { client, cf } = await uaaStage({ type: 'cloud-foundry-uaa' });
    Object.assign(cf.settings.ownClient, { scopes: ['scim.read'] });
    expect(await client.post('/Users', newUser('ada@acme.example'))).toMatchObject({
      status: 502,
      body: { detail: expect.stringContaining('The client (property User) lacks the scope scim.write') },
    });
  });
});
