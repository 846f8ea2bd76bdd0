import { afterAll, describe, expect, it } from 'vitest';
import { parseFilter } from '../../src/scim/filter-parse.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { connect } from '../connectors/identity-authentication/support.ts';
import { patchOf } from '../connectors/identity-authentication/v2/tenant.ts';
import { callContext, scimError } from '../connectors/support/context.ts';
import { startSecondServer } from './server.ts';

const SAP_USER = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const server = await startSecondServer(process.env['SCIM2_SERVER'] ?? 'scim2-server');
const system = connect(server.url);

afterAll(async () => {
  await system.connector.close();
  await server[Symbol.asyncDispose]();
});

const idOf = ({ entity }: { readonly entity: JsonObject }) => String(entity['id']);
const createUser = (userName: string, more: JsonObject = {}) =>
  system.users.create({ userName, emails: [{ value: 'x@example.com' }], ...more }, callContext());
const membersOf = async (id: string) => {
  const { entity } = await system.groups.get(id, {}, callContext());
  const members = (entity['members'] ?? []) as JsonObject[];
  return members.map(({ value }) => value).sort();
};

describe('a user', () => {
  it('is created, read, replaced, patched and deleted', async () => {
    const created = await createUser('ada', { userType: '', [ENTERPRISE]: { department: 'R&D' } });
    const id = idOf(created);
    const path = `${SAP_USER}:status`;
    await system.users.patch(id, patchOf({ op: 'add', path, value: 'active' }), {}, callContext());
    const value = { title: 'Dr.', [ENTERPRISE]: { department: 'Sales', costCenter: '1' } };
    await system.users.patch(id, patchOf({ op: 'replace', value }), {}, callContext());
    const read = await system.users.get(id, {}, callContext());
    expect(read.entity).toMatchObject({ ...value, userName: 'ada', [SAP_USER]: { status: 'active' } });

    const { version } = read;
    const replaced = { userName: 'ada', displayName: 'Ada' };
    const stale = system.users.replace(id, replaced, { ifMatch: '"none"' }, callContext());
    expect(await scimError(stale)).toMatchObject({ status: 412 });
    const { entity } = await system.users.replace(id, replaced, { ifMatch: `"${version}"` }, callContext());
    expect(entity).toMatchObject(replaced);
    expect(entity).not.toHaveProperty([ENTERPRISE]);

    await system.users.delete(id, {}, callContext());
    expect(await scimError(system.users.get(id, {}, callContext()))).toMatchObject({ status: 404 });
    expect(await scimError(system.users.delete(id, {}, callContext()))).toMatchObject({ status: 404 });
    const again = system.users.replace(id, replaced, {}, callContext());
    expect(await scimError(again)).toMatchObject({ status: 404 });
  });

  it.each(['plain', 'a+b%20&c=d#e?f', "O'Neil", '"q" \\ b\\\\s', 'ünï 😀', '(a) or [b] eq "c'])(
    'is found as %s',
    async (userName) => {
      const email = `${Buffer.from(userName).toString('hex')}@example.com`;
      const id = idOf(await createUser(userName, { emails: [{ value: email }] }));
      for (const text of [
        `userName eq ${JSON.stringify(userName)}`,
        `id eq "${id}"`,
        `emails.value eq "${email}"`,
        `emails[0].value eq "${email}"`,
      ]) {
        const query = { startIndex: 1, count: 2, filter: parseFilter(text) };
        expect(await system.users.list(query, callContext())).toMatchObject({ entities: [{ id }], total: 1 });
      }
    },
  );

  it('is refused as the server says', async () => {
    const id = idOf(await createUser('refused'));
    const path = 'emails[value eq "nobody@example.com"].type';
    const nothing = system.users.patch(
      id,
      patchOf({ op: 'replace', path, value: 'work' }),
      {},
      callContext(),
    );
    expect(await scimError(nothing)).toMatchObject({ status: 400, scimType: 'noTarget' });
    const filter = parseFilter('nothing eq "x"');
    const unknown = system.users.list({ startIndex: 1, count: 1, filter }, callContext());
    expect(await scimError(unknown)).toMatchObject({ status: 400, scimType: 'invalidFilter' });
  });
});

describe('a list', () => {
  it('has every user exactly once, page by page, and an end', async () => {
    await using pages = connect(server.url, { 'ias.user.filter': 'userName sw "page-"' });
    for (let index = 0; index < 25; index += 1) await createUser(`page-${index}`);
    const found: unknown[] = [];
    for (let startIndex = 1; startIndex <= 30; startIndex += 10) {
      const page = await pages.users.list({ startIndex, count: 10 }, callContext());
      expect(page.total).toBe(25);
      found.push(...page.entities.map(({ userName }) => userName));
    }
    expect(found).toHaveLength(25);
    expect(new Set(found).size).toBe(25);
    const none = await pages.users.list({ startIndex: 26, count: 0 }, callContext());
    expect(none).toMatchObject({ entities: [], total: 25 });
  });
});

describe('a group', () => {
  it('takes members by PUT and by PATCH, also in steps', async () => {
    await using stepwise = connect(server.url, { 'ias.patch.group.members.above.threshold': '20' });
    const users: string[] = [];
    for (let index = 0; index < 60; index += 1) users.push(idOf(await createUser(`member-${index}`)));
    users.sort();
    const members = (ids: readonly string[]) => ids.map((value) => ({ value }));
    const { groups } = stepwise;
    const id = idOf(await groups.create({ displayName: 'All & "more"' }, callContext()));
    const patch = (operation: JsonObject) => groups.patch(id, patchOf(operation), {}, callContext());

    await patch({ op: 'add', path: 'members', value: members(users) });
    expect(await membersOf(id)).toEqual(users);
    await patch({ op: 'remove', path: 'members', value: members(users.slice(0, 55)) });
    expect(await membersOf(id)).toEqual(users.slice(55));
    await patch({ op: 'add', path: 'members', value: members(users.slice(54)) });
    expect(await membersOf(id)).toEqual(users.slice(54));
    await groups.replace(id, { displayName: 'All', members: members(users.slice(0, 40)) }, {}, callContext());
    expect(await membersOf(id)).toEqual(users.slice(0, 40));
    await groups.replace(id, { displayName: 'All', members: members(users.slice(0, 2)) }, {}, callContext());
    expect(await membersOf(id)).toEqual(users.slice(0, 2));
    await patch({ op: 'remove', path: 'members' });
    expect(await membersOf(id)).toEqual([]);

    const filter = parseFilter('displayName eq "All"');
    const omit = ['members'] as const;
    const found = await groups.list({ startIndex: 1, count: 2, filter, omit }, callContext());
    expect(found).toMatchObject({ entities: [{ id }], total: 1 });
  });
});
