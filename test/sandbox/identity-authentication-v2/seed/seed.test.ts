import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { seedGroup, seedMembers } from '../../../../src/sandbox/identity-authentication-v2/seed/groups.ts';
import { seedUser, seedUserOutline } from '../../../../src/sandbox/identity-authentication-v2/seed/users.ts';
import { idOf } from '../../../../src/sandbox/identity-authentication-v2/store/ids.ts';
import { isEmailAddress } from '../../../../src/sandbox/identity-authentication-v2/write/emails.ts';
import { personOf } from '../../../../src/sandbox/kit/people.ts';
import { material } from '../../../support/material.ts';
import { fc, reaching } from '../../../support/property.ts';
import { type Body, CORE_USER, CUSTOM_GROUP, ENTERPRISE, type Resource, SAP_USER } from '../shapes.ts';
import { at, startTenant, type Tenant } from '../tenant.ts';

const range = (length: number): number[] => Array.from({ length }, (_, index) => index);

async function everything(tenant: Tenant, endpoint: 'Users' | 'Groups'): Promise<Resource[]> {
  const all: Resource[] = [];
  for (let startId = 'initial'; startId !== 'end'; ) {
    const { body } = await tenant.list(endpoint, { startId });
    all.push(...body.Resources);
    startId = body.nextId;
  }
  return all;
}

describe('how many there are', () => {
  it.each([
    [{ users: 0, groups: 0 }, 0, 0],
    [{ users: 1, groups: 1 }, 1, 1],
    [{ users: 123, groups: 45 }, 123, 45],
    [{ users: undefined, groups: undefined }, 50, 10],
  ])('%j', async (options, users, groups) => {
    const tenant = await startTenant(options);
    expect((await tenant.list('Users', { count: 0 })).body.totalResults).toBe(users);
    expect((await tenant.list('Groups', { count: 0 })).body.totalResults).toBe(groups);
    expect((await everything(tenant, 'Users')).length).toBe(users);
    expect((await everything(tenant, 'Groups')).length).toBe(groups);
  });

  it('a group can have an exact number of members, at most all users', async () => {
    for (const [membersPerGroup, expected] of [
      [0, 0],
      [7, 7],
      [99, 20],
    ]) {
      const tenant = await startTenant({ users: 20, groups: 5, membersPerGroup });
      for (const group of await everything(tenant, 'Groups'))
        expect((group.members ?? []).length).toBe(expected);
    }
  });
});

describe('the same seed', () => {
  it('gives the same tenant, with the same ids for what is created', async () => {
    const [one, other] = [
      await startTenant({ users: 30, groups: 8 }),
      await startTenant({ users: 30, groups: 8 }),
    ];
    const body = { userName: 'new', emails: [{ value: 'new@example.com' }] };
    const ids = await Promise.all(
      [one, other].map(async (tenant) => (await tenant.call('POST', '/scim/Users', body)).body.id),
    );
    expect(ids[0]).toBe(ids[1]);
    for (const endpoint of ['Users', 'Groups'] as const) {
      const [first, second] = await Promise.all(
        [one, other].map(async (tenant) =>
          JSON.stringify(await everything(tenant, endpoint)).replaceAll(tenant.standIn.url, ''),
        ),
      );
      expect(first).toBe(second);
    }
  });

  it('gives the same user whatever the number of users; another seed another one', async () => {
    const few = await everything(await startTenant({ users: 3 }), 'Users');
    const ids = new Set((await everything(await startTenant({ users: 60 }), 'Users')).map(({ id }) => id));
    expect([few.length, few.every(({ id }) => ids.has(id))]).toEqual([3, true]);
    const others = await everything(await startTenant({ users: 3, seed: 2 }), 'Users');
    expect(others).toHaveLength(3);
    expect(others.some(({ id }) => ids.has(id))).toBe(false);
  });

  it('does not look at the time of day', () => {
    fc.assert(
      fc.property(fc.nat({ max: 100_000 }), (index) => {
        expect(seedUser(1, index)).toEqual(seedUser(1, index));
        expect(seedGroup(1, index)).toEqual(seedGroup(1, index));
      }),
    );
  });
});

