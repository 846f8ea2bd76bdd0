/** What users and groups of Cloud Foundry are refused with, word by word. */
import { describe, expect, it } from 'vitest';
import { memberIds } from '../../../src/connectors/cloud-foundry/groups/member-values.ts';
import { parseFilter } from '../../../src/scim/filter-parse.ts';
import { callContext, scimError } from '../support/context.ts';
import { members, newUser, operations, organization, setUp, UNKNOWN } from './support.ts';

const LOOK = 'Look at what the client sent, and at what the write transformation made of it.';

describe('a group', () => {
  it('has an id of a known form', async () => {
    await using system = await setUp();
    const none = {
      status: 404,
      message:
        'There is no such group: ids of role groups are "<org id> <role>" or "<org id> <space id> <role>".',
    };
    expect(await scimError(system.groups.get('x', {}, callContext()))).toMatchObject(none);
    expect(await scimError(system.groups.replace('x', {}, {}, callContext()))).toMatchObject(none);
    for (const id of [undefined, 5, 'x']) {
      const group = id === undefined ? {} : { id };
      expect(await scimError(system.groups.create(group, callContext()))).toMatchObject({
        status: 400,
        scimType: 'invalidValue',
        message:
          'A role group needs an id: send urn:sap:cloud:scim:schemas:extension:custom:2.0:Group with name "<org id> <role>" or "<org id> <space id> <role>".',
      });
    }
    expect(await system.calls()).toEqual([]);
  });

  it('is told apart where it does not exist or is not managed', async () => {
    await using system = await setUp();
    const id = `${UNKNOWN} organization_user`;
    expect(await scimError(system.groups.get(id, {}, callContext()))).toMatchObject({
      status: 404,
      message: `There is no group ${id}: organization ${UNKNOWN} does not exist, or the provisioning user is not its Org Manager.`,
    });
    const other = system.cf.addOrg('other', { managed: false });
    const self = system.cf.provisioningUser.guid;
    system.cf.addRole('organization_user', self, other);
    const unmanaged = `${other} organization_auditor`;
    const change = system.groups.replace(unmanaged, { members: members(newUser(system)) }, {}, callContext());
    expect(await scimError(change)).toMatchObject({
      status: 502,
      message: `Group ${unmanaged} cannot be changed: the provisioning user (property User) has no role Org Manager in organization ${other}. Give it this role.`,
    });
    const [space = { guid: '' }] = system.cf.spaces(organization(system));
    const elsewhere = `${organization(system, 1)} ${space.guid} space_auditor`;
    expect((await scimError(system.groups.get(elsewhere, {}, callContext()))).message).toBe(
      `There is no group ${elsewhere}: the space is not in this organization.`,
    );
  });

  it('does not have the provisioning user added or removed, and may name it where it is', async () => {
    await using system = await setUp();
    const self = system.cf.provisioningUser.guid;
    const [manager, auditor] = ['manager', 'auditor'].map(
      (role) => `${organization(system)} organization_${role}`,
    );
    const put = (id = '') => system.groups.replace(id, { members: members(self) }, {}, callContext());
    const patch = (op: string, id = '') =>
      system.groups.patch(id, operations({ op, path: 'members', value: members(self) }), {}, callContext());
    const changes = [
      () => put(auditor),
      () => patch('add', auditor),
      () => patch('add', manager),
      () => patch('remove', manager),
    ];
    for (const change of changes) {
      expect(await scimError(change())).toMatchObject({
        status: 400,
        scimType: 'invalidValue',
        message:
          'The roles of the provisioning user itself cannot be changed: the proxy would lose its own authority. Leave it out of the members. Nothing was changed.',
      });
    }
    await put(manager);
    const written = (await system.calls()).filter(
      ({ method, path }) => method !== 'GET' && path.includes(self),
    );
    expect(written).toEqual([]);
  });

  it.each([
    ['members[value eq "x"]', 'value paths with [ ] are not possible'],
    ['not (members[value eq "x"])', 'value paths with [ ] are not possible'],
    ['externalId eq "x"', 'externalId is not possible'],
    ['id pr and (displayName pr or meta.lastModified pr)', 'meta is not possible'],
    ['displayName.value eq "x"', 'displayName is not possible'],
    ['id[0] eq "x"', 'id is not possible'],
  ])('is not found by %s', async (filter, reason) => {
    await using system = await setUp();
    const query = { startIndex: 1, count: 1, filter: parseFilter(filter) };
    expect(await scimError(system.groups.list(query, callContext()))).toMatchObject({
      status: 400,
      scimType: 'invalidFilter',
      message: `Role groups of Cloud Foundry cannot be filtered so: ${reason}. Possible are displayName and id, such as displayName eq "cf-eu10:acme:organization_user"; groups have no meta.lastModified.`,
    });
  });
});

