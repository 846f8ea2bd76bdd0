/** The connector against the stand-in, which shares no code with it. */
import { describe, expect, it } from 'vitest';
import {
  type IdentityAuthenticationOptions,
  startIdentityAuthentication,
} from '../../../../src/sandbox/identity-authentication-v2/index.ts';
import { parseFilter } from '../../../../src/scim/filter-parse.ts';
import type { JsonObject } from '../../../../src/scim/json.ts';
import { until } from '../../../support/until.ts';
import { callContext, scimError } from '../../support/context.ts';
import { connect } from '../support.ts';

const CORE_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const SAP_USER = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const CORE_GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

interface Recorded {
  readonly count: number;
  readonly requests: readonly { readonly method: string; readonly path: string; readonly status: number }[];
}

async function setUp(options: IdentityAuthenticationOptions = {}, properties: Record<string, string> = {}) {
  const tenant = await startIdentityAuthentication(options);
  const { clientId, clientSecret } = tenant.credentials;
  const system = connect(tenant.url, { User: clientId, Password: clientSecret, ...properties });
  const control = (method: string, path: string, body?: object) =>
    fetch(`${tenant.url}/__sandbox/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  return {
    ...system,
    tenant,
    fault: async (fault: object) => {
      expect((await control('POST', 'faults', fault)).ok).toBe(true);
    },
    requests: async (): Promise<Recorded> => (await control('GET', 'requests')).json() as Promise<Recorded>,
    reset: () => control('DELETE', 'requests'),
    [Symbol.asyncDispose]: async () => {
      await system.connector.close();
      await tenant.close();
    },
  };
}

function newUser(name: string, more: JsonObject = {}): JsonObject {
  return {
    schemas: [CORE_USER],
    userName: name,
    name: { familyName: 'Vale' },
    emails: [{ value: `${name.replaceAll(/\W/g, '')}@example.com`, primary: true }],
    ...more,
  };
}

describe('against the stand-in', () => {
  it('reads every user exactly once, page by page', async () => {
    await using system = await setUp({ users: 250 });
    const ids: unknown[] = [];
    for (let startIndex = 1; startIndex <= 250; startIndex += 100) {
      const page = await system.users.list({ startIndex, count: 100 }, callContext());
      expect(page.total).toBe(250);
      ids.push(...page.entities.map(({ id }) => id));
    }
    expect(new Set(ids).size).toBe(250);
    expect(ids).toHaveLength(250);
    expect((await system.requests()).count).toBe(3);
  });

  it('creates, reads, replaces, patches and deletes a user', async () => {
    await using system = await setUp();
    const created = await system.users.create(
      newUser('round-trip', {
        userType: '',
        [ENTERPRISE]: { employeeNumber: '4711' },
        [SAP_USER]: { status: '' },
      }),
      callContext(),
    );
    const id = String(created.entity['id']);
    expect(created.entity).toMatchObject({
      userName: 'round-trip',
      [ENTERPRISE]: { employeeNumber: '4711' },
    });
    expect(created.version).toBe((created.entity['meta'] as JsonObject)['version']);

    const read = await system.users.get(id, {}, callContext());
    expect(read.entity).toMatchObject({ id, userName: 'round-trip' });
    expect(read.version).toBe(created.version);

    const replaced = await system.users.replace(
      id,
      { ...newUser('round-trip'), displayName: 'Ada "Quote" \\ ü😀' },
      { ifMatch: `"${created.version}"` },
      callContext(),
    );
    expect(replaced.entity).toMatchObject({ id, displayName: 'Ada "Quote" \\ ü😀' });
    expect(replaced.version).not.toBe(created.version);

    const operations = [{ op: 'replace', path: 'displayName', value: 'Ada V.' }];
    expect(
      await system.users.patch(id, { schemas: [PATCH_OP], Operations: operations }, {}, callContext()),
    ).toEqual({});
    expect((await system.users.get(id, {}, callContext())).entity).toMatchObject({ displayName: 'Ada V.' });

    await system.users.delete(id, {}, callContext());
    for (const call of [
      system.users.get(id, {}, callContext()),
      system.users.delete(id, {}, callContext()),
      system.users.replace(id, newUser('round-trip'), {}, callContext()),
    ]) {
      expect(await scimError(call)).toMatchObject({
        status: 404,
        message: expect.stringContaining(`User ${id} not found`),
      });
    }
  });

  it.each([
    'plain',
    'a+b%20&c=d#e?f',
    "O'Neil",
    '"quoted" \\ back\\\\slash',
    'ünïcödé 😀',
    '(a) or [b] eq "c',
  ])('finds the user %s by its name, id and e-mail', async (userName) => {
    await using system = await setUp({ users: 3 });
    const { entity } = await system.users.create(newUser(userName), callContext());
    const { id } = entity;
    const [email] = entity['emails'] as JsonObject[];
    const filters = [
      `userName eq ${JSON.stringify(userName)}`,
      `id eq "${id}"`,
      `emails.value eq ${JSON.stringify(email?.['value'])}`,
      `emails[0].value eq ${JSON.stringify(email?.['value'])}`,
    ];
    for (const text of filters) {
      const query = { startIndex: 1, count: 2, filter: parseFilter(text) };
      expect(await system.users.list(query, callContext())).toMatchObject({ entities: [{ id }], total: 1 });
    }
  });

  it('tells the first e-mail from any', async () => {
    await using system = await setUp({ users: 0 });
    const emails = [
      { value: 'first@example.com', primary: true },
      { value: 'second@example.com', primary: false },
    ];
    await system.users.create(newUser('ada', { emails }), callContext());
    const found = async (text: string) =>
      (await system.users.list({ startIndex: 1, count: 2, filter: parseFilter(text) }, callContext())).total;
    expect(await found('emails[0].value eq "first@example.com"')).toBe(1);
    expect(await found('emails[0].value eq "second@example.com"')).toBe(0);
    expect(await found('emails.value eq "second@example.com"')).toBe(1);
  });

  it('reads what changed since, of users', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    await using system = await setUp({ users: 5, now: () => now });
    const filter = parseFilter('meta.lastModified gt "2026-01-01T12:00:00Z"');
    const query = { startIndex: 1, count: 100, filter };
    expect(await system.users.list(query, callContext())).toMatchObject({ total: 0 });
    now += 86_400_000;
    const { entity } = await system.users.create(newUser('late'), callContext());
    expect(await system.users.list(query, callContext())).toMatchObject({
      entities: [{ id: entity['id'] }],
      total: 1,
    });
  });

  it("joins the system's own filter", async () => {
    await using system = await setUp(
      { users: 20 },
      { 'ias.user.filter': 'userName eq "only-me" or userName eq "me-too"' },
    );
    for (const name of ['only-me', 'me-too', 'not-me'])
      await system.users.create(newUser(name), callContext());
    expect(await system.users.list({ startIndex: 1, count: 100 }, callContext())).toMatchObject({ total: 2 });
    const filter = parseFilter('userName eq "not-me"');
    expect(await system.users.list({ startIndex: 1, count: 2, filter }, callContext())).toMatchObject({
      total: 0,
    });
  });

  it('carries a group of 250 members through PUT, PATCH and GET', async () => {
    await using system = await setUp({ users: 260, groups: 0 });
    const members: JsonObject[] = [];
    for (let startIndex = 1; startIndex <= 260; startIndex += 100) {
      const { entities } = await system.users.list({ startIndex, count: 100 }, callContext());
      members.push(...entities.map(({ id = '' }) => ({ value: id })));
    }
    const group = { schemas: [CORE_GROUP], displayName: 'Everybody & "all"' };
    const { entity } = await system.groups.create(group, callContext());
    const id = String(entity['id']);
    const countMembers = async () =>
      ((await system.groups.get(id, {}, callContext())).entity['members'] as JsonObject[] | undefined)
        ?.length ?? 0;

    await system.groups.replace(id, { ...group, members: members.slice(0, 250) }, {}, callContext());
    expect(await countMembers()).toBe(250);
    const patch = (operation: JsonObject) =>
      system.groups.patch(id, { schemas: [PATCH_OP], Operations: [operation] }, {}, callContext());
    expect(await patch({ op: 'add', path: 'members', value: members.slice(250) })).toEqual({});
    expect(await countMembers()).toBe(260);
    await patch({ op: 'remove', path: `members[value eq "${members[0]?.['value']}"]` });
    expect(await countMembers()).toBe(259);

    const page = await system.groups.list({ startIndex: 1, count: 10, omit: ['members'] }, callContext());
    expect(page.entities[0]).not.toHaveProperty('members');
    const filter = parseFilter(`displayName eq ${JSON.stringify(group.displayName)}`);
    const found = await system.groups.list({ startIndex: 1, count: 2, filter }, callContext());
    expect(found).toMatchObject({ entities: [{ id }], total: 1 });
  });

  it('hands on 409, 400 and 404 with what the tenant says', async () => {
    await using system = await setUp();
    await system.users.create(newUser('ada'), callContext());
    const duplicate = await scimError(system.users.create(newUser('ada'), callContext()));
    expect(duplicate).toMatchObject({ status: 409, scimType: 'uniqueness' });
    expect(duplicate.message).toContain('userName "ada"');
    const nameless = await scimError(system.groups.create({ schemas: [CORE_GROUP] }, callContext()));
    expect(nameless).toMatchObject({ status: 400, scimType: 'invalidValue' });
    const version1 = await scimError(system.users.get('P000123', {}, callContext()));
    expect(version1).toMatchObject({ status: 404, message: expect.stringContaining('version 1') });
    expect(await scimError(system.groups.delete(UNKNOWN, {}, callContext()))).toMatchObject({ status: 404 });
  });

  it('does not lock the client id with a wrong secret', async () => {
    await using system = await setUp({}, { Password: 'wrong' });
    const calls = Array.from({ length: 50 }, () =>
      scimError(system.users.list({ startIndex: 1, count: 1 }, callContext())),
    );
    for (const error of await Promise.all(calls)) {
      expect(error).toMatchObject({ status: 502, message: expect.stringContaining('User and Password') });
    }
    const { count, requests } = await system.requests();
    expect({ count, status: requests[0]?.status }).toEqual({ count: 1, status: 401 });
  });

  it('says which role is missing', async () => {
    await using system = await setUp({ roles: ['Read Users'] });
    await system.users.list({ startIndex: 1, count: 1 }, callContext());
    const error = await scimError(system.users.create(newUser('ada'), callContext()));
    expect(error).toMatchObject({ status: 502, message: expect.stringContaining('"Manage Users"') });
  });

  it('answers 429 when the tenant is over its limit', async () => {
    await using system = await setUp();
    await system.fault({ count: 1, status: 429, retryAfter: 47 });
    const error = await scimError(system.users.list({ startIndex: 1, count: 1 }, callContext()));
    expect(error).toMatchObject({ status: 429, retryAfter: 47 });
  });

  it.each<[string, object, number, string]>([
    ['a 503', { status: 503 }, 502, 'answered POST /scim/Users with 503'],
  ])('does not repeat a create after %s, and says what is known', async (_, fault, status, text) => {
    await using system = await setUp({ users: 1 });
    await system.users.list({ startIndex: 1, count: 1 }, callContext());
    await system.reset();
    await system.fault({ count: 1, method: 'POST', ...fault });
    const error = await scimError(system.users.create(newUser('ada'), callContext()));
    expect(error).toMatchObject({ status, message: expect.stringContaining(text) });
    expect((await system.requests()).count).toBe(1);
  });

  it('ends a slow call at the deadline', async () => {
    await using system = await setUp({ users: 1 });
    await system.users.list({ startIndex: 1, count: 1 }, callContext());
    await system.fault({ count: 1, delayMs: 3_600_000 });
    await system.reset();
    const context = callContext();
    const call = scimError(system.users.list({ startIndex: 1, count: 1 }, context));
    await until(async () => (await system.requests()).count === 1);
    context.abort(new DOMException('The operation timed out.', 'TimeoutError'));
    expect(await call).toMatchObject({ status: 504 });
    await until(() => context.logged.length === 1);
  });
});
