/** Changing members: what is asked for is done or the answer says what was not. */
import { describe, expect, it } from 'vitest';
import { MEMBERSHIP_ERROR } from '../../../src/connectors/membership/outcome.ts';
import type { ScimError } from '../../../src/scim/errors.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { callContext, scimError } from '../support/context.ts';
import { unusableOperations, unusableValues } from '../support/unusable-members.ts';
import {
  LANDSCAPE,
  members,
  membersOf,
  newUser,
  newUsers,
  operations,
  organization,
  readMembers,
  required,
  type System,
  setUp,
  UNKNOWN,
} from './support.ts';

interface Report {
  readonly applied: { readonly added: string[]; readonly removed: string[] };
  readonly notApplied: { readonly value: string; readonly operation: string; readonly reason: string }[];
}

function reportOf(error: ScimError): Report {
  expect(error.toBody()['schemas']).toContain(MEMBERSHIP_ERROR);
  return error.toBody()[MEMBERSHIP_ERROR] as unknown as Report;
}

const put = (system: System, id: string, ids: readonly string[], context = callContext()) =>
  system.groups.replace(id, { id, members: members(...ids) }, {}, context);
const patch = (system: System, id: string, ...list: readonly JsonObject[]) =>
  system.groups.patch(id, operations(...list), {}, callContext());

/** Who has the role, as the landscape knows it, origins and all. */
function assigned(system: System, id: string): string[] {
  const parts = id.split(' ');
  const [target, type] = [required(parts.at(-2)), parts.at(-1)];
  return system.cf
    .roles()
    .filter((role) => role.target === target && role.type === type)
    .map(({ user }) => user);
}

