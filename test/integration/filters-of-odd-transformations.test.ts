/**
 * Filters mean what clients see. Where the read transformation shows something else than the backend has, the backend is not
 * asked what it would answer wrongly: identical sets, or a refusal.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startScim } from '../../src/sandbox/scim/index.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { type Client, initialLoad } from './support/client.ts';
import { type RunningProxy, runningProxy } from './support/proxy.ts';

const LIMIT = { 'ipsproxy.filter.residual.limit': '500' };
const CORE = [
  { sourcePath: '$', targetPath: '$' },
  { sourcePath: '$.id', targetPath: '$.id', targetVariable: 'entityIdSourceSystem' },
];

const READS: Readonly<Record<string, readonly object[]>> = {
  same: [],
  prefix: [
    {
      sourcePath: '$.displayName',
      targetPath: '$.displayName',
      optional: true,
      functions: [{ function: 'concatString', prefix: 'Pre_' }],
    },
  ],
  mapped: [
    {
      type: 'valueMapping',
      sourcePaths: ['$.locale'],
      targetPath: '$.locale',
      defaultValue: 'Other',
      valueMappings: [{ key: ['de-DE'], mappedValue: 'German' }],
    },
  ],
  default: [{ sourcePath: '$.title', targetPath: '$.title', optional: true, defaultValue: 'Engineer' }],
  conditional: [
    { condition: '$.active == false', constant: 'gone', targetPath: '$.userType' },
    { condition: "$.timezone == 'Europe/Berlin'", type: 'remove', targetPath: '$.timezone' },
    {
      condition: '$.active == false',
      sourcePath: '$.userName',
      targetPath: '$.displayName',
    },
  ],
};

interface Seen {
  readonly id: string;
  readonly displayName?: string;
  readonly locale?: string;
  readonly title?: string;
  readonly userType?: string;
  readonly timezone?: string;
  readonly meta: { readonly version?: string; readonly location: string };
  readonly groups?: readonly { readonly $ref?: string }[];
}

/** `eq` of what mostly is a copy is asked of the backend where the proxy may not look itself. */
type Case = readonly [
  read: string,
  filter: (first: Seen) => string,
  matches: (user: Seen, first: Seen) => boolean,
];

const lower = (text = '') => text.toLowerCase();

const CASES: readonly Case[] = [
  ['same', () => 'id ne null', () => true],
  ['same', () => 'id eq null', () => false],
  [
    'same',
    ({ meta }) => `meta.version eq ${JSON.stringify(meta.version)}`,
    ({ meta }, first) => meta.version === first.meta.version,
  ],
  [
    'same',
    ({ meta }) => `meta.version ne ${JSON.stringify(meta.version)}`,
    ({ meta }, first) => meta.version !== first.meta.version,
  ],
  ['same', ({ meta }) => `meta.location eq "${meta.location}"`, ({ id }, first) => id === first.id],
  ['same', ({ meta }) => `not (meta.location eq "${meta.location}")`, ({ id }, first) => id !== first.id],
  [
    'same',
    ({ groups = [] }) => `groups.$ref eq "${groups[0]?.$ref}"`,
    ({ groups = [] }, first) => groups.some(({ $ref }) => $ref === first.groups?.[0]?.$ref),
  ],
  [
    'same',
    ({ groups = [] }) => `groups[$ref eq "${groups[0]?.$ref}"]`,
    ({ groups = [] }, first) => groups.some(({ $ref }) => $ref === first.groups?.[0]?.$ref),
  ],
  [
    'prefix',
    ({ displayName = '' }) => `displayName eq "${displayName.toUpperCase()}"`,
    ({ displayName }, first) => lower(displayName) === lower(first.displayName),
  ],
  ['prefix', () => 'displayName eq null', ({ displayName }) => displayName === undefined],
  ['mapped', () => 'locale eq "GERMAN"', ({ locale }) => locale === 'German'],
  ['mapped', () => 'locale eq "OTHER"', ({ locale }) => locale === 'Other'],
  ['mapped', () => 'locale pr', () => true],
  ['default', () => 'title pr', () => true],
  ['default', () => 'title eq null', () => false],
  ['default', () => 'title eq "ENGINEER"', ({ title }) => lower(title) === 'engineer'],
  ['default', () => 'title sw "eng"', ({ title }) => lower(title).startsWith('eng')],
  ['default', () => 'title ne "x"', () => true],
  ['conditional', () => 'userType pr', ({ userType }) => userType !== undefined],
  ['conditional', () => 'userType ne "gone"', ({ userType }) => userType !== 'gone'],
  ['conditional', () => 'not (userType eq "gone")', ({ userType }) => userType !== 'gone'],
  ['conditional', () => 'displayName co "."', ({ displayName = '' }) => displayName.includes('.')],
  ['conditional', () => 'timezone eq null', ({ timezone }) => timezone === undefined],
];

/** Only where the proxy may look itself. */
const LIMITED: readonly Case[] = [
  ['conditional', () => 'userType eq "gone"', ({ userType }) => userType === 'gone'],
];

describe('filters of what the transformation makes', () => {
  let backend: Awaited<ReturnType<typeof startScim>>;
  let proxy: RunningProxy;
  beforeAll(async () => {
    backend = await startScim({ users: 60, groups: 4 });
    const { user: User, password: Password } = backend.credentials;
    const type = 'scim';
    const properties = { URL: backend.base, Authentication: 'BasicAuthentication', User, Password };
    const files: Record<string, string> = {};
    for (const [name, mappings] of Object.entries(READS)) {
      const group = { scimEntityEndpoint: 'Groups', mappings: CORE };
      const user = { scimEntityEndpoint: 'Users', mappings: [...CORE, ...mappings] };
      files[`${name}.json`] = JSON.stringify({ user, group });
    }
    const systems = Object.keys(READS).flatMap((name) => {
      const system = { type, transformations: { read: `${name}.json` } };
      return [
        { ...system, id: name, properties },
        { ...system, id: `${name}-limited`, properties: { ...properties, ...LIMIT } },
      ];
    });
    proxy = await runningProxy({ systems, files });
  });
  afterAll(async () => {
    await proxy.stop();
    await backend.close();
  });

  async function idsOf(client: Client, filter: string) {
    const { status, body } = await client.get(`/Users?count=100&filter=${encodeURIComponent(filter)}`);
    if (status !== 200) return body['scimType'];
    return (body['Resources'] as JsonObject[]).map(({ id }) => String(id)).sort();
  }

  async function wantedOf(client: Client, [, filterOf, matches]: Case) {
    const users = (await initialLoad(client, 'Users', 100)).resources as unknown as Seen[];
    const [first] = users.filter(({ groups = [] }) => groups.length > 0);
    if (first === undefined) throw new Error('nobody is in a group');
    const ids = users.filter((user) => matches(user, first)).map(({ id }) => id);
    return { filter: filterOf(first), ids: ids.sort() };
  }

  it.each([...CASES, ...LIMITED])('%s: %s, by the proxy', async (...each) => {
    const client = proxy.client(`${each[0]}-limited`);
    const { filter, ids } = await wantedOf(client, each);
    expect(await idsOf(client, filter), filter).toEqual(ids);
  });

  it.each(CASES)('%s: %s, right or refused without it', async (...each) => {
    const client = proxy.client(each[0]);
    const { filter, ids } = await wantedOf(client, each);
    const found = await idsOf(client, filter);
    if (found !== 'invalidFilter') expect(found, filter).toEqual(ids);
  });
});