describe('a hundred thousand users', () => {
  it('have different ids, login names and addresses, which are valid', () => {
    const seen = new Set<unknown>();
    for (const index of range(100_000)) {
      const { id, userName, emails } = seedUserOutline(1, index) as Body;
      for (const value of [id, userName, ...emails.map((email) => email.value)]) seen.add(value);
      if (!/^[a-z'-]+\.[a-z'-]+\d*$/.test(userName) || !emails.every(({ value }) => isEmailAddress(value))) {
        throw new Error(`${userName} ${JSON.stringify(emails)}`);
      }
    }
    const addresses = range(100_000).reduce(
      (sum, index) => sum + 1 + (index % 4 === 1 ? 1 : 0) + (index % 12 === 5 ? 1 : 0),
      0,
    );
    expect(seen.size).toBe(200_000 + addresses);
  });

  it('start and answer without being made all at once', async () => {
    const tenant = await startTenant({ users: 100_000, groups: 2 });
    const { body } = await tenant.list('Users', { startIndex: 99_999 });
    expect([body.totalResults, body.Resources.length]).toEqual([100_000, 2]);
    const { userName } = at(body.Resources, 1);
    expect((await tenant.list('Users', { filter: `userName eq "${userName}"` })).body.totalResults).toBe(1);
  });

  it('the outline says what the whole user says', () => {
    fc.assert(
      fc.property(fc.nat({ max: 100_000 }), (index) => {
        const user = seedUser(3, index) as Body;
        const { [SAP_USER]: outlineSap, ...outline } = seedUserOutline(3, index) as Body;
        expect(user[SAP_USER]).toMatchObject(outlineSap);
        expect(user[SAP_USER].userUuid).toBe(user.id);
        for (const [name, value] of Object.entries(outline)) expect(user[name], name).toEqual(value);
      }),
    );
  });
});

describe('seeded users', () => {
  it('come from many places', () => {
    const people = range(200).map(personOf);
    const text = people.map(({ given, family }) => given + family).join('');
    for (const script of [
      /\p{Script=Cyrillic}/u,
      /\p{Script=Greek}/u,
      /\p{Script=Han}/u,
      /\p{Script=Arabic}/u,
      /\p{Script=Devanagari}/u,
      /[äöüß]/,
      /'/,
    ]) {
      expect(text).toMatch(script);
    }
    expect(people.some(({ login }) => login.includes("'"))).toBe(true);
  });

  it('are rich, consistent, and have what SAP’s default read transformation needs', async () => {
    const users = await everything(await startTenant({ users: 400, groups: 20 }), 'Users');
    expect(users).toHaveLength(400);
    const byId = new Map(users.map((user) => [user.id, user]));
    for (const user of users) {
      const sap = user[SAP_USER];
      expect(user.schemas).toContain(CORE_USER);
      expect(user.schemas.toSorted()).toEqual(
        [CORE_USER, ...Object.keys(user).filter((name) => name.startsWith('urn:'))].toSorted(),
      );
      expect(user.active).toBe(sap.status === 'active');
      expect(sap.userUuid).toBe(user.id);
      expect(sap.userId).toMatch(/^P\d{6}$/);
      expect(user.emails[0]?.primary).toBe(true);
      expect(user.emails.filter(({ primary }) => primary).length).toBe(1);
      expect(sap.emails.map(({ value }) => value)).toEqual(user.emails.map(({ value }) => value));
      expect(sap.mailVerified).toBe(sap.emails[0]?.verified);
      expect(user.displayName).not.toMatch(/[<>:]/);
      expect(user.meta['groups.cnt']).toBe((user.groups ?? []).length);
      expect(Date.parse(user.meta.created)).toBeLessThanOrEqual(Date.parse(user.meta.lastModified));
      const { manager } = user[ENTERPRISE];
      if (manager !== undefined) {
        expect(byId.get(manager.value)?.displayName).toBe(manager.displayName);
        expect(manager.value).not.toBe(user.id);
      }
    }
    const some = (test: (user: Resource) => boolean): boolean => users.some(test) && !users.every(test);
    expect(some(({ emails }) => emails.length > 1)).toBe(true);
    expect(some(({ addresses }) => addresses.length > 1)).toBe(true);
    expect(some(({ phoneNumbers }) => phoneNumbers !== undefined)).toBe(true);
    expect(some(({ active }) => active)).toBe(true);
    expect(some(({ groups }) => groups !== undefined)).toBe(true);
    expect(some(({ externalId }) => externalId !== undefined)).toBe(true);
    expect(some(({ meta }) => meta.version !== undefined)).toBe(true);
    expect(users.filter((user) => user[ENTERPRISE].manager === undefined).length).toBe(1);
  });

  it('can all be written back as they are', async () => {
    const tenant = await startTenant({ users: 120 });
    const users = await everything(tenant, 'Users');
    expect(users).toHaveLength(120);
    for (const user of users) {
      const { body, status } = await tenant.call('PUT', `/scim/Users/${user.id}`, user);
      expect([status, { ...body, meta: 0 }]).toEqual([200, { ...user, meta: 0 }]);
    }
  });
});

