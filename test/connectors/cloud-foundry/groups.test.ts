/** Reading role groups: pages, one group, filters, and how many calls each takes. */
import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../src/scim/filter-parse.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { callContext, scimError } from '../support/context.ts';
import { LANDSCAPE, membersOf, organization, required, type System, setUp, UNKNOWN } from './support.ts';

async function allGroups(system: System, size: number): Promise<JsonObject[]> {
  const groups: JsonObject[] = [];
  for (let startIndex = 1; ; startIndex += size) {
    const page = await system.groups.list({ startIndex, count: size }, callContext());
    groups.push(...page.entities);
    if (startIndex + size > (page.total ?? 0)) return groups;
  }
}

describe('initial load', () => {
  it('reads 1,440 role groups and 5,000 users exactly once, each page within its calls', async () => {
    await using system = await setUp({ landscape: { orgs: 60, spaces: 5, users: 5_000 } });
    const { cf } = system;
    const names = new Set<unknown>();
    const ids = new Set<unknown>();
    let read = 0;
    const given = new Set<string>();
    for (let startIndex = 1; startIndex <= 1_440; startIndex += 100) {
      await system.reset();
      const { entities, total } = await system.groups.list({ startIndex, count: 100 }, callContext());
      expect(total).toBe(1_440);
      read += entities.length;
      const crosses = startIndex <= 240 && startIndex + 99 > 240;
      const cold = startIndex === 1;
      expect(await system.count()).toBeLessThanOrEqual(cold ? 4 : 2);
      expect(crosses ? 2 : 1).toBeLessThanOrEqual(await system.count());
      for (const entity of entities) {
        ids.add(entity['id']);
        names.add(entity['displayName']);
        for (const member of membersOf(entity)) given.add(`${entity['id']} ${member}`);
      }
    }
    expect([read, ids.size, names.size]).toEqual([1_440, 1_440, 1_440]);

    const own = new Set(cf.users().map(({ id }) => id));
    const orgs = new Map(cf.organizations().map(({ guid }) => [guid, cf.spaces(guid)]));
    const expected = new Set<string>();
    for (const [guid, spaces] of orgs) {
      for (const { type, user } of cf.roles({ target: guid })) {
        if (own.has(user)) expected.add(`${guid} ${type} ${user}`);
      }
      for (const space of spaces) {
        for (const { type, user } of cf.roles({ target: space.guid })) {
          if (own.has(user)) expected.add(`${guid} ${space.guid} ${type} ${user}`);
        }
      }
    }
    expect(given).toEqual(expected);

    const users = new Set<unknown>();
    for (let startIndex = 1; startIndex <= 5_000; startIndex += 100) {
      await system.reset();
      const page = await system.users.list({ startIndex, count: 100 }, callContext());
      expect(page.total).toBe(5_000);
      for (const { id } of page.entities) users.add(id);
      expect(await system.count()).toBe(1);
    }
    expect(users).toEqual(own);
  });

  it('takes 5 calls for a cold page that crosses from organizations to spaces', async () => {
    await using system = await setUp();
    await system.groups.list({ startIndex: 9, count: 100 }, callContext());
    expect(await system.calls()).toHaveLength(5);
  });

  it('takes no calls for roles where members are left out', async () => {
    await using system = await setUp();
    const page = await system.groups.list({ startIndex: 1, count: 100, omit: ['members'] }, callContext());
    expect(page.entities).toHaveLength(36);
    expect(page.entities.every((entity) => !('members' in entity))).toBe(true);
    expect(await system.calls()).toHaveLength(3);
    expect(await system.groups.list({ startIndex: 1, count: 0 }, callContext())).toEqual({
      entities: [],
      total: 36,
    });
    expect(await system.calls()).toHaveLength(3);
  });

  it('reads organizations and spaces once for many at once, and again after the cache time', async () => {
    await using system = await setUp({ properties: { 'btp.cf.pm.cache.seconds': '10' } });
    const page = () => system.groups.list({ startIndex: 1, count: 4, omit: ['members'] }, callContext());
    await Promise.all([page(), page(), page()]);
    expect(await system.calls()).toHaveLength(3);
    system.cf.clock.advance(9.9);
    await page();
    expect(await system.calls()).toHaveLength(3);
    system.cf.clock.advance(0.1);
    await page();
    expect(await system.calls()).toHaveLength(6);
  });

  it('keeps nothing with a cache time of 0', async () => {
    await using system = await setUp({ properties: { 'btp.cf.pm.cache.seconds': '0' } });
    await allGroups(system, 20);
    const calls = await system.calls();
    expect(calls.filter(({ path }) => path.startsWith('/v3/organizations'))).toHaveLength(2);
  });
});

