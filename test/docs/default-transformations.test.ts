/** What the pages say of SAP's default transformations is what a client meets. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import type { Kind } from '../integration/support/backends.ts';
import { warnings } from '../integration/support/outcome.ts';
import { startStage } from '../integration/support/stage.ts';
import { page } from './pages.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const NOT_CARRIED = /^Not carried by the write transformation, and so not stored: (.*)$/;

/** All that RFC 7643 §4.1 has, but for what refers to others. */
const EVERYTHING: JsonObject = {
  userName: 'ada',
  name: {
    formatted: 'Dr. Ada M. Vale jr',
    familyName: 'Vale',
    givenName: 'Ada',
    middleName: 'M.',
    honorificPrefix: 'Dr.',
    honorificSuffix: 'jr',
  },
  displayName: 'Ada',
  nickName: 'ad',
  profileUrl: 'https://ada.example',
  title: 'Head',
  userType: 'employee',
  preferredLanguage: 'de',
  locale: 'de',
  timezone: 'Europe/Berlin',
  externalId: 'x-1',
  active: false,
  password: 'Aa1!aaaaaa',
  emails: [{ value: 'ada@example.com', type: 'work', primary: true }],
  phoneNumbers: [{ value: '+49 1', type: 'work' }],
  ims: [{ value: 'ada', type: 'icq' }],
  photos: [{ value: 'https://ada.example/photo', type: 'photo' }],
  addresses: [{ type: 'work', country: 'DE', locality: 'Ulm' }],
  entitlements: [{ value: 'e' }],
  roles: [{ value: 'r' }],
  x509Certificates: [{ value: 'MII=' }],
  [ENTERPRISE]: { employeeNumber: '1', costCenter: 'c' },
};

async function withStage<T>(
  kind: Kind,
  work: (client: ReturnType<Stage['client']>) => Promise<T>,
): Promise<T> {
  const stage = await startStage(kind, { users: 1, groups: 1 }, { plain: {} });
  try {
    return await work(stage.client('plain'));
  } finally {
    await stage.stop();
  }
}
type Stage = Awaited<ReturnType<typeof startStage>>;

function named(section: string): string[] {
  return [...section.matchAll(/`([\w.]+)`/g)].map(([, name = '']) => name).sort();
}

describe.each(['v1', 'v2'] as const)('Identity Authentication, %s', (kind) => {
  const { text } = page('docs/identity-authentication.md');
  const [, users = '', groups = ''] = /- of users ([\s\S]*?);\n- of groups ([\s\S]*?)\.\n/.exec(text) ?? [];

  it('does not carry what the page lists', async () => {
    await withStage(kind, async (client) => {
      const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE];
      const user = await client.post('/Users', { schemas, ...EVERYTHING });
      const group = await client.post('/Groups', { displayName: 'g', externalId: 'x' });
      expect([user.status, group.status]).toEqual([201, 201]);
      expect(notCarried(warnings(user))).toEqual(named(users));
      expect(notCarried(warnings(group))).toEqual(named(groups));
    });
  });

  it('leaves active as it is where a PUT does not say, and enables with POST', async () => {
    await withStage(kind, async (client) => {
      const person = { userName: 'bo', name: { familyName: 'Vale' }, emails: [{ value: 'bo@example.com' }] };
      const enabled = await client.post('/Users', person);
      expect(enabled.body['active']).toBe(true);
      const url = `/Users/${String(enabled.body['id'])}`;
      await client.put(url, { ...person, active: false });
      expect((await client.put(url, person)).body['active']).toBe(false);
      expect((await client.put(url, { ...person, active: null })).body['active']).toBe(false);
    });
  });
});

it('Cloud Foundry carries what the page lists', async () => {
  const { text } = page('docs/cloud-foundry.md');
  const [, carried = ''] =
    /default write transformation carries ([\s\S]*?), and\s+nothing else/.exec(text) ?? [];
  await withStage('cf', async (client) => {
    const missed = new Set(notCarried(warnings(await client.post('/Users', EVERYTHING))));
    const { name, emails, active: _, ...others } = EVERYTHING;
    const all = [
      ...Object.keys(others),
      ...Object.keys(name as JsonObject).map((part) => `name.${part}`),
      'emails',
    ];
    const isMissed = (attribute: string) =>
      [...missed].some(
        (path) =>
          path === attribute || (/^[.:]/.test(path.slice(attribute.length)) && path.startsWith(attribute)),
      );
    expect(all.filter((attribute) => !isMissed(attribute)).sort()).toEqual(named(carried));
  });
});

function notCarried(lines: readonly string[]): string[] {
  return lines.flatMap((line) => NOT_CARRIED.exec(line)?.[1]?.split(', ') ?? []).sort();
}
