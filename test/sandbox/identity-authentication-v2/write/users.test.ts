import { beforeEach, describe, expect, it } from 'vitest';
import { type Body, CORE_GROUP, CORE_USER, CUSTOM_USER, ENTERPRISE, SAP_USER } from '../shapes.ts';
import { createGroup, createUser, scimError, startTenant, type Tenant, userBody } from '../tenant.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const SITE = 'urn:example:params:scim:schemas:extension:site:1.0:Site';

let tenant: Tenant;
beforeEach(async () => {
  tenant = await startTenant();
});

const post = (body: unknown) => tenant.call('POST', '/scim/Users', body);
const get = async (id: string): Promise<Body> => (await tenant.get(`/scim/Users/${id}`)).body;
const put = (id: string, body: unknown) => tenant.call('PUT', `/scim/Users/${id}`, body);

describe('creating a user', () => {
  it('answers 201 with the whole user, Location and ETag', async () => {
    const { status, headers, body } = await post(userBody('ada'));
    expect(status).toBe(201);
    expect(body.id).toMatch(UUID);
    expect(body.meta).toEqual({
      created: '2026-07-03T10:00:00Z',
      lastModified: '2026-07-03T10:00:00Z',
      location: `${tenant.standIn.url}/scim/Users/${body.id}`,
      version: expect.stringMatching(UUID),
      resourceType: 'User',
    });
    expect(headers['location']).toBe(body.meta.location);
    expect(headers['etag']).toBe(`"${body.meta.version}"`);
    expect(await get(body.id)).toEqual(body);
  });

  it('has defaults for what is left out (recorded)', async () => {
    const { body } = await post(userBody('ada'));
    expect(body).toMatchObject({
      schemas: [CORE_USER, SAP_USER],
      active: false,
      userType: 'public',
      emails: [{ value: 'ada@example.com', primary: true }],
      [SAP_USER]: {
        userUuid: body.id,
        userId: 'P000001',
        status: 'inactive',
        mailVerified: false,
        emails: [{ value: 'ada@example.com', primary: true }],
        passwordDetails: { failedLoginAttempts: 0 },
      },
    });
    expect(body).not.toHaveProperty('groups');
  });

  it('keeps everything that can be written, in every extension', async () => {
    const full = {
      externalId: 'hr-1',
      displayName: 'Åsa Öz',
      nickName: 'A',
      title: 'Dr.',
      userType: 'employee',
      active: true,
      locale: 'sv',
      timezone: 'Europe/Stockholm',
      preferredLanguage: 'sv',
      profileUrl: 'https://example.com/a',
      name: {
        givenName: 'Åsa',
        familyName: 'Öz',
        middleName: 'M',
        honorificPrefix: 'Ms.',
        honorificSuffix: 'II',
        formatted: 'x',
      },
      phoneNumbers: [{ value: '+46 1', type: 'work', primary: true }],
      addresses: [
        { type: 'work', country: 'SE', locality: 'Malmö', streetAddress: 'x', postalCode: '1', region: 'M' },
      ],
      ims: [{ value: 'a', type: 'xmpp' }],
      photos: [{ value: 'https://example.com/p.png', type: 'photo' }],
      entitlements: [{ value: 'e' }],
      roles: [{ value: 'r', display: 'R', primary: true }],
      x509Certificates: [{ value: 'QUJD' }],
      [ENTERPRISE]: {
        employeeNumber: '1',
        costCenter: 'c',
        organization: 'o',
        division: 'd',
        department: 'R&D',
      },
      [CUSTOM_USER]: { attributes: [{ name: 'customAttribute1', value: 'blue' }] },
      [SITE]: { building: 'SE-1', badge: 4 },
    };
    const { body } = await post(userBody('asa', full));
    expect(body).toMatchObject(full);
    expect(body.schemas.toSorted()).toEqual([CORE_USER, SAP_USER, ENTERPRISE, CUSTOM_USER, SITE].toSorted());
    expect(body[SAP_USER].phoneNumbers).toEqual([{ value: '+46 1', type: 'work', primary: true }]);
  });

  it('counts the P numbers up from those of the seed', async () => {
    const seeded = await startTenant({ users: 3 });
    expect((await createUser(seeded, 'x'))[SAP_USER].userId).toBe('P000004');
    expect((await createUser(seeded, 'y'))[SAP_USER].userId).toBe('P000005');
  });

  it('drops what is unknown, read-only, null or empty', async () => {
    const { status, body } = await post(
      `{"schemas":["${CORE_USER}","${ENTERPRISE}","${CUSTOM_USER}","${SAP_USER}","urn:x:y"],
        "userName":"ada","emails":[{"value":"ada@example.com"}],"id":"x","meta":{"version":"x"},"groups":[{"value":"g"}],
        "nothing":1,"username":"no","__proto__":{"title":"no"},"constructor":{"prototype":{"title":"no"}},
        "title":null,"nickName":"","addresses":[],"name":{"givenName":null,"familyName":""},"phoneNumbers":[{}],
        "urn:x:y":{"a":1},"${ENTERPRISE}":{"department":"","manager":{"displayName":"no","$ref":"no"},"__proto__":{"division":"no"}},
        "${CUSTOM_USER}":{},"${SAP_USER}":{"userId":"P9","loginTime":"2020-01-01T00:00:00Z","mfaEnabled":true,
        "userUuidHistory":["x"],"nothing":1,"passwordDetails":{"setTime":"2020-01-01T00:00:00Z"}}}`,
    );
    expect(status).toBe(201);
    expect(body.id).not.toBe('x');
    for (const name of [
      'nothing',
      'title',
      'nickName',
      'addresses',
      'name',
      'phoneNumbers',
      'groups',
      'urn:x:y',
      ENTERPRISE,
      CUSTOM_USER,
    ]) {
      expect(Object.hasOwn(body, name), name).toBe(false);
    }
    expect(body.schemas).toEqual([CORE_USER, SAP_USER]);
    expect(body[SAP_USER].userId).toBe('P000001');
    for (const name of ['loginTime', 'mfaEnabled', 'userUuidHistory', 'nothing'])
      expect(body[SAP_USER]).not.toHaveProperty(name);
    expect(body[SAP_USER].passwordDetails).not.toHaveProperty('setTime');
    expect({}).not.toHaveProperty('title');
  });

  it('never gives back what is only written', async () => {
    const { body } = await post(
      userBody('ada', {
        password: 'Secret-1',
        [SAP_USER]: {
          sendMail: false,
          applicationId: 'a',
          emailTemplateSetId: 'e',
          targetUrl: 'https://example.com',
        },
      }),
    );
    expect(body).not.toHaveProperty('password');
    for (const name of ['sendMail', 'applicationId', 'emailTemplateSetId', 'targetUrl'])
      expect(body[SAP_USER]).not.toHaveProperty(name);
    expect(body[SAP_USER].passwordDetails).toMatchObject({
      status: 'initial',
      setTime: '2026-07-03T10:00:00Z',
    });
  });

  it('looks at targetUrl when mail is sent', async () => {
    const { body } = await post(
      userBody('ada', { [SAP_USER]: { sendMail: true, targetUrl: 'https://example.com' } }),
    );
    expect(body[SAP_USER].targetUrl).toBe('https://example.com');
  });

  it('may have no login name, which reads as an empty one (recorded)', async () => {
    const { body } = await post({ emails: [{ value: 'a@example.com' }], userName: '' });
    expect(body.userName).toBe('');
    expect((await post({ emails: [{ value: 'b@example.com' }] })).body.userName).toBe('');
  });

  it('takes what the default write transformation sends', async () => {
    const { status, body } = await post({
      schemas: [CORE_USER, ENTERPRISE, SAP_USER],
      userName: 'ada',
      emails: [{ value: 'ada@example.com' }, { value: 'ada@home.example' }],
      userType: 'employee',
      name: { givenName: 'Ada', familyName: 'Vale' },
      addresses: [],
      active: true,
      [SAP_USER]: {
        sendMail: false,
        emails: [
          { value: 'ada@example.com', primary: true, verified: true },
          { value: 'ada@home.example', verified: true },
        ],
        passwordDetails: { status: 'disabled' },
        sourceSystem: 39,
      },
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      active: true,
      userType: 'employee',
      emails: [
        { value: 'ada@example.com', primary: true },
        { value: 'ada@home.example', primary: false },
      ],
      [SAP_USER]: {
        status: 'active',
        mailVerified: true,
        sourceSystem: 39,
        passwordDetails: { status: 'disabled' },
        emails: [
          { value: 'ada@example.com', primary: true, verified: true, verifiedTime: '2026-07-03T10:00:00Z' },
          { value: 'ada@home.example', primary: false, verified: true },
        ],
      },
    });
  });
});

