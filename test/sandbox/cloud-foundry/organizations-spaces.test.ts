import { describe, expect, it } from 'vitest';
import { ADMIN, expectCcError, query, required, startSession } from './helpers.ts';

describe('/v3/organizations', () => {
  it('lists those where the caller has a role, in order of creation', async () => {
    const { cf, get } = await startSession({ orgs: 7 });
    const { json } = await get('/v3/organizations?order_by=created_at');
    const names = json.resources.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(cf.organizations().map(({ name }) => name)));
    expect(names).toContain('Shared: Services');
    expect(names).not.toContain('Elsewhere');
    const keys = json.resources.map(({ created_at, guid }) => created_at + guid);
    expect(keys).toEqual([...keys].sort());
    const descending = (await get('/v3/organizations?order_by=-created_at')).json.resources;
    expect(descending.map(({ name }) => name)).toEqual(names.toReversed());
  });

  it('shows name, suspension, quota, metadata and links', async () => {
    const { cf, get } = await startSession();
    const org = required(cf.organizations()[0]);
    expect((await get(`/v3/organizations/${org.guid}`)).json).toEqual({
      guid: org.guid,
      created_at: '2025-01-02T01:00:00Z',
      updated_at: '2025-01-02T01:00:00Z',
      name: org.name,
      suspended: false,
      relationships: { quota: { data: { guid: expect.any(String) } } },
      metadata: { labels: {}, annotations: {} },
      links: {
        self: { href: `${cf.url}/v3/organizations/${org.guid}` },
        domains: { href: `${cf.url}/v3/organizations/${org.guid}/domains` },
        default_domain: { href: `${cf.url}/v3/organizations/${org.guid}/domains/default` },
        quota: { href: expect.stringContaining('/v3/organization_quotas/') },
      },
    });
  });

  it('finds names ignoring case, and orders by name', async () => {
    const { cf, get } = await startSession({ orgs: 0, users: 0 });
    const guid = cf.addOrg('Zürich Büro');
    cf.addOrg('aachen');
    expect((await get(`/v3/organizations${query({ names: 'ZÜRICH BÜRO' })}`)).json.resources).toMatchObject([
      { guid },
    ]);
    const names = (await get('/v3/organizations?order_by=name')).json.resources.map(({ name }) =>
      String(name),
    );
    expect(names).toEqual([...names].sort());
  });

  it.each([
    [
      'organization_guids=x',
      "Unknown query parameter(s): 'organization_guids'. Valid parameters are: 'page', 'per_page', 'order_by', " +
        "'created_ats', 'updated_ats', 'guids', 'names', 'label_selector'",
    ],
    ['per_page=5001', 'Per page must be between 1 and 5000'],
    ['page=0', 'Page must be a positive integer'],
    ['per_page=0', 'Per page must be a positive integer'],
    ['order_by=guid', "Order by can only be: 'created_at', 'updated_at', 'name'"],
    ['include=user', "Unknown query parameter(s): 'include'."],
    ['label_selector=a+b', 'Invalid label_selector value'],
  ])('400 for %s', async (parameters, detail) => {
    const { get } = await startSession();
    const answer = await get(`/v3/organizations?${parameters}`);
    expect(expectCcError(answer, 400, 10005, 'CF-BadQueryParameter')).toContain(
      `The query parameter is invalid: ${detail}`,
    );
  });

  it.each([
    ['env=prod', 0],
    ['env', 0],
    ['env in (prod,dev)', 0],
    ['!env', 1],
    ['env!=prod', 1],
    ['env notin (prod, dev),!team', 1],
  ])('takes the label selector %s, and nothing has labels', async (selector, count) => {
    const { cf, get } = await startSession({ orgs: 1 });
    const guid = required(cf.organizations()[0]).guid;
    const { json } = await get(`/v3/organizations${query({ label_selector: selector, guids: guid })}`);
    expect(json.resources).toHaveLength(count);
  });

  it('renamed between two pages keep their place', async () => {
    const { cf, get } = await startSession({ orgs: 4 });
    const list = '/v3/organizations?order_by=created_at&per_page=2&page=2';
    const before = (await get(list)).json.resources.map(({ guid }) => guid);
    for (const { guid } of cf.organizations()) cf.renameOrg(guid, `renamed ${guid}`);
    expect((await get(list)).json.resources.map(({ guid }) => guid)).toEqual(before);
  });

  it('that are gone are 404, with their spaces and roles', async () => {
    const { cf, get } = await startSession();
    const org = required(cf.organizations()[0]).guid;
    const space = required(cf.spaces(org)[0]).guid;
    cf.removeOrg(org);
    expect(expectCcError(await get(`/v3/organizations/${org}`), 404, 10010, 'CF-ResourceNotFound')).toBe(
      'Organization not found',
    );
    expect(expectCcError(await get(`/v3/spaces/${space}`), 404, 10010, 'CF-ResourceNotFound')).toBe(
      'Space not found',
    );
    const roles = await get(`/v3/roles?organization_guids=${org}`);
    expect(roles.json.resources).toEqual([]);
    expect(cf.roles({ target: space })).toEqual([]);
  });

  it('that the caller does not see are 404', async () => {
    const { cf, get } = await startSession();
    const org = cf.addOrg('elsewhere', { managed: false });
    const space = cf.addSpace(org, 'dev');
    expect((await get(`/v3/organizations/${org}`)).status).toBe(404);
    expect((await get(`/v3/spaces/${space}`)).status).toBe(404);
  });
});