describe('PUT', () => {
  it('adds and removes, in 1 + ⌈k/100⌉ + k + r calls and the confirmations, and answers the group as it is', async () => {
    await using system = await setUp();
    const id = `${organization(system)} organization_auditor`;
    const before = newUsers(system, 3);
    await put(system, id, before);
    await system.reset();
    const [kept = '', ...gone] = before;
    const fresh = [newUser(system, 10), newUser(system, 11)];
    const { entity } = await put(system, id, [kept, ...fresh]);
    expect(membersOf(entity).sort()).toEqual([kept, ...fresh].sort());
    expect((await readMembers(system, id)).sort()).toEqual([kept, ...fresh].sort());
    expect(gone.some((user) => assigned(system, id).includes(user))).toBe(false);
    const calls = (await system.calls()).slice(0, -1);
    expect(calls.length).toBeLessThanOrEqual(1 + 1 + 2 + 2 + 2);
    const writes = calls.filter(({ method }) => method !== 'GET').map(({ method }) => method);
    expect(writes).toEqual(['POST', 'POST', 'DELETE', 'DELETE']);
  });

  it('that changes nothing takes one call', async () => {
    await using system = await setUp();
    const org = organization(system);
    const space = required(system.cf.spaces(org)[0]).guid;
    for (const id of [`${org} organization_user`, `${org} ${space} space_developer`]) {
      const current = await readMembers(system, id);
      await system.reset();
      await put(system, id, current);
      expect(await system.calls()).toHaveLength(1);
    }
  });

  it('without members changes none; with an empty list it removes all', async () => {
    await using system = await setUp();
    const id = `${organization(system)} organization_auditor`;
    const [one = '', two = ''] = newUsers(system, 2);
    await put(system, id, [one, two]);
    await system.groups.replace(id, { id }, {}, callContext());
    expect((await readMembers(system, id)).sort()).toEqual([one, two].sort());
    await put(system, id, []);
    expect(await readMembers(system, id)).toEqual([]);
  });

  it('that omits the provisioning user and users of other origins keeps their roles', async () => {
    await using system = await setUp();
    const org = organization(system);
    const id = `${org} organization_manager`;
    const own = new Set(system.cf.users().map((user) => user.id));
    const others = assigned(system, id).filter((user) => !own.has(user));
    expect(others).toContain(system.cf.provisioningUser.guid);
    expect(others.length).toBeGreaterThan(2);
    await put(system, id, []);
    expect(assigned(system, id).sort()).toEqual(others.sort());
    await system.groups.delete(id, {}, callContext());
    expect(assigned(system, id).sort()).toEqual(others.sort());
  });

  it('of members whom the UAA does not know with this origin is 400 before anything is written', async () => {
    await using system = await setUp();
    const id = `${organization(system)} organization_auditor`;
    const fine = newUser(system);
    const foreign = required(system.cf.users('sap.ids')[0]).id;
    for (const wrong of [UNKNOWN, foreign, fine.toUpperCase(), '__proto__', '" or id pr or id eq "', 'ü\n']) {
      await system.reset();
      const error = await scimError(put(system, id, [fine, wrong]));
      expect(error).toMatchObject({ status: 400, scimType: 'invalidValue' });
      expect(error.message).toContain(JSON.stringify(wrong));
      expect((await system.calls()).every(({ method }) => method === 'GET')).toBe(true);
    }
    expect(assigned(system, id)).not.toContain(fine);
  });

  it('of members that are no users is 400', async () => {
    await using system = await setUp();
    const id = `${organization(system)} organization_auditor`;
    for (const value of [
      { value: 'x', type: 'Group' },
      { VALUE: 'x', Type: 'group' },
    ]) {
      const error = await scimError(system.groups.replace(id, { members: [value] }, {}, callContext()));
      expect(error).toMatchObject({ status: 400, scimType: 'invalidValue' });
    }
    expect(await system.calls()).toEqual([]);
  });

  it('accepts the provisioning user where it has the role anyhow, and refuses to give it another', async () => {
    await using system = await setUp();
    const org = organization(system);
    const self = system.cf.provisioningUser.guid;
    const user = newUser(system);
    await put(system, `${org} organization_manager`, [self, user]);
    expect(assigned(system, `${org} organization_manager`)).toContain(user);
    const error = await scimError(put(system, `${org} organization_auditor`, [self]));
    expect(error).toMatchObject({ status: 400, message: expect.stringContaining('provisioning user') });
  });

  it('of a group that does not exist, or is not managed any more, removes nothing', async () => {
    await using system = await setUp();
    expect(await scimError(put(system, `${UNKNOWN} organization_user`, []))).toMatchObject({ status: 404 });
    expect(await scimError(put(system, `${UNKNOWN} ${UNKNOWN} space_developer`, []))).toMatchObject({
      status: 404,
    });
    const org = organization(system);
    const self = system.cf.provisioningUser.guid;
    const [manager] = system.cf.roles({ type: 'organization_manager', user: self, target: org });
    system.cf.removeRole(required(manager).guid);
    const before = assigned(system, `${org} organization_user`);
    const error = await scimError(put(system, `${org} organization_user`, []));
    expect(error).toMatchObject({
      status: 502,
      message: expect.stringContaining(`Org Manager in organization ${org}`),
    });
    expect(assigned(system, `${org} organization_user`)).toEqual(before);
  });
});

describe('members without a usable value (R6, R7)', () => {
  it('are refused by every write before anything is sent', async () => {
    await using system = await setUp();
    const id = `${organization(system)} organization_auditor`;
    const user = newUser(system);
    await put(system, id, [user]);
    await system.reset();
    const refused = { status: 400, scimType: 'invalidValue' };
    for (const value of unusableValues(user)) {
      const write = system.groups.replace(id, { id, members: value }, {}, callContext());
      expect(await scimError(write), JSON.stringify(value)).toMatchObject(refused);
      if (value === null) continue;
      const create = system.groups.create({ id, members: value }, callContext());
      expect(await scimError(create), JSON.stringify(value)).toMatchObject(refused);
    }
    for (const operation of unusableOperations(user)) {
      expect(await scimError(patch(system, id, operation)), JSON.stringify(operation)).toMatchObject(refused);
    }
    expect(await system.calls()).toEqual([]);
    expect(await readMembers(system, id)).toEqual([user]);
  });

  it('are not those in another spelling, nor an empty list, nor null for a group that is created', async () => {
    await using system = await setUp();
    const id = `${organization(system)} organization_auditor`;
    const [one = '', two = ''] = newUsers(system, 2);
    await system.groups.replace(id, { id, members: [{ VALUE: one }, two] }, {}, callContext());
    await system.groups.create({ id, members: null }, callContext());
    for (const op of ['add', 'remove']) await patch(system, id, { op, path: 'members', value: [] });
    expect((await readMembers(system, id)).sort()).toEqual([one, two].sort());
    await patch(system, id, { op: 'replace', path: 'members', value: [] });
    expect(await readMembers(system, id)).toEqual([]);
  });
});

