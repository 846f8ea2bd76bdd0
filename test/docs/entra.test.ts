/** What docs/entra.md says of attributes is what a client with Entra's mappings meets, and its mappings carry more. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import type { Kind } from '../integration/support/backends.ts';
import { PATCH_OP } from '../integration/support/client.ts';
import { warnings } from '../integration/support/outcome.ts';
import { type SystemSetup, startStage } from '../integration/support/stage.ts';
import { defaultTransformation } from '../integration/support/transformations.ts';
import { blocksOf, page } from './pages.ts';

const entra = page('docs/entra.md');
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const WORK = 'emails[type eq "work"].value';

/** As Entra's usual mappings make it; one e-mail address, as version 1 has no more. */
const user = (manager: string): JsonObject => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE],
  userName: 'ada@contoso.example',
  active: false,
  displayName: 'Ada Vale',
  title: 'Head',
  preferredLanguage: 'en-US',
  externalId: 'ada',
  name: { givenName: 'Ada', familyName: 'Vale', formatted: 'Ada Vale' },
  emails: [{ primary: true, type: 'work', value: 'ada@contoso.example' }],
  addresses: [
    {
      type: 'work',
      formatted: 'Main Street 1',
      streetAddress: 'Main Street 1',
      locality: 'Ulm',
      region: 'BW',
      postalCode: '89073',
      country: 'DE',
    },
  ],
  phoneNumbers: [
    { type: 'work', value: '+49 1' },
    { type: 'mobile', value: '+49 2' },
    { type: 'fax', value: '+49 3' },
  ],
  [ENTERPRISE]: { employeeNumber: '7', department: 'Sales', manager: { value: manager } },
});
/** Names in warnings by those of the rows. */
const NAMES: Readonly<Record<string, string>> = {
  [WORK]: 'emails.type',
  'addresses[type eq "work"]': 'addresses',
  'phoneNumbers[type eq "work"].value': 'phoneNumbers',
  employeeNumber: `${ENTERPRISE}:employeeNumber`,
  department: `${ENTERPRISE}:department`,
  manager: `${ENTERPRISE}:manager`,
};

const rows = [...entra.text.matchAll(/^\| `([^`]+)`(?!.*of a group)[^|]*\| ([^|]+) \| ([^|]+) \|$/gm)].map(
  ([, attribute = '', ias = '', cf = '']) => ({ attribute, ias, cf }),
);

it.each<readonly [Kind, 'ias' | 'cf']>([
  ['v2', 'ias'],
  ['v1', 'ias'],
  ['cf', 'cf'],
])('attributes of users, %s', async (kind, column) => {
  await using stage = await theStage(kind, {});
  const { body: list } = await stage.client.get('/Users?count=1');
  const manager = String((list['Resources'] as JsonObject[])[0]?.['id']);
  const answer = await stage.client.post('/Users', user(manager));
  expect(answer.status, answer.text).toBe(201);
  const missed = missing(answer);
  const isMissed = (attribute: string) => {
    const name = NAMES[attribute] ?? attribute;
    // Nobody can say whether false was stored where all are active.
    if (attribute === 'active') return answer.body['active'] !== false;
    return missed.some((path) => path === name || path.startsWith(`${name}.`));
  };
  expect(rows.length).toBeGreaterThan(14);
  const carried = rows.filter(({ attribute }) => !isMissed(attribute)).map(({ attribute }) => attribute);
  const promised = rows.filter((row) => row[column] === 'carried').map(({ attribute }) => attribute);
  expect(carried.filter((attribute) => column === 'ias' || attribute !== WORK)).toEqual(promised);
});

describe('mappings that carry more', () => {
  const [emails, more] = ['emails', 'more'].map((name) => {
    const { text = 'null' } = blocksOf(entra).find(({ info }) => info === `json carry ${name}`) ?? {};
    return JSON.parse(text) as unknown;
  }) as [Mapping, Mapping[]];

  /** As the page says. */
  function carryingMore(direction: 'read' | 'write'): Transformation {
    const { user: default_, ...others } = structuredClone(
      defaultTransformation('v2', direction),
    ) as unknown as Transformation;
    const mappings = default_.mappings
      .filter(({ targetPath }) => !(direction === 'read' && targetPath === '$.emails[0].value'))
      .map((mapping) => (mapping.targetPath === '$.emails[?(@.value)]' ? emails : mapping));
    return { ...others, user: { ...default_, mappings: [...mappings, ...more] } };
  }

  it('are needed: without them, addresses have no type', async () => {
    await using stage = await theStage('v2', {});
    const { body } = await stage.client.post('/Users', { ...user(''), [ENTERPRISE]: {} });
    const replace = await stage.patch(String(body['id']), {
      op: 'Replace',
      path: WORK,
      value: 'new@contoso.example',
    });
    expect([replace.status, replace.body['scimType']]).toEqual([400, 'noTarget']);
    const add = await stage.patch(String(body['id']), {
      op: 'Add',
      path: WORK,
      value: 'new@contoso.example',
    });
    expect(add.body['emails']).toEqual([{ value: 'ada@contoso.example' }, { value: 'new@contoso.example' }]);
    expect((await stage.find('externalId eq "ada"')).body['scimType']).toBe('invalidFilter');
    expect((await stage.find(`${WORK} eq "x"`)).body['scimType']).toBe('invalidFilter');
    expect((await stage.find('userName eq "nobody"')).body['totalResults']).toBe(0);
  });

  it('store and show what was missing', async () => {
    await using stage = await theStage('v2', { read: carryingMore('read'), write: carryingMore('write') });
    const created = await stage.client.post('/Users', { ...user(''), [ENTERPRISE]: {} });
    expect(missing(created)).toEqual(['name.formatted']);
    const id = String(created.body['id']);
    const { status, body } = await stage.patch(id, {
      op: 'Replace',
      path: WORK,
      value: 'new@contoso.example',
    });
    expect([status, body]).toMatchObject([
      200,
      { title: 'Head', preferredLanguage: 'en-US', emails: [{ type: 'work', value: 'new@contoso.example' }] },
    ]);
    expect((await stage.find('externalId eq "ada"')).body['totalResults']).toBe(1);
  });
});

interface Mapping {
  readonly targetPath?: string;
}
interface Transformation {
  readonly user: { readonly mappings: readonly Mapping[] };
}

function missing(answer: Parameters<typeof warnings>[0]): string[] {
  return warnings(answer).flatMap(
    (line) => /^(?:Not carried|Shown otherwise)[^:]*: (.*)$/.exec(line)?.[1]?.split(', ') ?? [],
  );
}

async function theStage(kind: Kind, setup: SystemSetup) {
  const stage = await startStage(kind, { users: 2, groups: 1 }, { plain: setup });
  const client = stage.client('plain');
  return {
    client,
    patch: (id: string, operation: JsonObject) =>
      client.send('PATCH', `/Users/${id}`, { body: { schemas: [PATCH_OP], Operations: [operation] } }),
    find: (filter: string) => client.get(`/Users?filter=${encodeURIComponent(filter)}`),
    [Symbol.asyncDispose]: () => stage.stop(),
  };
}