describe('a member', () => {
  it('is a user', () => {
    expect([
      ...memberIds([
        { value: 'a', type: 'User' },
        { value: 'b', TYPE: 'USER' },
        { value: 'c', type: 1 },
      ]),
    ]).toEqual(['a', 'b', 'c']);
    for (const name of ['type', 'Type']) {
      expect(() => memberIds([{ value: 'a', [name]: `Group${'x'.repeat(60)}` }])).toThrow(
        expect.objectContaining({
          status: 400,
          scimType: 'invalidValue',
          message: `The members cannot be changed: only users can be members, not "Group${'x'.repeat(45)}".`,
        }),
      );
    }
  });
});

describe('a user', () => {
  it('is one of this origin', async () => {
    await using system = await setUp();
    const none = { status: 404, message: `Origin ${system.cf.origin} has no user with this id.` };
    for (const id of [UNKNOWN, 'a b', system.cf.provisioningUser.guid]) {
      expect(await scimError(system.users.get(id, {}, callContext()))).toMatchObject(none);
    }
    expect(await scimError(system.users.delete('a b', {}, callContext()))).toMatchObject(none);
  });

  it('that is the provisioning user is not deleted', async () => {
    await using system = await setUp();
    const self = system.cf.provisioningUser.guid;
    expect(await scimError(system.users.delete(self, {}, callContext()))).toMatchObject({
      status: 403,
      message: 'The provisioning user cannot delete itself: the proxy would lose its access.',
    });
  });

  it('has no PATCH of the UAA', async () => {
    await using system = await setUp();
    const patch = async () => await system.users.patch(UNKNOWN, {}, {}, callContext());
    expect(await scimError(patch())).toMatchObject({
      status: 501,
      message: 'The UAA has no PATCH of SCIM 2.0.',
    });
  });

  it('has one e-mail address', async () => {
    await using system = await setUp();
    const create = (emails: readonly object[] | undefined) =>
      system.users.create(
        { userName: 'ada', ...(emails === undefined ? {} : { emails: JSON.parse(JSON.stringify(emails)) }) },
        callContext(),
      );
    for (const emails of [undefined, [], [{ value: ' \u200b\t' }], [{ value: 5 }], [{}]]) {
      expect(await scimError(create(emails))).toMatchObject({
        status: 400,
        scimType: 'invalidValue',
        message: `A user of the UAA needs an e-mail address: emails has to be a list with an object whose value is a text that is not blank. Nothing was sent. ${LOOK}`,
      });
    }
    const { warnings } = await create([{ value: 'a@x.example' }, { value: 'b@x.example', primary: true }]);
    expect(warnings).toContain('The UAA keeps one e-mail address: of 2 only the primary one was sent');
  });

  it.each([
    ['/Users', { error: 'access_denied' }, /with 403: access_denied\.$/],
    [
      '/Users',
      { error: 'insufficient_scope', error_description: 'No.' },
      /: No\. The provisioning user \(property User\) lacks the scope scim\.read\. It is given by SAP/,
    ],
  ])('%s that is forbidden says what is missing: %j', async (path, body, words) => {
    await using system = await setUp();
    await system.fault({ path, status: 403, body, count: 9 });
    const error = await scimError(system.users.list({ startIndex: 1, count: 1 }, callContext()));
    expect(error.message).toMatch(words);
  });
});

describe('what the provisioning user may not do', () => {
  it.each([
    ['GET', 'the scope cloud_controller.read, without which its token reads nothing'],
    ['POST', 'the role Org Manager in this organization'],
  ])('%s needs %s', async (method, role) => {
    await using system = await setUp();
    const body = { errors: [{ code: 10_003, title: 'CF-NotAuthorized', detail: 'You are not authorized.' }] };
    await system.fault({ method, path: '/v3/roles', status: 403, body, count: 9 });
    const id = `${organization(system)} organization_auditor`;
    const change = system.groups.replace(id, { members: members(newUser(system)) }, {}, callContext());
    expect((await scimError(change)).message).toContain(
      `You are not authorized. Give the provisioning user (property User) ${role}.`,
    );
  });
});