describe('PUT of 300 additions and 200 removals', () => {
  async function large() {
    const system = await setUp({ landscape: { orgs: 1, spaces: 1, users: 0 } });
    const id = `${organization(system)} organization_auditor`;
    const old = newUsers(system, 200);
    for (const user of old) system.cf.addRole('organization_auditor', user, organization(system));
    const fresh = Array.from({ length: 300 }, (_, index) => newUser(system, 1_000 + index));
    return { system, id, old, fresh };
  }

  it.each([
    ['a database failure that stays', 249, { profile: 'database_failure', count: 1_000 }, 503],
    ['an internal error', 249, { profile: 'unknown_error', count: 1_000 }, 502],
    ['connections that break after the request was executed', 249, { reset: 'after', count: 1_000 }, 502],
    ['one refusal for want of a role only', 249, { status: 403, count: 1 }, 502],
    ['a failure among the removals', 350, { profile: 'unknown_error', count: 1_000 }, 502],
  ])(
    'with %s: lists exactly what was done, completes when repeated, and then takes one call',
    async (_, after, fault, status) => {
      const { system, id, old, fresh } = await large();
      await using _system = system;
      const isRole =
        after < 300 ? { method: 'POST', path: '/v3/roles' } : { method: 'DELETE', path: '/v3/roles' };
      await system.fault({ ...fault, ...isRole, after: after < 300 ? after : after - 300 });
      const error = await scimError(put(system, id, fresh));
      await system.clearFaults();
      expect(error.status).toBe(status);
      const { applied, notApplied } = reportOf(error);
      const now = new Set(assigned(system, id));
      expect(applied.added.toSorted()).toEqual(fresh.filter((user) => now.has(user)).toSorted());
      expect(applied.removed.toSorted()).toEqual(old.filter((user) => !now.has(user)).toSorted());
      expect(applied.added.length + applied.removed.length + notApplied.length).toBe(500);
      expect(
        notApplied.every(({ reason, operation }) => reason !== '' && /^(add|remove)$/.test(operation)),
      ).toBe(true);
      expect(applied.added.length).toBeGreaterThanOrEqual(240);

      await put(system, id, fresh);
      expect((await readMembers(system, id)).sort()).toEqual(fresh.toSorted());
      await system.reset();
      await put(system, id, fresh);
      expect(await system.count()).toBe(1);
    },
  );

  it('that meets the deadline stops and says what was done', async () => {
    const { system, id, fresh } = await large();
    await using _system = system;
    const { clock } = system.cf;
    system.cf.before({ method: 'POST', path: '/v3/roles', after: 100 }, () => clock.advance(55));
    const context = { ...callContext(), deadline: clock.now() + 60_000 };
    const error = await scimError(put(system, id, fresh, context));
    expect(error.status).toBe(504);
    const { applied, notApplied } = reportOf(error);
    const now = new Set(assigned(system, id));
    expect(applied.added.toSorted()).toEqual(fresh.filter((user) => now.has(user)).toSorted());
    expect(applied.added.length).toBeGreaterThan(99);
    expect(applied.added.length).toBeLessThan(120);
    expect(notApplied.filter(({ operation }) => operation === 'remove')).toHaveLength(200);
  });
});

