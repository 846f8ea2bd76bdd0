import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../../src/scim/filter-parse.ts';
import type { JsonObject } from '../../../../src/scim/json.ts';
import { callContext, scimError } from '../../support/context.ts';
import { CUSTOM_USER, setUp } from './tenant.ts';

const PAGE = { startIndex: 1, count: 10 };
const user = (name: string, more: JsonObject = {}): JsonObject => ({
  userName: name,
  name: { familyName: 'Vale' },
  emails: [{ value: `${name}@example.com` }],
  ...more,
});

describe('users of version 1', () => {
  it('are listed page by page, each once, with the total', async () => {
    await using system = await setUp({ users: 130 });
    const pages = await Promise.all(
      [1, 101].map((startIndex) => system.users.list({ startIndex, count: 100 }, callContext())),
    );
    expect(pages.map(({ entities, total }) => [entities.length, total])).toEqual([
      [100, 130],
      [30, 130],
    ]);
    expect(new Set(pages.flatMap(({ entities }) => entities.map(({ id }) => id))).size).toBe(130);
    expect(await system.users.list({ startIndex: 1, count: 0 }, callContext())).toMatchObject({
      entities: [],
      total: 130,
    });
    const [request] = await system.requests();
    expect(request?.headers['content-type']).toBe('application/scim+json');
  });

  it.each([
    ['userName eq "x"', 'userName eq "x"'],
    ['USERNAME eq "x"', 'userName eq "x"'],
    ['emails.value eq "x@y"', 'emails eq "x@y"'],
    ['emails[0].value eq "x@y"', 'emails eq "x@y"'],
    ['emails eq "x@y" and name.familyName eq "V"', 'emails eq "x@y" and name.familyName eq "V"'],
    ['addresses[type eq "home"].country eq "DE"', 'addresses.country eq "DE"'],
    ['Addresses[TYPE eq "Home" and Country eq "DE"]', 'addresses.country eq "DE"'],
    [
      'userName eq "x" and urn:ietf:params:scim:schemas:core:2.0:User:addresses[country eq "DE" and type eq "home"]',
      'userName eq "x" and addresses.country eq "DE"',
    ],
    ['groups eq "a \\"b\\""', 'groups eq "a \\"b\\""'],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userUuid eq "u"', 'userUuid eq "u"'],
  ])('are asked for by %s as %s', async (filter, sent) => {
    await using system = await setUp({ users: 3 });
    await system.users.list({ ...PAGE, filter: parseFilter(filter) }, callContext());
    const [request] = await system.requests();
    expect(new URL(request?.path ?? '', 'http://x').searchParams.get('filter')).toBe(sent);
  });

  it.each([
    'userName sw "x"',
    'userName pr',
    'not (userName eq "x")',
    'userName eq "x" or userName eq "y"',
    'emails[type eq "work"]',
    'addresses.country eq "US"',
    'userName eq "x" and ADDRESSES.country eq "US"',
    'addresses[type eq "work"].country eq "US"',
    'addresses[country eq "US"]',
    'addresses[type eq "home"]',
    'addresses[type eq "home" or country eq "US"]',
    'addresses[type eq "home" and country sw "U"]',
    'addresses[type eq "home" and country eq null]',
    'addresses[type eq "home" and country eq "US" and locality eq "Ulm"]',
    'addresses[type eq "home" and type eq "home"]',
    'addresses[type eq "home" and locality eq "Ulm"]',
    'emails[type eq "home"].country eq "US"',
    'emails[1].value eq "x"',
    'userName[0] eq "x"',
    'displayName eq "x"',
    'active eq true',
    'userName eq null',
    'meta.lastModified gt "2024-02-14T04:42:34Z"',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq "1"',
  ])('cannot be asked for by %s: 400, and nothing is sent', async (filter) => {
    await using system = await setUp({ users: 3 });
    const error = await scimError(system.users.list({ ...PAGE, filter: parseFilter(filter) }, callContext()));
    expect(error).toMatchObject({ status: 400, scimType: 'invalidFilter' });
    expect(error.message).toContain('name.familyName');
    expect(await system.requests()).toEqual([]);
  });

  it('are not asked for by the country of just any address: version 1 means the home address (R29)', async () => {
    await using system = await setUp({ users: 100 });
    const find = (filter: string) =>
      system.users.list({ startIndex: 1, count: 100, filter: parseFilter(filter) }, callContext());
    const error = await scimError(find('addresses.country eq "US"'));
    expect(error.message).toContain('ask for addresses[type eq "home"].country eq "US"');
    const countries = ({ addresses }: JsonObject, kind: string) =>
      ((addresses ?? []) as JsonObject[]).filter(({ type }) => type === kind).map(({ country }) => country);
    const everybody = await system.users.list({ startIndex: 1, count: 100 }, callContext());
    const [user = {}] = everybody.entities.filter((candidate) => countries(candidate, 'home').length > 0);
    const [home] = countries(user, 'home');
    const living = (kind: string) =>
      everybody.entities
        .filter((candidate) => countries(candidate, kind).includes(home ?? null))
        .map(({ id }) => id);
    expect(living('work').length).toBeGreaterThan(living('home').length);
    const { entities } = await find(`addresses[type eq "home"].country eq "${home}"`);
    expect(entities.map(({ id }) => id)).toEqual(living('home'));
  });

  it('are always filtered by the property', async () => {
    await using system = await setUp({ users: 20 }, { 'scim.user.filter': 'addresses.country eq "DE"' });
    await system.users.list({ ...PAGE, filter: parseFilter('userName eq "ada"') }, callContext());
    const [request] = await system.requests();
    expect(new URL(request?.path ?? '', 'http://x').searchParams.get('filter')).toBe(
      'addresses.country eq "DE" and userName eq "ada"',
    );
  });

  it('of status "new" are read as not active, and a change of something else does not deactivate them', async () => {
    await using system = await setUp({ users: 5, newUsers: 2 });
    const { entities } = await system.users.list(PAGE, callContext());
    expect(entities.map(({ active }) => typeof active)).toEqual(Array(5).fill('boolean'));
    expect((await system.users.get('P000005', {}, callContext())).entity['active']).toBe(false);

    const change = (values: JsonObject) =>
      system.users.exclusively?.('P000005', callContext(), async ({ get, replace }) => {
        // As the default transformations would: without what only an administrator sets.
        const { passwordStatus: _, ...entity } = (await get('P000005', {}, callContext())).entity;
        return await replace('P000005', { ...entity, ...values }, {}, callContext());
      });
    await change({ displayName: 'Somebody' });
    expect((await system.requests()).at(-1)?.body).not.toHaveProperty('active');
    await change({ active: true });
    expect((await system.users.get('P000005', {}, callContext())).entity).toMatchObject({
      displayName: 'Somebody',
      active: true,
    });
  });

  it('are sent with texts and booleans as version 1 wants them', async () => {
    await using system = await setUp({ users: 0 });
    const sent = user('ada', { active: 'True', mailVerified: true, sendMail: false, sourceSystem: 39 });
    const { entity } = await system.users.create(sent, callContext());
    expect(entity).toMatchObject({ id: 'P000001', active: true, mailVerified: 'true', sourceSystem: '39' });
  });

  it('lose corporate groups and custom attributes where the body says so, and only there', async () => {
    await using system = await setUp({ users: 0 });
    const attributes = [
      { name: 'customAttribute1', value: 'a' },
      { name: 'customAttribute2', value: 'b' },
    ];
    const full = user('ada', { corporateGroups: [{ value: 'hr' }], [CUSTOM_USER]: { attributes } });
    await system.users.create(full, callContext());
    const put = async (more: JsonObject) =>
      (await system.users.replace('P000001', user('ada', more), {}, callContext())).entity;
    expect(await put({})).toMatchObject({
      corporateGroups: [{ value: 'hr' }],
      [CUSTOM_USER]: { attributes },
    });
    expect(await put({ [CUSTOM_USER]: { attributes: attributes.slice(1) } })).toMatchObject({
      [CUSTOM_USER]: { attributes: attributes.slice(1) },
    });
    // As it is read through the default transformation: assigned groups, which are no corporate groups.
    expect(await put({ corporateGroups: [{ value: 'Admins', $ref: 'https://x/Groups/1' }] })).toMatchObject({
      corporateGroups: [{ value: 'hr' }],
    });
    const emptied = await put({ corporateGroups: [], [CUSTOM_USER]: { attributes: [] } });
    expect(emptied).not.toHaveProperty('corporateGroups');
    expect(emptied).not.toHaveProperty([CUSTOM_USER]);
  });

  it('keep what a PUT leaves out, with a warning that names the attributes only', async () => {
    await using system = await setUp({ users: 0 });
    const created = await system.users.create(
      user('ada', { displayName: 'Ada', locale: 'DE' }),
      callContext(),
    );
    expect(created.warnings).toBeUndefined();
    const result = await system.users.replace('P000001', user('ada', { locale: '' }), {}, callContext());
    expect(result.entity).toMatchObject({ displayName: 'Ada', locale: 'DE' });
    expect(result.warnings).toEqual([
      'user P000001: Identity Authentication version 1 cannot clear these attributes, they keep their values: displayName, locale',
    ]);
  });

  it('have no native PATCH', async () => {
    await using system = await setUp({ users: 1 });
    expect(system.users.capabilities).toEqual({
      totals: true,
      patch: 'none',
      versions: false,
      cursors: true,
    });
    expect(await scimError(system.users.patch('P000001', {}, {}, callContext()))).toMatchObject({
      status: 501,
      message: 'Identity Authentication version 1 has no PATCH.',
    });
    expect(await system.requests()).toEqual([]);
  });

  it('are changed and deleted with If-Match: * where the property says so', async () => {
    await using system = await setUp({ users: 1 }, { 'scim.include.if.match.wildcard.header': 'true' });
    await system.users.replace('P000001', { displayName: 'x' }, {}, callContext());
    await system.users.delete('P000001', {}, callContext());
    expect((await system.requests()).map(({ headers }) => headers['if-match'])).toEqual(['*', '*']);
  });
});
