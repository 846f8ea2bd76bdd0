import { describe, expect, it } from 'vitest';
import { type Answer, NOW, required, SCHEMA, type Session, startSession } from './helpers.ts';

const BODY = {
  schemas: [SCHEMA],
  userName: 'Alice@Acme.example',
  origin: 'acme-platform',
  name: { givenName: 'Alice', familyName: 'Ames' },
  emails: [{ value: 'alice@acme.example', primary: true }],
  active: true,
  verified: true,
};

interface Scene extends Session {
  readonly post: (change?: object) => Promise<Answer>;
}

async function scene(options = {}): Promise<Scene> {
  const session = await startSession(options);
  return { ...session, post: (change = {}) => session.send('POST', '/Users', { ...BODY, ...change }) };
}

function expectScimError(answer: Answer, status: number, error: string): string {
  expect([answer.status, answer.json.error]).toEqual([status, error]);
  expect(answer.json.error_description).toBe(answer.json.message);
  return answer.json.message;
}

describe('POST /Users', () => {
  it('answers 201 with what was stored, version 0 and an entity tag', async () => {
    const { post } = await scene();
    const { status, headers, json } = await post({
      id: 'mine',
      externalId: 'P1',
      phoneNumbers: [{ value: '1' }, { value: '2' }],
    });
    expect(status).toBe(201);
    expect(headers.get('etag')).toBe('"0"');
    expect(json).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      meta: { version: 0, created: '2026-03-01T12:00:00.000Z', lastModified: '2026-03-01T12:00:00.000Z' },
      userName: 'Alice@Acme.example',
      name: { familyName: 'Ames', givenName: 'Alice' },
      emails: [{ value: 'alice@acme.example', primary: false }],
      groups: expect.any(Array),
      approvals: [],
      phoneNumbers: [{ value: '1' }],
      active: true,
      verified: true,
      origin: 'acme-platform',
      zoneId: 'uaa',
      externalId: 'P1',
      passwordLastModified: '2026-03-01T12:00:00.000Z',
      schemas: [SCHEMA],
    });
  });

  it('drops what it does not store: formatted, displayName, title and the like', async () => {
    const { post, get } = await scene();
    const { json } = await post({
      name: { formatted: 'Alice Ames', middleName: 'B' },
      displayName: 'Alice',
      nickName: 'Al',
      title: 'Dr',
      userType: 'x',
      locale: 'de',
      timezone: 'Z',
      preferredLanguage: 'de',
      profileUrl: 'http://a',
    });
    expect(json.name).toEqual({});
    expect(Object.keys(json)).not.toEqual(expect.arrayContaining(['displayName']));
    expect((await get(`/Users/${json.id}`)).json['title']).toBeUndefined();
  });

  it('reads names of properties in any case, and true where active and verified are absent', async () => {
    const { send } = await scene();
    const { status, json } = await send('POST', '/Users', {
      USERNAME: 'a@b.c',
      Origin: 'acme-platform',
      eMails: [{ VALUE: 'a@b.c' }],
    });
    expect(status).toBe(201);
    expect(json).toMatchObject({ userName: 'a@b.c', active: true, verified: true, name: {} });
  });

  it('takes application/scim+json for JSON and refuses other types', async () => {
    const { send } = await scene();
    const body = JSON.stringify(BODY);
    const post = (type: string): Promise<Answer> => send('POST', '/Users', body, { 'content-type': type });
    expect((await post('application/scim+json;charset=utf-8')).status).toBe(201);
    expect((await post('text/plain')).status).toBe(415);
  });

  it.each([
    ['SCIM 2.0', ['urn:ietf:params:scim:schemas:core:2.0:User']],
    ['none', []],
    ['two', [SCHEMA, SCHEMA]],
    ['no list', SCHEMA],
  ])('refuses other schemas: %s', async (_, schemas) => {
    const { post } = await scene();
    expect(expectScimError(await post({ schemas }), 400, 'scim')).toMatch(
      /Only schema 'urn:scim:schemas:core:1.0' is currently supported/,
    );
  });

  it.each([
    ['at the top', { 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': {} }],
    ['in the name', { name: { nick: 'a' } }],
    ['in an e-mail', { emails: [{ value: 'a@b.c', display: 'a' }] }],
    ['in a phone number', { phoneNumbers: [{ number: 1 }] }],
    ['called __proto__', JSON.parse('{"__proto__":1}')],
  ])('refuses an unknown field %s', async (_, change) => {
    const { send } = await scene();
    const body = JSON.stringify({ ...BODY, ...change });
    expect(expectScimError(await send('POST', '/Users', body), 400, 'scim')).toMatch(/unrecognized field/);
  });

  it.each(['{"userName":', '[]', '"text"', ''])('refuses what is no JSON object: %s', async (body) => {
    const { send } = await scene();
    const headers = { 'content-type': 'application/json' };
    expectScimError(await send('POST', '/Users', body, headers), 400, 'scim');
  });

  it.each([
    [{ userName: undefined }, 'A username must be provided.'],
    [{ userName: ' ' }, 'A username must be provided.'],
    [{ emails: undefined }, 'Exactly one email must be provided.'],
    [{ emails: [] }, 'Exactly one email must be provided.'],
    [{ emails: [{ value: 'a@b.c' }, { value: 'd@e.f' }] }, 'Exactly one email must be provided.'],
    [{ emails: [{ primary: true }] }, 'An email must be provided.'],
  ])('refuses %j', async (change, message) => {
    const { post } = await scene();
    expect(expectScimError(await post(change), 400, 'invalid_scim_resource')).toBe(message);
  });

  it.each([
    { active: 'yes' },
    { emails: 'a@b.c' },
    { emails: ['a@b.c'] },
    { name: 'Alice' },
    { userName: {} },
  ])('refuses values of the wrong kind: %j', async (change) => {
    const { post } = await scene();
    expectScimError(await post(change), 400, 'scim');
  });

  it('knows a name once per origin, ignoring case', async () => {
    const { post } = await scene();
    expect((await post()).status).toBe(201);
    const again = await post({ userName: 'ALICE@ACME.EXAMPLE' });
    expect(expectScimError(again, 409, 'scim_resource_already_exists')).toBe(
      'Username already in use: ALICE@ACME.EXAMPLE',
    );
    expect(again.json.origin).toBe('acme-platform');
    expect((await post({ origin: 'sap.ids' })).status).toBe(201);
    expect((await post({ userName: 'other', emails: BODY.emails })).status).toBe(201);
  });

  it('has other extra members in a 409 of an older UAA', async () => {
    const { post } = await scene({ legacyUaa: true });
    const { id } = (await post({ active: false })).json;
    const { json } = await post();
    expect(json).toMatchObject({ user_id: id, active: false, verified: true });
    expect(json).not.toHaveProperty('origin');
  });

  it('checks names and passwords of its own users only', async () => {
    const { post } = await scene();
    const odd = 'Ämes/1 (x)';
    expect((await post({ userName: odd })).status).toBe(201);
    const own = { origin: 'uaa', password: 'secret' };
    expect(expectScimError(await post({ ...own, userName: odd }), 400, 'invalid_scim_resource')).toMatch(
      /must match/,
    );
    expect((await post({ ...own, userName: "Ämes+1-_.@'!" })).status).toBe(201);
  });

  it('does not check the origin unless told to', async () => {
    const { cf, post } = await scene();
    expect((await post({ origin: 'nowhere' })).status).toBe(201);
    cf.settings.checkOrigin = true;
    expect(expectScimError(await post({ origin: 'elsewhere' }), 400, 'invalid_scim_resource')).toBe(
      'Invalid origin elsewhere in Identity Zone uaa',
    );
  });

  it('refuses more users than the zone may have', async () => {
    const { post } = await scene({ userLimit: 5 });
    expect(expectScimError(await post(), 400, 'invalid_scim_resource')).toBe(
      'The maximum allowed numbers of users: 5 is reached already in Identity Zone uaa',
    );
  });

  it('needs scim.write or scim.create', async () => {
    expect((await (await scene({ scopes: ['scim.read'] })).post()).json).toMatchObject({
      error: 'insufficient_scope',
    });
    expect((await (await scene({ scopes: ['scim.create'] })).post()).status).toBe(201);
  });
});

