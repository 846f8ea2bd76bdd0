import { describe, expect, it } from 'vitest';
import { createProxySystem } from '../../src/proxy/proxy-system.ts';
import type { ProxyContext, RawQuery } from '../../src/proxy/types.ts';
import { readCarrying } from '../../src/scim/carried/page.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { compileTransformation, type Transformation } from '../../src/transformation/index.ts';
import { compileDefault } from '../transformation/helpers.ts';
import { BASE_URL, memoryBackend, userSystem } from './support/backend.ts';

const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
const CUSTOM = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const user = (number: number, more: JsonObject = {}): JsonObject => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', SAP],
  id: `u-${number}`,
  userName: `user${number}`,
  active: true,
  displayName: 'Zoë',
  title: 'left out',
  name: { givenName: 'Zoë', formatted: 'left out' },
  emails: [{ value: 'z@example.com', primary: true }],
  meta: { created: '2026-01-01T00:00:00Z', version: '3' },
  [SAP]: { userUuid: `u-${number}`, status: 'active' },
  ...more,
});

const USERS = [
  user(1),
  user(2, { [ENTERPRISE]: { division: 'IAM', manager: { value: 'u-1' } }, addresses: [{ country: 'DE' }] }),
  user(3, { phoneNumbers: [{ value: '1' }], name: 'none', timezone: null }),
  user(4, { active: undefined as unknown as boolean }),
  user(5, { groups: [{ value: 'g-1', $ref: 'https://tenant/scim/Groups/g-1' }], company: 'SAP' }),
  user(1),
  user(6, { id: '' }),
  user(7, { locale: 'https://tenant/scim/Users/1' }),
];

/** A backend whose answers are read with members left out, where that is asked for. */
function system(
  users: readonly JsonObject[],
  read: Transformation = compileDefault('identity-authentication/v2', 'read'),
) {
  const asked: boolean[] = [];
  const connector = {
    ...memoryBackend(),
    looksAt: ['id', 'meta', 'groups'],
    list: async (query: { readonly carry?: Parameters<typeof readCarrying>[1] | undefined }) => {
      const bytes = Buffer.from(JSON.stringify({ Resources: users }));
      const page = query.carry === undefined ? undefined : readCarrying(bytes, query.carry, JSON.parse);
      asked.push(page !== undefined);
      const { Resources: entities } = (page?.json ?? JSON.parse(bytes.toString())) as {
        Resources: JsonObject[];
      };
      return { entities, carried: page?.carried, total: users.length };
    },
  };
  const resource = createProxySystem({
    id: 's-1',
    name: 'A system',
    type: 'memory',
    prefix: 'ias',
    properties: {},
    read,
    write: compileDefault('identity-authentication/v2', 'write'),
    connector: {
      urls: { bases: ['https://tenant/scim'], collections: { user: 'Users', group: 'Groups' } },
      entity: (type) => (type === 'user' ? connector : undefined),
      close: async () => undefined,
    },
  }).resource('Users');
  if (resource === undefined) throw new Error('no users');
  const { context, log } = userSystem({ backend: memoryBackend() });
  const list = async (query: RawQuery, more: Partial<ProxyContext> = {}) => {
    const answer = await resource.list(query, { ...context, ...more });
    const { text, body, ...others } = answer;
    return {
      isText: text !== undefined,
      others,
      body: text === undefined ? body : JSON.parse(text.toString()),
    };
  };
  return { list, asked, log };
}

const withoutTime = ({ time: _, ...line }: JsonObject) => line;

describe('a list whose answer may come as text', () => {
  it('is the same, with members that nobody has read', async () => {
    const { list, asked, log } = system(USERS);
    const body = await list({ count: '100' });
    const logged = log.splice(0);
    const text = await list({ count: '100' }, { takesText: true });
    expect(asked).toEqual([false, true]);
    expect([body.isText, text.isText]).toEqual([false, true]);
    expect(text.body).toEqual(JSON.parse(JSON.stringify(body.body)));
    expect(text.others).toEqual(body.others);
    expect(text.others.warnings).toHaveLength(2);
    expect(log.map(withoutTime)).toEqual(logged.map(withoutTime));
    expect(text.body.Resources[1]).toMatchObject({
      userName: 'user2',
      name: { givenName: 'Zoë' },
      [ENTERPRISE]: { division: 'IAM', manager: { value: 'u-1' } },
      meta: { location: `${BASE_URL}/Users/u-2` },
    });
  });

  it('has nothing in what nobody has read that is never returned', async () => {
    const hidden = user(2, { [CUSTOM]: { attributes: [{ name: 'a', value: '1' }], PassWord: 'Kanarie' } });
    const { list, asked } = system([user(1, { [CUSTOM]: { attributes: [] } }), hidden, user(3)]);
    const text = await list({}, { takesText: true });
    expect([asked, text.isText]).toEqual([[true], true]);
    expect(JSON.stringify(text.body)).not.toMatch(/Kanarie|password/i);
    expect(text.body).toEqual(JSON.parse(JSON.stringify((await list({})).body)));
    expect(text.body.Resources[1][CUSTOM]).toEqual({ attributes: [{ name: 'a', value: '1' }] });

    const copies = (...targets: string[]) =>
      compileTransformation(
        JSON.stringify({
          user: {
            mappings: [
              { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' },
              { sourcePath: '$.userName', targetPath: '$.userName' },
              { sourcePath: '$.title', targetPath: '$.title' },
              ...targets.map((targetPath) => ({ sourcePath: '$.displayName', targetPath })),
            ],
          },
        }),
        { direction: 'read' },
      );
    for (const target of ['$.PASSWORD', `$['${SAP}'].sendMail`, "$['urn:acme:X'].password"]) {
      const other = system([user(1), user(2)], copies(target));
      const shown = await other.list({}, { takesText: true });
      expect([other.asked, shown.isText], target).toEqual([[true], true]);
      expect(shown.body.Resources[1], target).toMatchObject({ userName: 'user2', title: 'left out' });
      expect(JSON.stringify(shown.body), target).not.toContain('Zo');
    }
  });

  it('has no resources where there are none', async () => {
    const { list } = system([]);
    const text = await list({}, { takesText: true });
    expect(text.isText).toBe(true);
    expect(text.body).toEqual((await list({})).body);
  });

  it.each<[string, RawQuery]>([
    ['a filter looks at members', { filter: 'displayName eq "Zoë"' }],
    ['only some attributes are wanted', { attributes: 'userName' }],
    ['some attributes are not wanted', { excludedAttributes: 'name' }],
    ['one is wanted', { count: '1' }],
  ])('is read as a whole where %s', async (_, query) => {
    const { list, asked } = system([user(1)]);
    const text = await list(query, { takesText: true });
    expect(asked).toEqual([false]);
    expect(text).toEqual(await list(query));
    expect(text.isText).toBe(false);
  });
});