describe('one group', () => {
  it('of an organization takes one call', async () => {
    await using system = await setUp();
    const org = organization(system);
    const id = `${org} organization_user`;
    const { entity } = await system.groups.get(id, {}, callContext());
    expect(entity).toMatchObject({ id, displayName: `${LANDSCAPE}:acme-dev:organization_user` });
    const own = new Set(system.cf.users().map((user) => user.id));
    const expected = system.cf
      .roles({ type: 'organization_user', target: org })
      .map(({ user }) => user)
      .filter((user) => own.has(user));
    expect(membersOf(entity).sort()).toEqual(expected.sort());
    expect(await system.calls()).toHaveLength(1);
  });

  it('of a space takes two calls, and one without members', async () => {
    await using system = await setUp();
    const org = organization(system, 1);
    const space = required(system.cf.spaces(org)[0]);
    const id = `${org} ${space.guid} space_developer`;
    const { entity } = await system.groups.get(id, {}, callContext());
    expect(entity['displayName']).toBe(`${LANDSCAPE}:Acme Corp: Finance, EMEA:dev:space_developer`);
    expect(await system.calls()).toHaveLength(2);
    await system.reset();
    const { entity: bare } = await system.groups.get(id, { omit: ['members'] }, callContext());
    expect(bare).toEqual({ id, displayName: entity['displayName'] });
    expect((await system.calls()).length).toBeLessThanOrEqual(2);
  });

  it('may be empty', async () => {
    await using system = await setUp();
    const org = system.cf.addOrg('empty');
    const space = system.cf.addSpace(org, 'void');
    for (const id of [`${org} organization_auditor`, `${org} ${space} space_auditor`]) {
      expect(membersOf((await system.groups.get(id, {}, callContext())).entity)).toEqual([]);
    }
  });

  it('is 404 without a call for what can be no id', async () => {
    await using system = await setUp();
    const org = organization(system);
    for (const id of [
      'x',
      '',
      `${org}`,
      `${org} organization_owner`,
      `${org} space_developer`,
      `${org} ${org} organization_user`,
      `${org}  organization_user`,
      `../${org} organization_user`,
      `${org} organization_user x y`,
      '__proto__ organization_user',
    ]) {
      expect(await scimError(system.groups.get(id, {}, callContext()))).toMatchObject({ status: 404 });
    }
    expect(await system.calls()).toEqual([]);
  });

  it('is 404 for what does not exist, and for a space of another organization', async () => {
    await using system = await setUp();
    const space = required(system.cf.spaces(organization(system))[0]).guid;
    for (const id of [
      `${UNKNOWN} organization_user`,
      `${UNKNOWN} ${UNKNOWN} space_developer`,
      `${organization(system, 1)} ${space} space_developer`,
    ]) {
      await system.reset();
      expect(await scimError(system.groups.get(id, {}, callContext()))).toMatchObject({ status: 404 });
      expect((await system.calls()).length).toBeLessThanOrEqual(2);
    }
  });
});