describe('PATCH', () => {
  it('add takes ⌈k/100⌉ + k calls, remove one and the removal, and both are repeatable', async () => {
    await using system = await setUp();
    const id = `${organization(system)} organization_auditor`;
    const users = newUsers(system, 3);
    for (const _ of [1, 2]) {
      await system.reset();
      expect(await patch(system, id, { op: 'add', path: 'members', value: members(...users) })).toEqual({});
      expect(await system.calls()).toHaveLength(1 + 3);
    }
    await system.reset();
    const [one = '', two = '', three = ''] = users;
    await patch(system, id, { op: 'remove', path: `members[value eq "${one}"]` });
    expect((await system.calls()).filter(({ method }) => method === 'DELETE')).toHaveLength(1);
    expect((await readMembers(system, id)).sort()).toEqual([two, three].sort());
    await patch(system, id, { op: 'remove', path: `members[value eq "${one}"]` });
    await patch(system, id, { op: 'remove', path: 'members', value: members(two) });
    expect(await readMembers(system, id)).toEqual([three]);
    await patch(system, id, { op: 'remove', path: 'members' });
    expect(await readMembers(system, id)).toEqual([]);
  });

  it('replace, several operations and objects without a path', async () => {
    await using system = await setUp();
    const id = `${organization(system)} organization_auditor`;
    const [one = '', two = '', three = ''] = newUsers(system, 3);
    await patch(system, id, { op: 'replace', path: 'members', value: members(one, two) });
    await patch(
      system,
      id,
      {
        op: 'add',
        value: { members: members(three), displayName: `${LANDSCAPE}:acme-dev:organization_auditor` },
      },
      {
        op: 'remove',
        path: `urn:ietf:params:scim:schemas:core:2.0:Group:members[value eq "${one}" or value eq "${two}"]`,
      },
    );
    expect(await readMembers(system, id)).toEqual([three]);
    await patch(system, id, { op: 'replace', value: { members: members(one) } });
    await patch(
      system,
      id,
      { op: 'remove', path: 'members' },
      { op: 'add', path: 'members', value: members(two) },
    );
    expect(await readMembers(system, id)).toEqual([two]);
  });

  it('of anything but members is refused and changes nothing', async () => {
    await using system = await setUp();
    const id = `${organization(system)} organization_auditor`;
    const user = newUser(system);
    const add = { op: 'add', path: 'members', value: members(user) };
    const cases: [JsonObject, string][] = [
      [{ op: 'replace', path: 'displayName', value: 'other' }, 'mutability'],
      [{ op: 'remove', path: 'displayName' }, 'mutability'],
      [{ op: 'replace', value: { id: 'other' } }, 'mutability'],
      [{ op: 'replace', path: 'externalId', value: 'x' }, 'mutability'],
      [{ op: 'remove', path: 'members[display eq "x"]' }, 'invalidPath'],
      [{ op: 'replace', path: `members[value eq "${user}"]`, value: {} }, 'invalidPath'],
      [{ op: 'remove', path: 'members[' }, 'invalidPath'],
      [{ op: 'add', value: 'x' }, 'invalidValue'],
      [{ op: 'delete', path: 'members', value: members(user) }, 'invalidSyntax'],
    ];
    for (const [operation, scimType] of cases) {
      expect(await scimError(patch(system, id, add, operation))).toMatchObject({ status: 400, scimType });
    }
    expect(assigned(system, id)).not.toContain(user);
  });

  it('that names the provisioning user is refused', async () => {
    await using system = await setUp();
    const id = `${organization(system)} organization_manager`;
    const self = system.cf.provisioningUser.guid;
    for (const operation of [
      { op: 'remove', path: `members[value eq "${self}"]` },
      { op: 'add', path: 'members', value: members(self) },
    ]) {
      expect((await scimError(patch(system, id, operation))).message).toContain('provisioning user');
    }
    expect(assigned(system, id)).toContain(self);
  });

  it('does not remove users of other origins', async () => {
    await using system = await setUp();
    const id = `${organization(system)} organization_manager`;
    const own = new Set(system.cf.users().map((user) => user.id));
    const self = system.cf.provisioningUser.guid;
    const others = assigned(system, id).filter((user) => !own.has(user) && user !== self);
    await patch(system, id, { op: 'remove', path: 'members', value: members(...others) });
    expect(assigned(system, id)).toEqual(expect.arrayContaining(others));
  });

  it('of a group that does not exist is 404', async () => {
    await using system = await setUp();
    const add = { op: 'add', path: 'members', value: members(newUser(system)) };
    for (const id of [`${UNKNOWN} organization_user`, `${UNKNOWN} ${UNKNOWN} space_developer`]) {
      for (const operation of [add, { op: 'remove', path: `members[value eq "${UNKNOWN}"]` }]) {
        const error = await scimError(patch(system, id, operation));
        expect([id, operation.op, error.status]).toEqual([
          id,
          operation.op,
          operation.op === 'add' && id.includes('space') ? error.status : 404,
        ]);
        expect([404, 409]).toContain(error.status);
      }
    }
  });
});