describe('values that are refused', () => {
  const TYPE = scimError(400, 'The value data type is not correct', 'invalidValue');
  const NO_EXTENSION = scimError(400, `Invalid user attribute: ${ENTERPRISE}`);
  const canonical = (name: string): object =>
    scimError(400, `Provided value is not part of '${name}' canonical values`, 'invalidValue');

  it.each([
    ['a number as text', { displayName: 5 }, TYPE],
    ['a text as boolean', { active: 'true' }, TYPE],
    ['an empty text as boolean', { active: '' }, TYPE],
    ['an object as text', { title: {} }, TYPE],
    ['a text as object', { name: 'Ada' }, TYPE],
    ['an object as list', { addresses: { country: 'DE' } }, TYPE],
    ['texts as list of objects', { addresses: ['DE'] }, TYPE],
    ['a text as extension', { [ENTERPRISE]: 'x' }, NO_EXTENSION],
    ['a list as extension', { [ENTERPRISE]: [] }, NO_EXTENSION],
    ['null as extension', { [ENTERPRISE]: null }, NO_EXTENSION],
    ['an extension not among the schemas', { schemas: [CORE_USER], [ENTERPRISE]: {} }, NO_EXTENSION],
    [
      'an extension in another spelling',
      { schemas: [CORE_USER, ENTERPRISE.toUpperCase()], [ENTERPRISE]: {} },
      NO_EXTENSION,
    ],
    ['another core schema', { schemas: [CORE_GROUP] }, scimError(400, 'Invalid core schema')],
    [
      'no schemas',
      { schemas: null },
      scimError(400, "Missing required creator property 'schemas' (index 3)"),
    ],
    ['schemas that are no list', { schemas: CORE_USER }, scimError(400, 'Error parsing request body.')],
    ['a text as integer', { [SAP_USER]: { sourceSystem: '39' } }, TYPE],
    ['a fraction as integer', { [SAP_USER]: { sourceSystem: 3.9 } }, TYPE],
    ['a day as dateTime', { [SAP_USER]: { validFrom: '2024-05-01' } }, TYPE],
    ['an offset in a dateTime', { [SAP_USER]: { validFrom: '2024-05-01T00:00:00+02:00' } }, TYPE],
    ['a reference with blanks', { profileUrl: 'not a uri' }, TYPE],
    ['binary that is no base64', { x509Certificates: [{ value: 'ä' }] }, TYPE],
    ['an unknown userType', { userType: 'Employee' }, canonical('userType')],
    ['an empty userType', { userType: '' }, canonical('userType')],
    ['an empty status (recorded)', { [SAP_USER]: { status: '' } }, canonical('status')],
    ['a status in capitals', { [SAP_USER]: { status: 'ACTIVE' } }, canonical('status')],
    ['an unknown address type', { addresses: [{ type: 'office' }] }, canonical('type')],
    [
      'a custom attribute too many',
      { [CUSTOM_USER]: { attributes: [{ name: 'customAttribute11', value: 'x' }] } },
      canonical('name'),
    ],
    [
      'too many failed logons',
      { [SAP_USER]: { passwordDetails: { failedLoginAttempts: 6 } } },
      canonical('failedLoginAttempts'),
    ],
  ])('%s', async (_, more, expected) => {
    const { status, body } = await post(userBody('ada', more));
    expect([status, body]).toEqual([400, expected]);
    expect((await tenant.list('Users')).body.totalResults).toBe(0);
  });

  it.each(['<', '>', ':'])('%s in given, family and display name', async (sign) => {
    for (const more of [
      { name: { givenName: `a${sign}` } },
      { name: { familyName: sign } },
      { displayName: `${sign}b` },
    ]) {
      const { status, body } = await post(userBody('ada', more));
      expect([status, body.scimType]).toEqual([400, 'invalidValue']);
    }
    expect((await post(userBody('ada', { title: sign }))).status).toBe(201);
  });

  it('come as a list when several are wrong at once', async () => {
    const { status, body } = await post(
      userBody('ada', { emails: [{ value: 'nonsense' }], displayName: '<b>' }),
    );
    expect(status).toBe(400);
    expect(body).toEqual([
      scimError(400, 'One of the given emails inputs is not valid!', 'invalidValue'),
      scimError(400, expect.stringContaining('displayName') as unknown as string, 'invalidValue'),
    ]);
  });
});