describe('filter', () => {
  const find = (system: System, filter: string, more: object = {}) =>
    system.groups.list({ startIndex: 1, count: 2, filter: parseFilter(filter), ...more }, callContext());

  it('by displayName takes two calls, whatever characters names have', async () => {
    await using system = await setUp({ landscape: { orgs: 20, spaces: 10, users: 5 } });
    for (const { guid, name } of system.cf.organizations()) {
      await system.reset();
      const text = `${LANDSCAPE.toUpperCase()}:${name.toUpperCase()}:Organization_User`;
      const wanted =
        name.toUpperCase().toLowerCase() === name.toLowerCase()
          ? text
          : `${LANDSCAPE}:${name}:organization_user`;
      const { entities, total } = await find(system, `displayName eq ${JSON.stringify(wanted)}`);
      expect([total, entities.map(({ id }) => id)]).toEqual([1, [`${guid} organization_user`]]);
      expect((await system.calls()).length).toBeLessThanOrEqual(2);
      for (const space of system.cf.spaces(guid).slice(0, 7)) {
        await system.reset();
        const spaceName = `${LANDSCAPE}:${name}:${space.name}:space_developer`;
        const found = await find(system, `displayName eq ${JSON.stringify(spaceName)}`);
        expect(found.entities.map(({ id }) => id)).toEqual([`${guid} ${space.guid} space_developer`]);
        expect((await system.calls()).length).toBeLessThanOrEqual(2);
      }
    }
  });

  it('by displayName finds both where odd names make two groups look the same', async () => {
    await using system = await setUp();
    const one = system.cf.addOrg('p');
    system.cf.addSpace(one, 'q:r');
    const two = system.cf.addOrg('p:q');
    system.cf.addSpace(two, 'r');
    const { total } = await find(system, `displayName eq "${LANDSCAPE}:p:q:r:space_auditor"`);
    expect(total).toBe(2);
  });

  it('by displayName takes one call where the index is known, and still finds what is new', async () => {
    await using system = await setUp();
    await system.groups.list({ startIndex: 1, count: 0 }, callContext());
    await system.reset();
    await find(system, `displayName eq "${LANDSCAPE}:acme-dev:organization_user"`);
    expect(await system.calls()).toHaveLength(1);
    const org = system.cf.addOrg('brand new');
    const { entities } = await find(system, `displayName eq "${LANDSCAPE}:brand new:organization_manager"`);
    expect(entities.map(({ id }) => id)).toEqual([`${org} organization_manager`]);
  });

  it('by displayName finds no group that has another name by now', async () => {
    await using system = await setUp();
    const { guid, name } = required(system.cf.organizations()[0]);
    await system.groups.list({ startIndex: 1, count: 1 }, callContext());
    system.cf.renameOrg(guid, 'renamed');
    const byName = async (organizationName: string) => {
      const filter = parseFilter(`displayName eq "${LANDSCAPE}:${organizationName}:organization_user"`);
      return await system.groups.list({ startIndex: 1, count: 2, filter }, callContext());
    };
    expect(await byName(name)).toEqual({ entities: [], total: 0 });
    expect((await byName('renamed')).entities).toMatchObject([{ id: `${guid} organization_user` }]);
  });

  it('by displayName finds nothing, without a call, where no group can have the name', async () => {
    await using system = await setUp();
    for (const name of [
      'x',
      'cf-us10:acme-dev:organization_user',
      `${LANDSCAPE}:acme-dev:owner`,
      `${LANDSCAPE}:`,
      `${LANDSCAPE}::organization_user`,
      `${LANDSCAPE}:acme-dev:space_developer`,
    ]) {
      expect(await find(system, `displayName eq ${JSON.stringify(name)}`)).toEqual({
        entities: [],
        total: 0,
      });
    }
    expect(await system.calls()).toEqual([]);
  });

  it('by id is as reading it, and nothing where there is none', async () => {
    await using system = await setUp();
    const id = `${organization(system)} organization_user`;
    expect((await find(system, `id eq "${id}"`)).entities).toEqual([
      (await system.groups.get(id, {}, callContext())).entity,
    ]);
    expect(await find(system, `id eq "${UNKNOWN} organization_user"`)).toEqual({ entities: [], total: 0 });
    expect(await find(system, 'id eq "nonsense"')).toEqual({ entities: [], total: 0 });
  });

  it('by parts of names and combinations is answered from the index', async () => {
    await using system = await setUp();
    const page = await find(
      system,
      `displayName sw "${LANDSCAPE}:acme-dev:" and not (displayName co "space_")`,
      { count: 3 },
    );
    expect(page.total).toBe(4);
    expect(page.entities).toHaveLength(3);
  });

  it('of anything else is 400 invalidFilter', async () => {
    await using system = await setUp();
    for (const filter of [
      'members.value eq "x"',
      'meta.lastModified gt "2024-02-14T04:42:34Z"',
      'members[value eq "x"]',
      'displayName eq "x" or externalId eq "y"',
    ]) {
      expect(await scimError(find(system, filter))).toMatchObject({ status: 400, scimType: 'invalidFilter' });
    }
  });
});

describe('scoping', () => {
  it('leaves out organizations that the provisioning user does not manage, wherever they are asked for', async () => {
    await using system = await setUp();
    const groups = await allGroups(system, 100);
    expect(groups).toHaveLength(36);
    const names = groups.map(({ displayName }) => String(displayName));
    expect(names.filter((name) => /Shared: Services|Legacy Portal|Elsewhere/.test(name))).toEqual([]);

    const member = system.cf.addOrg('Member only', { managed: false });
    const space = system.cf.addSpace(member, 'inside');
    const self = system.cf.provisioningUser.guid;
    system.cf.addRole('organization_user', self, member);
    system.cf.addRole('space_developer', self, space);
    for (const id of [
      `${member} organization_user`,
      `${member} ${space} space_developer`,
      `${member} ${space} space_manager`,
    ]) {
      expect(await scimError(system.groups.get(id, {}, callContext()))).toMatchObject({ status: 404 });
    }
    for (const name of [
      `${LANDSCAPE}:Member only:organization_user`,
      `${LANDSCAPE}:Member only:inside:space_developer`,
    ]) {
      const filter = parseFilter(`displayName eq "${name}"`);
      expect(await system.groups.list({ startIndex: 1, count: 2, filter }, callContext())).toMatchObject({
        total: 0,
      });
    }
  });

  it('hides members of other and of unknown origin, and the provisioning user', async () => {
    await using system = await setUp();
    const org = organization(system);
    const visible = membersOf(
      (await system.groups.get(`${org} organization_manager`, {}, callContext())).entity,
    );
    const own = new Set(system.cf.users().map((user) => user.id));
    expect(visible.every((user) => own.has(user))).toBe(true);
    expect(system.cf.roles({ type: 'organization_manager', target: org }).length).toBeGreaterThan(
      visible.length + 1,
    );
    expect(visible).not.toContain(system.cf.provisioningUser.guid);
  });
});