describe('POST', () => {
  it('adds to the members that are there, and answers the group', async () => {
    await using system = await setUp();
    const id = `${organization(system)} organization_auditor`;
    const [one = '', two = ''] = newUsers(system, 2);
    await put(system, id, [one]);
    const { entity } = await system.groups.create({ id, members: members(two) }, callContext());
    expect(membersOf(entity)).toEqual([one, two]);
    expect(entity['id']).toBe(id);
    expect(await readMembers(system, id)).toEqual([one, two]);
  });

  it('without a usable id is 400, of an unknown organization 404', async () => {
    await using system = await setUp();
    for (const entity of [{}, { id: 'x' }, { id: 1 }]) {
      expect(await scimError(system.groups.create(entity, callContext()))).toMatchObject({
        status: 400,
        scimType: 'invalidValue',
      });
    }
    const unknown = system.groups.create({ id: `${UNKNOWN} organization_user` }, callContext());
    expect(await scimError(unknown)).toMatchObject({ status: 404 });
  });
});

describe('hierarchy', () => {
  function places(system: System) {
    const org = organization(system, 1);
    const space = required(system.cf.spaces(org)[0]).guid;
    return { org, group: `${org} ${space} space_developer`, organizationUser: `${org} organization_user` };
  }

  it('a space role without organization_user is 409 naming user, organization and the group to add first', async () => {
    await using system = await setUp();
    const { org, group, organizationUser } = places(system);
    const [lacking = '', fine = ''] = newUsers(system, 2);
    system.cf.addRole('organization_user', fine, org);
    const change = () => put(system, group, [lacking, fine]);
    const error = await scimError(change());
    expect(error.status).toBe(409);
    for (const text of [
      'new-0@acme.example',
      'Acme Corp: Finance, EMEA',
      `${LANDSCAPE}:Acme Corp: Finance, EMEA:organization_user`,
      organizationUser,
      'btp.cf.pm.ensure.org.user',
    ]) {
      expect(error.message).toContain(text);
    }
    const { applied, notApplied } = reportOf(error);
    expect(applied.added).toEqual([fine]);
    expect(notApplied).toMatchObject([{ value: lacking, operation: 'add' }]);
    await patch(system, organizationUser, { op: 'add', path: 'members', value: members(lacking) });
    await change();
    expect((await readMembers(system, group)).sort()).toEqual([lacking, fine].sort());
  });

  it('says the same where a PATCH adds to a space', async () => {
    await using system = await setUp();
    const { group } = places(system);
    const error = await scimError(
      patch(system, group, { op: 'add', path: 'members', value: members(newUser(system)) }),
    );
    expect(error.status).toBe(409);
    expect(error.message).toContain(`${LANDSCAPE}:Acme Corp: Finance, EMEA:organization_user`);
  });

  it('with btp.cf.pm.ensure.org.user organization_user is given first, where it is missing', async () => {
    await using system = await setUp({ properties: { 'btp.cf.pm.ensure.org.user': 'true' } });
    const { org, group, organizationUser } = places(system);
    const [lacking = '', fine = ''] = newUsers(system, 2);
    system.cf.addRole('organization_user', fine, org);
    await put(system, group, [lacking, fine]);
    expect((await readMembers(system, group)).sort()).toEqual([lacking, fine].sort());
    expect(await readMembers(system, organizationUser)).toContain(lacking);
    const posts = (await system.calls()).filter(({ method }) => method === 'POST');
    expect(posts).toHaveLength(3);
  });

  it('removing organization_user while space roles are left is 409 saying what to do first', async () => {
    await using system = await setUp();
    const { org, group, organizationUser } = places(system);
    const [busy = '', idle = ''] = newUsers(system, 2);
    for (const user of [busy, idle]) system.cf.addRole('organization_user', user, org);
    await patch(system, group, { op: 'add', path: 'members', value: members(busy) });
    const remove = { op: 'remove', path: 'members', value: members(busy, idle) };
    const error = await scimError(patch(system, organizationUser, remove));
    expect(error).toMatchObject({
      status: 409,
      message: expect.stringContaining('Acme Corp: Finance, EMEA'),
    });
    expect(reportOf(error)).toMatchObject({
      applied: { removed: [idle] },
      notApplied: [{ value: busy, operation: 'remove' }],
    });
    await patch(system, group, { op: 'remove', path: `members[value eq "${busy}"]` });
    await patch(system, organizationUser, remove);
    expect(await readMembers(system, organizationUser)).not.toContain(busy);
  });
});