describe('active and status', () => {
  it.each([
    [{}, false, 'inactive'],
    [{ active: true }, true, 'active'],
    [{ active: false }, false, 'inactive'],
    [{ [SAP_USER]: { status: 'active' } }, true, 'active'],
    [{ [SAP_USER]: { status: 'new' } }, false, 'new'],
    [{ active: false, [SAP_USER]: { status: 'new' } }, false, 'new'],
    [{ active: true, [SAP_USER]: { status: 'active' } }, true, 'active'],
  ])('%j', async (more, active, status) => {
    const { body } = await post(userBody('ada', more));
    expect([body.active, body[SAP_USER].status]).toEqual([active, status]);
  });

  it.each([
    [true, 'inactive'],
    [true, 'new'],
    [false, 'active'],
  ])('%s and %s contradict each other', async (active, status) => {
    const answer = await post(userBody('ada', { active, [SAP_USER]: { status } }));
    expect([answer.status, answer.body.scimType]).toEqual([400, 'invalidValue']);
  });
});

describe('replacing a user', () => {
  it('erases what the body does not have', async () => {
    const { id } = await createUser(tenant, 'ada', {
      active: true,
      userType: 'employee',
      title: 'x',
      externalId: 'e',
      phoneNumbers: [{ value: '1' }],
      [ENTERPRISE]: { department: 'R&D' },
      [SAP_USER]: { sourceSystem: 39, mailVerified: true, industry: 'i' },
      [SITE]: { badge: 1 },
    });
    const { status, body } = await put(id, userBody('ada'));
    expect(status).toBe(200);
    for (const name of ['title', 'externalId', 'phoneNumbers', ENTERPRISE, SITE])
      expect(Object.hasOwn(body, name), name).toBe(false);
    for (const name of ['sourceSystem', 'industry', 'phoneNumbers'])
      expect(body[SAP_USER]).not.toHaveProperty(name);
    expect(body).toMatchObject({ active: false, userType: 'public', schemas: [CORE_USER, SAP_USER] });
  });

  it('un-verifies the address unless the body says otherwise (recorded)', async () => {
    const verified = { [SAP_USER]: { mailVerified: true } };
    const { id } = await createUser(tenant, 'ada', verified);
    expect((await get(id))[SAP_USER]).toMatchObject({ mailVerified: true, emails: [{ verified: true }] });
    const { body } = await put(id, userBody('ada', { active: true }));
    expect(body[SAP_USER].mailVerified).toBe(false);
    expect(body[SAP_USER].emails).toEqual([{ value: 'ada@example.com', primary: true }]);
    expect((await put(id, userBody('ada', verified))).body[SAP_USER].mailVerified).toBe(true);
  });

  it('keeps what nobody can write, and what is no part of the profile', async () => {
    const { id, ...created } = await createUser(tenant, 'ada', {
      password: 'Secret-1',
      [SAP_USER]: { passwordDetails: { status: 'enabled' } },
    });
    const group = await createGroup(tenant, 'Ulm', { members: [{ value: id }] });
    tenant.advance(90);
    const { headers, body } = await put(id, userBody('ada', { id: 'other', meta: { created: 'x' } }));
    expect(body).toMatchObject({
      id,
      groups: [{ value: group.id }],
      meta: { created: created.meta.created },
    });
    expect(body[SAP_USER]).toMatchObject({
      userId: 'P000001',
      userUuid: id,
      passwordDetails: { status: 'enabled' },
    });
    expect(body.meta.version).not.toBe(created.meta.version);
    expect([headers['etag'], headers['location']]).toEqual([`"${body.meta.version}"`, body.meta.location]);
  });

  it('may show nanoseconds in its answer, and only there (recorded)', async () => {
    const { id } = await createUser(tenant, 'ada');
    tenant.advance(90.25);
    const { body } = await put(id, userBody('ada'));
    expect(body.meta.lastModified).toBe('2026-07-03T10:01:30.250000421Z');
    expect((await get(id)).meta.lastModified).toBe('2026-07-03T10:01:30Z');
  });

  it('never creates', async () => {
    const { status, body } = await put('0d6f3a44-7f0e-4f0e-9f0b-5a2f5d3c1b11', userBody('ada'));
    expect([status, body]).toEqual([
      404,
      scimError(404, 'User 0d6f3a44-7f0e-4f0e-9f0b-5a2f5d3c1b11 not found'),
    ]);
  });

  it('changes nothing when it is refused', async () => {
    const { id } = await createUser(tenant, 'ada', { title: 'x' });
    const before = await get(id);
    expect((await put(id, userBody('ada', { userType: 'boss' }))).status).toBe(400);
    expect((await put(id, 'null')).body).toEqual(
      scimError(400, 'One of the request inputs is not valid.', 'invalidValue'),
    );
    expect(await get(id)).toEqual(before);
  });
});