describe('/v3/spaces', () => {
  it('lists all spaces of managed organizations and those with an own role', async () => {
    const { cf, get } = await startSession({ orgs: 3, spaces: 4 });
    const { json } = await get('/v3/spaces?per_page=5000');
    const own = cf
      .roles({ user: cf.provisioningUser.guid, type: 'space_developer' })
      .map(({ target }) => target);
    const managed = cf.organizations().flatMap(({ guid }) => cf.spaces(guid).map((space) => space.guid));
    expect(json.resources.map(({ guid }) => guid).sort()).toEqual([...managed, ...own].sort());
    expect(managed).toHaveLength(12);
    expect(own).toHaveLength(1);
  });

  it('includes organizations under both names of the parameter', async () => {
    const { cf, get } = await startSession();
    const org = required(cf.organizations()[0]);
    for (const include of ['organization', 'org']) {
      const { json } = await get(`/v3/spaces?organization_guids=${org.guid}&include=${include}`);
      expect(json.resources).toHaveLength(2);
      expect(json.included.organizations).toMatchObject([{ guid: org.guid, name: org.name }]);
    }
    const space = required(cf.spaces(org.guid)[1]);
    const { json } = await get(`/v3/spaces/${space.guid}?include=organization`);
    expect(json).toMatchObject({
      guid: space.guid,
      name: space.name,
      relationships: { organization: { data: { guid: org.guid } }, quota: { data: null } },
      included: { organizations: [{ name: org.name }] },
    });
    expect((await get(`/v3/spaces/${space.guid}?include=user`)).status).toBe(400);
  });

  it('finds names ignoring case in several organizations', async () => {
    const { cf, get } = await startSession({ orgs: 3, spaces: 3 });
    const name = required(cf.spaces(required(cf.organizations()[0]).guid)[2]).name;
    const { json } = await get(`/v3/spaces${query({ names: encodeURIComponent(name.toUpperCase()) })}`);
    expect(json.resources.map((space) => space.name)).toEqual([name, name, name]);
  });

  it('shows suspension only where Cloud Controller knows it', async () => {
    const { cf, get } = await startSession();
    const path = `/v3/spaces/${required(cf.spaces(required(cf.organizations()[0]).guid)[0]).guid}`;
    expect((await get(path)).json).not.toHaveProperty('suspended');
    cf.settings.spaceSuspension = true;
    expect((await get(path)).json).toMatchObject({ suspended: false });
  });

  it('shows spaces of organizations that are not in the list, by a role in the space alone', async () => {
    const { cf, get } = await startSession();
    const org = cf.addOrg('elsewhere', { managed: false });
    const space = cf.addSpace(org, 'dev');
    cf.addRole('space_auditor', cf.provisioningUser.guid, space);
    expect((await get(`/v3/spaces/${space}`)).status).toBe(200);
    expect((await get(`/v3/organizations/${org}`)).status).toBe(404);
  });

  it('shows everything to administrators', async () => {
    const { get } = await startSession({ ...ADMIN, orgs: 2, spaces: 2 });
    expect((await get('/v3/organizations')).json.pagination.total_results).toBe(2 + 3);
    expect((await get('/v3/spaces')).json.pagination.total_results).toBe(2 * 2 + 3 * 2);
  });
});