describe('GET /Users/{id}', () => {
  it('has an entity tag and says who is not there', async () => {
    const { cf, get } = await scene();
    const user = required(cf.users()[2]);
    const answer = await get(`/Users/${user.id}`);
    expect([answer.status, answer.headers.get('etag'), answer.json.id]).toEqual([
      200,
      `"${user.version}"`,
      user.id,
    ]);
    const missing = await get('/Users/no%20one');
    expect(expectScimError(missing, 404, 'scim_resource_not_found')).toBe('User no one does not exist');
  });
});

describe('PUT /Users/{id}', () => {
  async function created(
    options = {},
  ): Promise<Scene & { id: string; put: (change: object, match?: string) => Promise<Answer> }> {
    const base = await scene(options);
    const { id } = (await base.post()).json;
    return {
      ...base,
      id,
      put: (change, match) =>
        base.send(
          'PUT',
          `/Users/${id}`,
          { ...BODY, ...change },
          match === undefined ? {} : { 'if-match': match },
        ),
    };
  }

  it('needs If-Match', async () => {
    const { put } = await created();
    expect(expectScimError(await put({}), 400, 'scim')).toBe('Missing If-Match for PUT');
    expectScimError(await put({}, 'W/"0"'), 400, 'scim');
  });

  it.each(['*', '0', '"0"'])('takes If-Match %s, replaces everything and counts up', async (match) => {
    const { cf, put } = await created();
    cf.clock.advance(10);
    const { status, headers, json } = await put(
      { name: {}, externalId: 'P9', active: undefined, verified: false },
      match,
    );
    expect([status, headers.get('etag')]).toEqual([200, '"1"']);
    expect(json).toMatchObject({
      name: {},
      externalId: 'P9',
      active: true,
      verified: false,
      meta: {
        version: 1,
        created: new Date(NOW).toISOString(),
        lastModified: new Date(NOW + 10_000).toISOString(),
      },
    });
  });

  it('refuses a stale version', async () => {
    const { put } = await created();
    await put({}, '0');
    expectScimError(await put({}, '0'), 409, 'scim_resource_conflict');
  });

  it('refuses another origin, none included, and falls over without a name', async () => {
    const { put } = await created();
    for (const origin of ['sap.ids', undefined]) {
      expect(expectScimError(await put({ origin }, '*'), 400, 'invalid_scim_resource')).toBe(
        "Cannot change user's origin in update operation.",
      );
    }
    expect(expectScimError(await put({ name: undefined }, '*'), 500, 'scim')).toBe('Unexpected error');
  });

  it('may change the case of the own name', async () => {
    const { put } = await created();
    expect((await put({ userName: 'ALICE@acme.example' }, '*')).json.userName).toBe('ALICE@acme.example');
  });
});