describe('seeded groups', () => {
  it('have different names, real members, and now and then a group inside', async () => {
    const tenant = await startTenant({ users: 100, groups: 100 });
    const groups = await everything(tenant, 'Groups');
    const users = new Set((await everything(tenant, 'Users')).map(({ id }) => id));
    const ids = new Set(groups.map(({ id }) => id));
    expect([users.size, ids.size]).toEqual([100, 100]);
    expect(new Set(groups.map(({ displayName }) => displayName)).size).toBe(100);
    expect(new Set(groups.map((group) => group[CUSTOM_GROUP].name.toLowerCase())).size).toBe(100);
    for (const { members } of groups) {
      for (const { value, type } of members) expect((type === 'User' ? users : ids).has(value)).toBe(true);
    }
    expect(groups.some(({ members }) => members.some(({ type }) => type === 'Group'))).toBe(true);
    expect(groups.some(({ meta }) => /^\d+$/.test(meta.version))).toBe(true);
  });

  it('have other ids than users, and members within the users there are', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.nat({ max: 1000 }),
        fc.nat({ max: 50 }),
        reaching((seed, index, users) => {
          expect(idOf('Group', seed, index)).not.toBe(idOf('User', seed, index));
          const known = new Set(range(users).map((each) => idOf('User', seed, each)));
          const members = [...seedMembers(seed, index, users, undefined)].filter(
            ([, kind]) => kind === 'User',
          );
          expect(members.every(([id]) => known.has(id))).toBe(true);
          return members.length > 0;
        }),
      ),
    );
  });
});

/** SAP's own, as it publishes it. */
const PUBLISHED = material('conformance/transformations/identity-authentication.v2.read.json');

interface Mapping {
  readonly sourcePath?: string;
  readonly targetPath?: string;
  readonly optional?: boolean;
  readonly ignore?: boolean;
}

type Transformation = Record<'user' | 'group', { readonly mappings: readonly Mapping[] }>;

/** `$.a.b`, `$['a']['b']`, `$.a[0].b`, `$.a[*].b` → the values there. */
function read(document: object, path: string): unknown[] {
  let values: unknown[] = [document];
  for (const [, name, quoted, index] of path.matchAll(/\.([A-Za-z]+)|\['([^']+)'\]|\[(\d+|\*)\]/g)) {
    values = values.flatMap((value) => {
      if (index === '*') return Array.isArray(value) ? value : [];
      const next = Object.entries(value ?? {}).find(([key]) => key === (name ?? quoted ?? index));
      return next === undefined ? [] : [next[1]];
    });
  }
  return values;
}

/** Every seeded entity has what the transformation does not go without. */
function findsWhatIsMandatory(file: string): void {
  it.each([
    ['user', 'Users'],
    ['group', 'Groups'],
  ] as const)('finds every mandatory value in every seeded %s', async (type, endpoint) => {
    const transformation = parse(readFileSync(file, 'utf8')) as Transformation;
    const mandatory = transformation[type].mappings
      .filter(
        ({ sourcePath, optional, ignore, targetPath }) => sourcePath && targetPath && !optional && !ignore,
      )
      .map(({ sourcePath }) => sourcePath ?? '');
    expect(mandatory.length).toBeGreaterThan(3);
    for (const resource of await everything(await startTenant({ users: 300, groups: 60 }), endpoint)) {
      for (const path of mandatory) expect(read(resource, path), `${path} of ${resource.id}`).not.toEqual([]);
    }
  });
}

describe('the default read transformation', () => {
  findsWhatIsMandatory(
    fileURLToPath(
      new URL('../../../../transformations/identity-authentication/v2/read.json', import.meta.url),
    ),
  );
});

PUBLISHED.describe("SAP's default read transformation", () => findsWhatIsMandatory(PUBLISHED.path));
