import { beforeEach, describe, expect, it } from 'vitest';
import { isEmailAddress } from '../../../../src/sandbox/identity-authentication-v2/write/emails.ts';
import { type Body, type Element, SAP_USER } from '../shapes.ts';
import { createUser, scimError, startTenant, type Tenant, userBody } from '../tenant.ts';

const NOW = '2026-07-03T10:00:00Z';
const [ONE, TWO, THREE] = ['one@example.com', 'two@example.com', 'three@example.com'];

let tenant: Tenant;
beforeEach(async () => {
  tenant = await startTenant();
});

const create = (emails: object[], sap: object = {}) =>
  tenant.call('POST', '/scim/Users', userBody('ada', { emails, [SAP_USER]: sap }));
const created = async (emails: object[], sap: object = {}): Promise<Body> => (await create(emails, sap)).body;
const read = async (id: string): Promise<Body> => (await tenant.get(`/scim/Users/${id}`)).body;
const flags = (emails: readonly Element[]): unknown[] => emails.map(({ value, primary }) => [value, primary]);

describe('the primary address', () => {
  it('is the only one there is', async () => {
    expect(flags((await created([{ value: ONE }])).emails)).toEqual([[ONE, true]]);
  });

  it('is the flagged one; all others are not, and it comes first in both lists', async () => {
    const { emails, [SAP_USER]: sap } = await created([
      { value: ONE },
      { value: TWO, primary: true },
      { value: THREE },
    ]);
    const expected = [
      [TWO, true],
      [ONE, false],
      [THREE, false],
    ];
    expect(flags(emails)).toEqual(expected);
    expect(flags(sap.emails)).toEqual(expected);
  });

  it('is the last of several unflagged ones in a replace (API description)', async () => {
    const { id } = await createUser(tenant, 'ada');
    const body = userBody('ada', { emails: [{ value: ONE }, { value: TWO }, { value: THREE }] });
    expect(flags((await tenant.call('PUT', `/scim/Users/${id}`, body)).body.emails)).toEqual([
      [THREE, true],
      [ONE, false],
      [TWO, false],
    ]);
    await tenant.patch(`/scim/Users/${id}`, {
      op: 'replace',
      path: 'emails',
      value: [{ value: ONE }, { value: TWO }],
    });
    expect(flags((await read(id)).emails)).toEqual([
      [TWO, true],
      [ONE, false],
    ]);
  });

  it('is the first of several unflagged ones on create', async () => {
    expect(flags((await created([{ value: ONE }, { value: TWO }])).emails)).toEqual([
      [ONE, true],
      [TWO, false],
    ]);
  });

  it('is the one that SAP’s extension flags, where the core list flags none', async () => {
    const sap = { emails: [{ value: ONE }, { value: TWO, primary: true }] };
    expect(flags((await created([{ value: ONE }, { value: TWO }], sap)).emails)).toEqual([
      [TWO, true],
      [ONE, false],
    ]);
  });

  it('cannot be two', async () => {
    const { status, body } = await create([
      { value: ONE, primary: true },
      { value: TWO, primary: true },
    ]);
    expect([status, body]).toEqual([
      400,
      scimError(400, 'One of the given emails inputs is not valid!', 'invalidValue'),
    ]);
    const sap = {
      emails: [
        { value: ONE, primary: true },
        { value: TWO, primary: true },
      ],
    };
    expect((await create([{ value: ONE }, { value: TWO }], sap)).status).toBe(400);
  });

  it('moves to a new one that is added as primary', async () => {
    const { id } = await created([{ value: ONE }, { value: TWO }]);
    await tenant.patch(`/scim/Users/${id}`, {
      op: 'add',
      path: 'emails',
      value: [{ value: THREE, primary: true }],
    });
    expect(flags((await read(id)).emails)).toEqual([
      [THREE, true],
      [ONE, false],
      [TWO, false],
    ]);
  });

  it('moves when it is removed', async () => {
    const { id } = await created([{ value: ONE }, { value: TWO }, { value: THREE }]);
    await tenant.patch(`/scim/Users/${id}`, { op: 'remove', path: `emails[value eq "${ONE}"]` });
    expect(flags((await read(id)).emails)).toEqual([
      [THREE, true],
      [TWO, false],
    ]);
  });
});

