/** Lists of Cloud Controller that lack what they were asked for, and what became of groups and users then. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { callContext, scimError } from '../support/context.ts';
import { members, newUser, operations, organization, required, type System, setUp } from './support.ts';

const PAGINATION = { next: null, previous: null, total_results: 1 };
const INCLUDED = { users: [], organizations: [], spaces: [] };

const without = (...names: readonly string[]) => {
  const left = { pagination: PAGINATION, resources: [], included: {} };
  return Object.fromEntries(Object.entries(left).filter(([name]) => !names.includes(name)));
};

/** A role of the provisioning user, as complete as is said. */
function ownRole(system: System, more: JsonObject = {}) {
  const data = (guid: string) => ({ data: { guid } });
  return {
    guid: 'r1',
    type: 'organization_manager',
    relationships: {
      user: data(system.cf.provisioningUser.guid),
      organization: data(organization(system)),
      space: { data: null },
    },
    ...more,
  };
}

const CALLS: Readonly<Record<string, (system: System, id: string) => Promise<unknown>>> = {
  'a read': (system, id) => system.groups.get(id, {}, callContext()),
  'a PUT': (system, id) =>
    system.groups.replace(id, { members: members(newUser(system)) }, {}, callContext()),
  'a DELETE': (system, id) => system.groups.delete(id, {}, callContext()),
};
const written = async (system: System) =>
  (await system.calls()).filter(({ method }) => method !== 'GET').map(({ path }) => path);

describe.each(Object.entries(CALLS))('%s of a group', (_, call) => {
  it.each<[string, (system: System) => object]>([
    ['no included', (system) => ({ ...without('included'), resources: [ownRole(system)] })],
    ['an empty included', (system) => ({ ...without(), resources: [ownRole(system)] })],
    ['no resources', () => without('resources')],
    ['no pagination', () => without('pagination')],
    [
      'no number of rows',
      () => ({ ...without(), pagination: { next: null, previous: null }, included: INCLUDED }),
    ],
    [
      'a text for the number of rows',
      () => ({ ...without(), pagination: { ...PAGINATION, total_results: '0' }, included: INCLUDED }),
    ],
    [
      'a number of rows below 0',
      () => ({ ...without(), pagination: { ...PAGINATION, total_results: -1 }, included: INCLUDED }),
    ],
    [
      'fewer roles than there are, and no link back',
      () => ({ ...without(), pagination: { next: null, total_results: 1 }, included: INCLUDED }),
    ],
    ['roles of nobody', (system) => ({ ...without(), resources: [ownRole(system, { relationships: {} })] })],
    ['fewer roles than there are', () => ({ ...without(), included: { users: [], organizations: [] } })],
  ])('is 502 where the list has %s: never 404, and nothing is written', async (_what, body) => {
    await using system = await setUp();
    const id = `${organization(system)} organization_manager`;
    await system.fault({ method: 'GET', path: '/v3/roles', status: 200, body: body(system), count: 9 });
    expect(await scimError(call(system, id))).toMatchObject({
      status: 502,
      message: expect.stringContaining('lacks what was asked for'),
    });
    expect(await written(system)).toEqual([]);
  });

  it('in a space is 502 where the space has no organization beside it', async () => {
    await using system = await setUp();
    const org = organization(system);
    const space = required(system.cf.spaces(org)[0]);
    const row = {
      guid: space.guid,
      name: space.name,
      relationships: { organization: { data: { guid: org } } },
    };
    await system.fault({ method: 'GET', path: '/v3/spaces/', status: 200, body: row, count: 9 });
    const error = await scimError(call(system, `${org} ${space.guid} space_auditor`));
    expect(error).toMatchObject({ status: 502, message: expect.stringContaining('included.organizations') });
    expect(await written(system)).toEqual([]);
  });
});

describe('other requests', () => {
  it.each(['/v3/organizations', '/v3/spaces', '/v3/roles'])(
    'list no groups where %s is cut',
    async (path) => {
      await using system = await setUp();
      await system.fault({ method: 'GET', path, status: 200, body: without('pagination'), count: 9 });
      expect(await scimError(system.groups.list({ startIndex: 1, count: 9 }, callContext()))).toMatchObject({
        status: 502,
        message: expect.stringContaining(`GET ${path} with 200`),
      });
    },
  );

  it('do not delete a user whose roles are not all told', async () => {
    await using system = await setUp();
    const user = newUser(system);
    await system.fault({ method: 'GET', path: '/v3/roles', status: 200, body: without(), count: 9 });
    expect(await scimError(system.users.delete(user, {}, callContext()))).toMatchObject({ status: 502 });
    expect(await written(system)).toEqual([]);
  });

  it('do not take a role for removed because the look after it was cut', async () => {
    await using system = await setUp();
    const id = `${organization(system)} organization_auditor`;
    const user = newUser(system);
    system.cf.addRole('organization_auditor', user, organization(system));
    system.cf.stallJobs();
    await system.fault({ method: 'GET', path: '/v3/roles?guids=', status: 200, body: without(), count: 9 });
    const remove = operations({ op: 'remove', path: 'members', value: members(user) });
    const error = await scimError(system.groups.patch(id, remove, {}, callContext()));
    expect(error).toMatchObject({ status: 504, message: expect.stringContaining('is not confirmed') });
  });
});
