import { describe, expect, it } from 'vitest';
import { CORE_USER, SAP_USER } from '../shapes.ts';
import { at, createUser, scimError, startTenant, userBody } from '../tenant.ts';

const conflict = (what: string): object =>
  scimError(409, `A user with the same ${what} already exists!`, 'uniqueness');

describe('identifiers of users', () => {
  it('the primary e-mail is taken, in any case (documented text)', async () => {
    const tenant = await startTenant();
    await createUser(tenant, 'ada');
    const { status, body } = await tenant.call(
      'POST',
      '/scim/Users',
      userBody('bo', { emails: [{ value: 'ADA@example.com' }] }),
    );
    expect([status, body]).toEqual([409, conflict('primary email')]);
    expect((await tenant.list('Users')).body.totalResults).toBe(1);
  });

  it('a secondary e-mail may be shared', async () => {
    const tenant = await startTenant();
    await createUser(tenant, 'ada');
    const emails = [{ value: 'bo@example.com', primary: true }, { value: 'ada@example.com' }];
    expect((await tenant.call('POST', '/scim/Users', userBody('bo', { emails }))).status).toBe(201);
  });

  it('the login name is taken, in any case', async () => {
    const tenant = await startTenant();
    await createUser(tenant, 'ada');
    const { status, body } = await tenant.call(
      'POST',
      '/scim/Users',
      userBody('ADA', { emails: [{ value: 'x@example.com' }] }),
    );
    expect([status, body]).toEqual([409, conflict('userName')]);
  });

  it('one identifier may not be another one of somebody else (documented)', async () => {
    const tenant = await startTenant();
    const ada = await createUser(tenant, 'ada');
    const post = async (body: object): Promise<unknown> =>
      (await tenant.call('POST', '/scim/Users', body)).body;
    const emails = [{ value: 'x@example.com' }];
    for (const userName of ['ada@example.com', ada.id, 'p000001']) {
      expect(await post({ userName, emails }), userName).toEqual(conflict('userName'));
    }
    expect(await post(userBody('bo', { [SAP_USER]: { userUuid: ada.id } }))).toEqual(conflict('userUuid'));
    await createUser(tenant, 'login@example.org', { emails: [{ value: 'other@example.org' }] });
    expect(await post(userBody('bo', { emails: [{ value: 'login@example.org' }] }))).toEqual(
      conflict('primary email'),
    );
  });

  it('only new values are checked on a change', async () => {
    const tenant = await startTenant();
    const ada = await createUser(tenant, 'ada');
    await createUser(tenant, 'bo');
    const path = `/scim/Users/${ada.id}`;
    expect((await tenant.call('PUT', path, userBody('ada', { title: 'x' }))).status).toBe(200);
    expect(
      (await tenant.call('PUT', path, userBody('bo', { emails: [{ value: 'ada@example.com' }] }))).body,
    ).toEqual(conflict('userName'));
    expect(
      (await tenant.patch(path, { op: 'replace', path: 'emails', value: [{ value: 'bo@example.com' }] }))
        .body,
    ).toEqual(conflict('primary email'));
    expect((await tenant.get(path)).body).toMatchObject({
      userName: 'ada',
      title: 'x',
      emails: [{ value: 'ada@example.com' }],
    });
  });

  it('a value is free again when its owner changes or goes', async () => {
    const tenant = await startTenant();
    const ada = await createUser(tenant, 'ada');
    await tenant.call('PUT', `/scim/Users/${ada.id}`, userBody('ada2'));
    const second = await createUser(tenant, 'ada');
    await tenant.call('DELETE', `/scim/Users/${second.id}`);
    expect((await tenant.call('POST', '/scim/Users', userBody('ada'))).status).toBe(201);
  });

  it('seeded users take part', async () => {
    const tenant = await startTenant({ users: 20 });
    const user = at((await tenant.list('Users', { startIndex: 7, count: 1 })).body.Resources);
    const answer = await tenant.call('POST', '/scim/Users', userBody('x', { userName: user.userName }));
    expect(answer.body).toEqual(conflict('userName'));
    const email = await tenant.call(
      'POST',
      '/scim/Users',
      userBody('x', { emails: [{ value: at(user.emails).value }] }),
    );
    expect(email.body).toEqual(conflict('primary email'));
  });
});

describe("the tenant's identifier configuration", () => {
  const bare = { schemas: [CORE_USER] };

  it('requires an e-mail by default, and nothing else', async () => {
    const tenant = await startTenant();
    const { status, body } = await tenant.call('POST', '/scim/Users', { ...bare, userName: 'ada' });
    expect([status, body.scimType, body.detail]).toEqual([
      400,
      'invalidValue',
      expect.stringContaining('emails'),
    ]);
    expect(
      (await tenant.call('POST', '/scim/Users', { ...bare, emails: [{ value: 'a@example.com' }] })).status,
    ).toBe(201);
  });

  it('can require other things', async () => {
    const tenant = await startTenant({
      identifiers: { emailRequired: false, userNameRequired: true, displayNameRequired: true },
    });
    const { status, body } = await tenant.call('POST', '/scim/Users', bare);
    expect([status, body]).toMatchObject([
      400,
      [{ detail: expect.stringContaining('userName') }, { detail: expect.stringContaining('displayName') }],
    ]);
    const created = await tenant.call('POST', '/scim/Users', {
      ...bare,
      userName: 'ada',
      displayName: 'Ada',
    });
    expect(created.status).toBe(201);
    expect(created.body).not.toHaveProperty('emails');
    expect(created.body[SAP_USER]).not.toHaveProperty('emails');
  });

  it('can allow an e-mail twice, so that one filter finds two', async () => {
    const tenant = await startTenant({ identifiers: { emailUnique: false } });
    await createUser(tenant, 'ada');
    await createUser(tenant, 'bo', { emails: [{ value: 'ada@example.com' }] });
    expect(
      (await tenant.list('Users', { filter: 'emails.value eq "ada@example.com"' })).body.totalResults,
    ).toBe(2);
  });

  it('can make display name and phone unique', async () => {
    const tenant = await startTenant({ identifiers: { displayNameUnique: true, phoneUnique: true } });
    await createUser(tenant, 'ada', { displayName: 'Ada', phoneNumbers: [{ value: '+49 1' }] });
    expect((await tenant.call('POST', '/scim/Users', userBody('bo', { displayName: 'Ada' }))).body).toEqual(
      conflict('displayName'),
    );
    expect(
      (await tenant.call('POST', '/scim/Users', userBody('bo', { phoneNumbers: [{ value: '+49 1' }] }))).body,
    ).toEqual(conflict('phone'));
    const free = await startTenant();
    await createUser(free, 'ada', { displayName: 'Ada', phoneNumbers: [{ value: '+49 1' }] });
    await createUser(free, 'bo', { displayName: 'Ada', phoneNumbers: [{ value: '+49 1' }] });
    expect((await free.list('Users', { filter: 'displayName eq "Ada"' })).body.totalResults).toBe(2);
  });
});