describe('verification', () => {
  it('is not mentioned unless somebody does', async () => {
    const { [SAP_USER]: sap } = await created([{ value: ONE, type: 'work' }]);
    expect([sap.mailVerified, sap.emails]).toEqual([false, [{ value: ONE, type: 'work', primary: true }]]);
  });

  it('mailVerified sets the flag of the primary address (recorded)', async () => {
    const { [SAP_USER]: sap } = await created([{ value: ONE }, { value: TWO, primary: true }], {
      mailVerified: true,
    });
    expect(sap).toMatchObject({
      mailVerified: true,
      emails: [{ value: TWO, verified: true, verifiedTime: NOW }, { value: ONE }],
    });
    expect(sap.emails[1]).not.toHaveProperty('verified');
  });

  it('of the primary address sets mailVerified', async () => {
    const emails = [
      { value: ONE, verified: true, verifiedTime: '2024-01-01T00:00:00Z' },
      { value: TWO, verified: false },
    ];
    const { [SAP_USER]: sap } = await created([{ value: ONE }, { value: TWO }], { emails });
    expect(sap).toMatchObject({
      mailVerified: true,
      emails: [{ verified: true, verifiedTime: '2024-01-01T00:00:00Z' }, { verified: false }],
    });
  });

  it('stays with an address when a PATCH changes the others', async () => {
    const { id } = await created([{ value: ONE }], { mailVerified: true });
    tenant.advance(3600);
    await tenant.patch(`/scim/Users/${id}`, {
      op: 'add',
      path: 'emails',
      value: [{ value: TWO, type: 'home' }],
    });
    expect((await read(id))[SAP_USER]).toMatchObject({
      mailVerified: true,
      emails: [
        { value: ONE, verified: true, verifiedTime: NOW },
        { value: TWO, type: 'home', primary: false },
      ],
    });
    await tenant.patch(`/scim/Users/${id}`, { op: 'replace', path: 'emails', value: [{ value: TWO }] });
    expect((await read(id))[SAP_USER].mailVerified).toBe(false);
  });

  it('can be changed by PATCH either way', async () => {
    const { id } = await created([{ value: ONE }]);
    const set = async (path: string, value: unknown): Promise<object> => {
      expect(
        (await tenant.patch(`/scim/Users/${id}`, { op: 'replace', path: `${SAP_USER}:${path}`, value }))
          .status,
      ).toBe(204);
      return (await read(id))[SAP_USER];
    };
    expect(await set('mailVerified', true)).toMatchObject({
      mailVerified: true,
      emails: [{ verified: true }],
    });
    expect(await set('mailVerified', false)).toMatchObject({
      mailVerified: false,
      emails: [{ verified: false }],
    });
    expect(await set('emails', [{ value: ONE, primary: true, verified: true }])).toMatchObject({
      mailVerified: true,
    });
  });
});

describe('the two lists', () => {
  const OUT_OF_STEP = scimError(
    400,
    'Values for attribute emails are not synchronized in different extensions.',
    'invalidValue',
  );

  it('have to have the same addresses (KBA 3583974)', async () => {
    for (const emails of [[{ value: TWO }], [{ value: ONE }, { value: TWO }]]) {
      const { status, body } = await create([{ value: ONE }], { emails });
      expect([status, body]).toEqual([400, OUT_OF_STEP]);
    }
    expect((await create([{ value: ONE }], { emails: [{ value: ONE.toUpperCase() }] })).status).toBe(201);
  });

  it('also in a PUT and in a PATCH of one of them only', async () => {
    const { id } = await created([{ value: ONE }]);
    const put = await tenant.call(
      'PUT',
      `/scim/Users/${id}`,
      userBody('ada', { emails: [{ value: ONE }], [SAP_USER]: { emails: [{ value: TWO }] } }),
    );
    expect(put.body).toEqual(OUT_OF_STEP);
    const path = `${SAP_USER}:emails`;
    expect(
      (await tenant.patch(`/scim/Users/${id}`, { op: 'replace', path, value: [{ value: TWO }] })).body,
    ).toEqual(OUT_OF_STEP);
    expect((await tenant.patch(`/scim/Users/${id}`, { op: 'remove', path })).body).toEqual(OUT_OF_STEP);
    const both = await tenant.patch(
      `/scim/Users/${id}`,
      { op: 'replace', path, value: [{ value: TWO, verified: true }] },
      { op: 'replace', path: 'emails', value: [{ value: TWO }] },
    );
    expect(both.status).toBe(204);
    expect((await read(id))[SAP_USER]).toMatchObject({ mailVerified: true, emails: [{ value: TWO }] });
  });

  it('of phone numbers likewise, primary first', async () => {
    const phoneNumbers = [
      { value: '1', type: 'home' },
      { value: '2', type: 'work', primary: true },
    ];
    const sap = { phoneNumbers: [{ value: '2', verified: true }, { value: '1' }] };
    const { body } = await tenant.call(
      'POST',
      '/scim/Users',
      userBody('ada', { phoneNumbers, [SAP_USER]: sap }),
    );
    expect(body.phoneNumbers.map(({ value }) => value)).toEqual(['2', '1']);
    expect(body[SAP_USER].phoneNumbers).toEqual([
      { value: '2', type: 'work', primary: true, verified: true },
      { value: '1', type: 'home' },
    ]);
    const wrong = userBody('bo', { phoneNumbers, [SAP_USER]: { phoneNumbers: [{ value: '3' }] } });
    expect((await tenant.call('POST', '/scim/Users', wrong)).status).toBe(400);
  });
});

describe('an address', () => {
  it.each([
    'a@example.com',
    "o'brien+it@example.org",
    'first.last@sub.example.com',
    "!#$%&'*+-/=?^_`{|}~@example.com",
    '"any thing, quoted"@example.com',
    'a@exämple.com',
  ])('%s is one', (text) => {
    expect(isEmailAddress(text)).toBe(true);
  });

  it.each([
    '',
    'a',
    '@example.com',
    'a@',
    'a@localhost',
    '.a@example.com',
    'a.@example.com',
    'a..b@example.com',
    'jörg@example.com',
    'a b@example.com',
    'a@exa mple.com',
    'a@-example.com',
    'a@example..com',
    `${'a'.repeat(250)}@example.com`,
  ])('%s is none', (text) => {
    expect(isEmailAddress(text)).toBe(false);
  });

  it('is needed in every element', async () => {
    const { status, body } = await create([{ value: ONE }, { type: 'work' }]);
    expect([status, body.detail]).toEqual([400, 'One of the given emails inputs is not valid!']);
  });
});
