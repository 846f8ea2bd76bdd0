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

  it('reads names of members in any case at the top, and true where active and verified are absent', async () => {
    const { send } = await scene();
    const body = { USERNAME: 'a@b.c', Origin: 'acme-platform', eMails: [{ value: 'a@b.c' }] };
    const { status, json } = await send('POST', '/Users', body);
    expect(status).toBe(201);
    expect(json).toMatchObject({ userName: 'a@b.c', active: true, verified: true, name: {} });
    const nested = { ...body, userName: 'other', eMails: [{ VALUE: 'a@b.c' }] };
    expect(expectScimError(await send('POST', '/Users', nested), 400, 'invalid_scim_resource')).toBe(
      'An email must be provided.',
    );
  });

  it.each([
    ['SCIM 2.0', ['urn:ietf:params:scim:schemas:core:2.0:User']],
    ['none', []],
    ['two', [SCHEMA, SCHEMA]],
    ['null', null],
  ])('refuses other schemas: %s', async (_, schemas) => {
    const { post } = await scene();
    expect(expectScimError(await post({ schemas }), 400, 'scim')).toBe(
      "Only schema 'urn:scim:schemas:core:1.0' is currently supported",
    );
  });

  it.each([
    ['an extension', { 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': {} }],
    ['__proto__', JSON.parse('{"__proto__":1}')],
    ['Operations', { Operations: [{ op: 'replace', path: 'active', value: false }] }],
  ])('refuses unknown fields at the top, without saying which: %s', async (_, change) => {
    const { send } = await scene();
    const body = JSON.stringify({ ...BODY, ...change });
    expect(expectScimError(await send('POST', '/Users', body), 400, 'scim')).toMatch(
      /^JSON parse error: unrecognized field; nested exception is /,
    );
  });

  it.each([
    ['the name', { name: { nick: 'a' } }],
    ['an e-mail', { emails: [{ value: 'a@b.c', display: { a: [1] } }] }],
    ['a phone number', { phoneNumbers: [{ number: 1 }] }],
    ['a group', { groups: [{ value: 'x', $ref: 'y' }] }],
    ['meta', { meta: { resourceType: 'User' } }],
  ])('passes over unknown fields in %s', async (_, change) => {
    const { post } = await scene();
    expect((await post(change)).status).toBe(201);
  });

  it.each([
    [{ userName: undefined }, 'A username must be provided.'],
    [{ userName: ' ' }, 'A username must be provided.'],
    [{ emails: undefined }, 'Exactly one email must be provided.'],
    [{ emails: [] }, 'Exactly one email must be provided.'],
    [{ emails: [{ value: 'a@b.c' }, { value: 'd@e.f' }] }, 'Exactly one email must be provided.'],
    [{ emails: [{ primary: true }] }, 'An email must be provided.'],
    [{ emails: [{ value: '' }] }, 'An email must be provided.'],
    [{ emails: [null] }, 'An email must be provided.'],
    [{ userName: '\u2003\t' }, 'A username must be provided.'],
  ])('refuses %j', async (change, message) => {
    const { post } = await scene();
    expect(expectScimError(await post(change), 400, 'invalid_scim_resource')).toBe(message);
  });

  it('takes a blank e-mail and never shows it', async () => {
    const { post, get } = await scene();
    const { status, json } = await post({ emails: [{ value: ' ' }] });
    expect(status).toBe(201);
    expect(json).not.toHaveProperty('emails');
    expect((await get(`/Users/${json.id}`)).json).not.toHaveProperty('emails');
    const listed = await get(`/Users?filter=${encodeURIComponent(`id eq "${json.id}"`)}&attributes=emails`);
    expect(listed.json.resources).toEqual([{ emails: null }]);
  });

  it.each([
    { active: null },
    { active: '' },
    { verified: null },
    { emails: null },
    { groups: null },
    { approvals: null },
    { meta: null },
    // A text that says so is null as well.
    { active: ' null ' },
  ])('falls over %j', async (change) => {
    const { post } = await scene();
    expect(expectScimError(await post(change), 500, 'scim')).toBe('Unexpected error');
  });

  it.each([
    [{ active: 0 }, { active: false }],
    [{ active: 2 }, { active: true }],
    [{ active: ' FALSE ' }, { active: false }],
    [{ verified: 'True' }, { verified: true }],
    [{ origin: ' ' }, { origin: 'uaa' }],
    [{ origin: 'UAA' }, { origin: 'UAA' }],
    [{ salt: 'pepper' }, { salt: 'pepper' }],
    [{ userName: 5 }, { userName: '5' }],
    [{ userName: 'a\ud800' }, { userName: 'a?' }],
    [{ phoneNumbers: [null, { value: ' ' }, 'text', { value: 2 }] }, { phoneNumbers: [{ value: 'text' }] }],
    [{ meta: { version: 7, created: '2020-01-01T00:00:00.000Z' } }, { meta: { version: 7 } }],
    [{ meta: { version: '-3' } }, { meta: { version: -3 } }],
  ])('reads %j as %j', async (change, stored) => {
    const { post } = await scene();
    const { status, headers, json } = await post(change);
    expect([status, headers.get('etag')]).toEqual([201, `"${json.meta.version}"`]);
    expect(json).toMatchObject(stored);
  });

  it.each([
    [{ externalId: ' ' }, 'externalId'],
    [{ externalId: null }, 'externalId'],
    [{ phoneNumbers: [{ value: '' }] }, 'phoneNumbers'],
    [{ phoneNumbers: null }, 'phoneNumbers'],
    [{ salt: null }, 'salt'],
  ])('stores nothing for %j', async (change, member) => {
    const { post } = await scene();
    const { status, json } = await post(change);
    expect(status).toBe(201);
    expect(json).not.toHaveProperty(member);
  });

  it('reads the first user of a list, and of several one after the other', async () => {
    const { send } = await scene();
    const text = (userName: string): string => JSON.stringify({ ...BODY, userName });
    const post = (body: string): Promise<Answer> => send('POST', '/Users', body);
    expect((await post(`[1,${text('a')},${text('b')}]`)).json.userName).toBe('a');
    expect((await post(`${text('c')}{"`)).json.userName).toBe('c');
  });

  it.each(['[]', '"text"', '5', 'true', '[[1],"a"]'])(
    'tells who sends no object that a UAA would never answer: %s',
    async (body) => {
      const { send } = await scene();
      const answer = await send('POST', '/Users', body, { 'content-type': 'application/json' });
      expect(expectScimError(answer, 400, 'sandbox')).toContain('never answers');
    },
  );

  it('knows a name once per origin, ignoring case', async () => {
    const { post } = await scene();
    expect((await post()).status).toBe(201);
    const again = await post({ userName: 'ALICE@ACME.EXAMPLE' });
    expect(expectScimError(again, 409, 'scim_resource_already_exists')).toBe(
      'Username already in use: ALICE@ACME.EXAMPLE',
    );
    expect(again.json.origin).toBe('acme-platform');
    const elsewhere = await post({ origin: 'ACME-Platform' });
    expectScimError(elsewhere, 409, 'scim_resource_already_exists');
    expect(elsewhere.json.origin).toBe('ACME-Platform');
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
    for (const [password, rule] of [
      [undefined, 'at least 1'],
      ['x'.repeat(256), 'no more than 255'],
    ] as const) {
      expect(expectScimError(await post({ origin: 'uaa', password }), 400, 'invalid_password')).toBe(
        `Password must be ${rule} characters in length.`,
      );
    }
  });

  it('has no aliases', async () => {
    const { post } = await scene();
    expect((await post({ aliasId: null, aliasZid: ' ' })).status).toBe(201);
    for (const change of [{ aliasId: 'a' }, { aliasZid: 'a' }]) {
      expect(expectScimError(await post(change), 400, 'scim')).toBe('Alias ID and/or alias ZID are invalid.');
    }
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

describe('what the database refuses', () => {
  const wide = (length: number): string => 'ü'.repeat(length);

  it.each([
    [{ userName: wide(256) }, 255],
    [{ emails: [{ value: wide(256) }] }, 255],
    [{ name: { givenName: wide(256) } }, 255],
    [{ name: { familyName: wide(256) } }, 255],
    [{ phoneNumbers: [{ value: wide(256) }] }, 255],
    [{ externalId: wide(256) }, 255],
    [{ origin: 'o'.repeat(37) }, 36],
    [{ salt: 's'.repeat(37) }, 36],
  ])('too long for its column: %j', async (change, length) => {
    const { post } = await scene();
    const error = `ERROR: value too long for type character varying(${length})`;
    const message = expectScimError(await post(change), 400, 'scim');
    expect(message).toMatch(/^PreparedStatementCallback; SQL \[insert into users \(id,version,/);
    expect(message).toContain(`; ${error}; nested exception is org.postgresql.util.PSQLException: ${error}`);
  });

  it('nothing that just fits', async () => {
    const { post } = await scene();
    const change = { userName: wide(255), externalId: '😀'.repeat(255), origin: 'o'.repeat(36) };
    expect((await post(change)).status).toBe(201);
  });

  it.each([
    [{ userName: 'a\0' }, 5, 3],
    [{ emails: [{ value: '\0' }] }, 6, 4],
    [{ name: { givenName: '\0' } }, 7, 5],
    [{ name: { familyName: '\0' } }, 8, 6],
    [{ phoneNumbers: [{ value: 'a\0' }] }, 10, 8],
    [{ externalId: 'a\0' }, 13, 11],
    [{ salt: '\0' }, 17, 12],
  ])('NUL: %j', async (change, insertPlace, updatePlace) => {
    const { post, send } = await scene();
    const { id } = (await post()).json;
    const created = await post({ userName: 'other', ...change });
    expect(expectScimError(created, 400, 'scim')).toContain(
      `invalid byte sequence for encoding "UTF8": 0x00\n  Where: unnamed portal parameter $${insertPlace};`,
    );
    const replaced = await send('PUT', `/Users/${id}`, { ...BODY, ...change }, { 'if-match': '*' });
    expect(expectScimError(replaced, 400, 'scim')).toContain(`unnamed portal parameter $${updatePlace};`);
  });

  it('comes before any row is looked for', async () => {
    const { post, send } = await scene();
    const { id } = (await post()).json;
    const name = { givenName: wide(256) };
    expect(expectScimError(await post({ name }), 400, 'scim')).toContain('too long');
    const stale = await send('PUT', `/Users/${id}`, { ...BODY, name }, { 'if-match': '9' });
    expect(expectScimError(stale, 400, 'scim')).toContain('SQL [update users set version=?');
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
    for (const none of ['', 'NaN']) {
      expect(expectScimError(await put({}, none), 400, 'scim')).toBe('Missing If-Match for PUT');
    }
  });

  it.each(['W/"0"', '"0", "1"', '0.0', '99999999999', '""', 'abc'])(
    'cannot read If-Match %s',
    async (match) => {
      const { put } = await created();
      expect(expectScimError(await put({}, match), 400, 'scim')).toBe(
        `Invalid version match header (should be a version number): ${match}`,
      );
    },
  );

  it('reads the body first', async () => {
    const { send, id } = await created();
    expect(expectScimError(await send('PUT', `/Users/${id}`, '{'), 400, 'scim')).toMatch(
      /^JSON parse error: /,
    );
  });

  it.each(['*', '"*"', '0', '"0"', '+0', ' ""0"" '])(
    'takes If-Match %s, replaces everything and counts up',
    async (match) => {
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
    },
  );

  it('refuses a stale version', async () => {
    const { put } = await created();
    await put({}, '0');
    for (const stale of ['0', '-1']) {
      expectScimError(await put({}, stale), 409, 'scim_resource_conflict');
    }
  });

  it('has the name refused by the database when somebody else has it', async () => {
    const { post, put } = await created();
    await post({ userName: 'Bob' });
    expect(expectScimError(await put({ userName: 'BOB' }, '*'), 400, 'scim')).toMatch(
      /^PreparedStatementCallback; SQL \[update users set .* where id=\? and version=\? and identity_zone_id=\?\]; ERROR: duplicate key value violates unique constraint "users_unique_key"\n {2}Detail: Key \(origin, lower\(username::text\), identity_zone_id\)=\(acme-platform, bob, uaa\) already exists\.; nested exception is org\.postgresql\.util\.PSQLException: ERROR: duplicate key/,
    );
    // Who is late does not get so far.
    expectScimError(await put({ userName: 'BOB' }, '9'), 409, 'scim_resource_conflict');
  });

  it('removes what the body does not name', async () => {
    const { put } = await created();
    await put({ externalId: 'P1', phoneNumbers: [{ value: '1' }], salt: 'pepper' }, '*');
    const { json } = await put({}, '*');
    for (const member of ['externalId', 'phoneNumbers', 'salt']) expect(json).not.toHaveProperty(member);
  });

  it('refuses another origin, none included, and falls over without a name', async () => {
    const { put } = await created();
    for (const origin of ['sap.ids', undefined]) {
      expect(expectScimError(await put({ origin }, '*'), 400, 'invalid_scim_resource')).toBe(
        "Cannot change user's origin in update operation.",
      );
    }
    for (const change of [{ name: undefined }, { name: null }, { meta: null }]) {
      expect(expectScimError(await put(change, '*'), 500, 'scim')).toBe('Unexpected error');
    }
    expect(expectScimError(await put({ aliasId: 'a' }, '*'), 400, 'scim')).toBe(
      "The fields 'aliasId' and/or 'aliasZid' are invalid.",
    );
  });

  it('counts versions in 32 bits', async () => {
    const { post, send } = await scene();
    const { id } = (await post({ meta: { version: 2_147_483_647 } })).json;
    const answer = await send('PUT', `/Users/${id}`, BODY, { 'if-match': '2147483647' });
    expect(answer.json).toMatchObject({ meta: { version: -2_147_483_648 } });
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
  });

  it.each([
    ['shoeSize', 'Attribute shoeSize cannot be removed using "Meta.attributes"'],
    ['externalId', 'Attribute externalId cannot be removed using "Meta.attributes"'],
    ['userName', 'Can not drop username, field is required.'],
    ['emails', 'Exactly one email must be provided.'],
  ])('cannot remove %s', async (attribute, message) => {
    const session = await scene();
    const { id } = (await session.post()).json;
    const answer = await patch(session, id, { meta: { attributes: [attribute] } });
    expect(expectScimError(answer, 400, 'invalid_scim_resource')).toBe(message);
  });

  it.each([
    ['another e-mail', { emails: [{ value: 'new@b.c' }] }, 'alice@acme.example'],
    ['no e-mail', { emails: [] }, 'alice@acme.example'],
    ['a primary e-mail', { emails: [{ value: 'x@b.c' }, { value: 'new@b.c', primary: true }] }, 'new@b.c'],
    [
      'another e-mail in place of all',
      { emails: [{ value: 'new@b.c' }], meta: { attributes: ['emails'] } },
      'new@b.c',
    ],
  ])('with %s counts up the version; the e-mail is the primary or the old one', async (_, body, email) => {
    const session = await scene();
    const { id } = (await session.post()).json;
    const { status, json } = await patch(session, id, body);
    expect(status).toBe(200);
    expect(json).toMatchObject({ emails: [{ value: email, primary: false }], meta: { version: 1 } });
  });

  it.each([{ meta: null }, { active: null }, { meta: { attributes: [null] } }, { emails: [null] }])(
    'falls over %j',
    async (body) => {
      const session = await scene();
      const { id } = (await session.post()).json;
      expect(expectScimError(await patch(session, id, body), 500, 'scim')).toBe('Unexpected error');
    },
  );

  it('refuses another origin', async () => {
    const session = await scene();
    const { id } = (await session.post()).json;
    expect(
      expectScimError(await patch(session, id, { origin: 'sap.ids' }), 400, 'invalid_scim_resource'),
    ).toBe('Cannot change origin in patch of user.');
    expect((await patch(session, id, { origin: 'acme-platform' })).status).toBe(200);
  });

  it.each([{ aliasId: 'a' }, { aliasZid: 'a' }])('makes no alias: %j', async (change) => {
    const session = await scene();
    const { id } = (await session.post()).json;
    expect(expectScimError(await patch(session, id, change), 400, 'scim')).toBe(
      "The fields 'aliasId' and/or 'aliasZid' are invalid.",
    );
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

  it('takes version 0 for a version', async () => {
    const { post, send } = await scene();
    const { id } = (await post({ meta: { version: 1 } })).json;
    const answer = await send('DELETE', `/Users/${id}`, undefined, { 'if-match': '0' });
    expect(expectScimError(answer, 422, 'scim')).toContain('expected=0 but found=0');
  });

  it('needs no If-Match, and answers 422 to a stale one', async () => {
    const { post, send } = await scene();
    const { id } = (await post()).json;
    const late = await send('DELETE', `/Users/${id}`, undefined, { 'if-match': '3' });
    expect(expectScimError(late, 422, 'scim')).toBe(
      `Attempt to update a user (${id}) with wrong version: expected=3 but found=3`,
    );
    expect(late.headers.get('etag')).toBe('"0"');
    expect((await send('DELETE', `/Users/${id}`, undefined, { 'if-match': '"0"' })).status).toBe(200);
  });
});

describe('GET /Users/{id}/verify', () => {
  it('verifies, and shows neither groups nor approvals', async () => {
    const { post, send, get } = await scene();
    const { id } = (await post({ verified: false })).json;
    const late = await send('GET', `/Users/${id}/verify`, undefined, { 'if-match': '9' });
    expect(expectScimError(late, 422, 'scim')).toBe(
      `Attempt to update a user (${id}) with wrong version: expected=0 but found=9`,
    );
    const { json } = await get(`/Users/${id}/verify`);
    expect(json).toMatchObject({ id, verified: true, meta: { version: 0 } });
    expect(json).not.toHaveProperty('groups');
    expect(json).not.toHaveProperty('approvals');
  });
});