describe('deleting a user', () => {
  it('answers 204, then 404, and 400 for an id of another kind', async () => {
    const { id } = await createUser(tenant, 'ada');
    const group = await createGroup(tenant, 'Ulm', { members: [{ value: id }] });
    expect((await tenant.call('DELETE', `/scim/Users/${id}`)).status).toBe(204);
    expect((await tenant.call('DELETE', `/scim/Users/${id}`)).body).toEqual(
      scimError(404, `User ${id} not found`),
    );
    expect((await tenant.get(`/scim/Users/${id}`)).status).toBe(404);
    expect((await tenant.call('DELETE', '/scim/Users/P000001')).status).toBe(400);
    expect((await tenant.get(`/scim/Groups/${group.id}`)).body).not.toHaveProperty('members');
    expect((await createUser(tenant, 'ada')).userName).toBe('ada');
  });
});

describe('the manager', () => {
  it('is shown with name and reference as long as it exists', async () => {
    const boss = await createUser(tenant, 'boss', { displayName: 'Bo Lind' });
    const { id } = await createUser(tenant, 'ada', { [ENTERPRISE]: { manager: { value: boss.id } } });
    expect((await get(id))[ENTERPRISE].manager).toEqual({
      value: boss.id,
      displayName: 'Bo Lind',
      $ref: boss.meta.location,
    });
    await tenant.call('DELETE', `/scim/Users/${boss.id}`);
    expect((await get(id))[ENTERPRISE].manager).toEqual({ value: boss.id });
  });
});

describe('passwords', () => {
  it('cannot be used twice', async () => {
    const { id } = await createUser(tenant, 'ada', { password: 'Secret-1' });
    const set = (value: string) =>
      tenant.patch(`/scim/Users/${id}`, { op: 'replace', path: `${CORE_USER}:password`, value });
    expect((await set('Secret-2')).status).toBe(204);
    for (const used of ['Secret-1', 'Secret-2']) {
      const { status, body } = await set(used);
      expect([status, body]).toEqual([400, scimError(400, 'Password is already in history')]);
    }
  });
});