describe('PATCH /Users/{id}', () => {
  const patch = (
    session: Session,
    id: string,
    body: unknown,
    match: string | undefined = '*',
  ): Promise<Answer> =>
    session.send('PATCH', `/Users/${id}`, body, match === '' ? {} : { 'if-match': match });

  it('needs If-Match and calls itself PUT', async () => {
    const session = await scene();
    const { id } = (await session.post()).json;
    expect(expectScimError(await patch(session, id, {}, ''), 400, 'scim')).toBe('Missing If-Match for PUT');
    expectScimError(await patch(session, id, {}, '7'), 409, 'scim_resource_conflict');
  });

  it('takes a partial user and sets active and verified to true where they are missing', async () => {
    const session = await scene();
    const { id } = (await session.post({ active: false, verified: false, externalId: 'P1' })).json;
    const { json } = await patch(session, id, { name: { givenName: 'Alicia' }, externalId: 'P2' });
    expect(json).toMatchObject({
      name: { givenName: 'Alicia', familyName: 'Ames' },
      active: true,
      verified: true,
      externalId: 'P1',
      meta: { version: 1 },
    });
  });

  it('removes by meta.attributes', async () => {
    const session = await scene();
    const { id } = (await session.post({ phoneNumbers: [{ value: '1' }] })).json;
    const { json } = await patch(session, id, { meta: { attributes: ['name.givenName', 'PHONENUMBERS'] } });
    expect(json.name).toEqual({ familyName: 'Ames' });
    expect(json).not.toHaveProperty('phoneNumbers');
    expectScimError(await patch(session, id, { meta: { attributes: ['shoeSize'] } }), 400, 'scim');
  });

  it('knows no Operations', async () => {
    const session = await scene();
    const { id } = (await session.post()).json;
    const body = { Operations: [{ op: 'replace', path: 'active', value: false }] };
    expect(expectScimError(await patch(session, id, body), 400, 'scim')).toMatch(
      /unrecognized field "Operations"/,
    );
  });

  it('refuses another origin', async () => {
    const session = await scene();
    const { id } = (await session.post()).json;
    expect(
      expectScimError(await patch(session, id, { origin: 'sap.ids' }), 400, 'invalid_scim_resource'),
    ).toBe('Cannot change origin in patch of user.');
    expect((await patch(session, id, { origin: 'acme-platform' })).status).toBe(200);
  });
});

describe('DELETE /Users/{id}', () => {
  it('drops group memberships and leaves roles and the platform record behind', async () => {
    const { cf, send, get } = await scene();
    const org = required(cf.organizations()[0]).guid;
    const user = cf.addUser({ userName: 'alice@acme.example' });
    cf.addRole('organization_user', user, org);
    expect((await send('DELETE', `/Users/${user}`)).status).toBe(200);
    expect(cf.roles({ user })).toHaveLength(1);
    expect((await get(`/v3/users/${user}`)).json).toMatchObject({ guid: user, username: null, origin: null });
    const groups = (await get('/Groups?attributes=members.value')).text;
    expect(groups).not.toContain(user);
    expect((await send('DELETE', `/Users/${user}`)).status).toBe(404);
  });

  it('needs no If-Match, and answers 422 to a stale one', async () => {
    const { post, send } = await scene();
    const { id } = (await post()).json;
    expectScimError(await send('DELETE', `/Users/${id}`, undefined, { 'if-match': '3' }), 422, 'scim');
    expect((await send('DELETE', `/Users/${id}`, undefined, { 'if-match': '"0"' })).status).toBe(200);
  });
});

describe('GET /Users/{id}/verify', () => {
  it('verifies', async () => {
    const { post, get } = await scene();
    const { id } = (await post({ verified: false })).json;
    expect((await get(`/Users/${id}/verify`)).json).toMatchObject({ id, verified: true });
  });
});

describe('other methods and paths', () => {
  it('are 405 and 404', async () => {
    const { send } = await scene();
    expect((await send('PATCH', '/Users', {})).status).toBe(405);
    expect((await send('GET', '/oauth/token')).status).toBe(405);
    expect((await send('GET', '/Users/a/b/c')).status).toBe(404);
    expect((await send('GET', '/Users/%zz')).status).toBe(404);
    expect((await send('GET', '/Users/')).status).toBe(404);
  });
});
