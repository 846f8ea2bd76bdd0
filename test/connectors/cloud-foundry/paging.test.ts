/** Lists of Cloud Controller that take several pages. */
import { describe, expect, it } from 'vitest';
import { CloudController } from '../../../src/connectors/cloud-foundry/cloud-controller/cloud-controller.ts';
import { UpstreamClient } from '../../../src/connectors/http/upstream-client.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { callContext, scimError } from '../support/context.ts';
import { exampleBackend } from '../support/example-backend.ts';

const ORIGIN = 'https://api.cf.example.test';

/** Answers one after the other, and the last one for ever. */
function setUp(answers: readonly unknown[]) {
  const sent: string[] = [];
  const client = new UpstreamClient({
    backend: exampleBackend({ origin: ORIGIN, addressAdvice: 'check the landscape' }),
    base: { origin: ORIGIN, path: '/v3' },
    send: async ({ path }) => {
      sent.push(path);
      const answer = answers[Math.min(sent.length, answers.length) - 1];
      return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(answer)) };
    },
    contentType: 'application/json',
    accept: 'application/json',
  });
  const cloudController = new CloudController(client);
  const list = () => cloudController.list('roles', { types: 'a%2Cb,c' }, callContext());
  return { sent, list, cloudController };
}

const at = (guid: string) => ({ data: { guid } });
const role = (guid: string) => ({
  guid,
  type: 'c',
  relationships: { user: at('u1'), organization: at('o1'), space: { data: null } },
});

const page = (guids: readonly string[], next?: string) => ({
  pagination: {
    total_results: guids.length,
    next: next === undefined ? null : { href: next },
    previous: null,
  },
  resources: guids.map(role),
});

describe('pages', () => {
  it('are followed with the parameters of their link, rows that shift are counted once', async () => {
    const { sent, list } = setUp([
      page(['a', 'b'], `${ORIGIN}/v3/roles?order_by=%2Bcreated_at&page=2&types=a%252Cb%2Cc`),
      page(['b', 'c']),
    ]);
    expect((await list()).resources.map(({ guid }) => guid)).toEqual(['a', 'b', 'c']);
    expect(sent[0]).toBe('/v3/roles?types=a%252Cb%2Cc&order_by=created_at&per_page=5000');
    expect(sent[1]).toBe('/v3/roles?order_by=%2Bcreated_at&page=2&types=a%252Cb%2Cc');
  });

  it('past the end with a total of 0 take nothing away', async () => {
    const { list } = setUp([page(['a'], `${ORIGIN}/v3/roles?page=2`), page([])]);
    expect((await list()).resources).toHaveLength(1);
  });

  it.each([
    ['another host', 'https://evil.example/v3/roles?page=2'],
    ['another scheme', 'http://api.cf.example.test/v3/roles?page=2'],
    ['another resource', `${ORIGIN}/v3/users?page=2`],
    ['nowhere', 'https://'],
  ])('at %s are not followed', async (_, next) => {
    const { sent, list } = setUp([page(['a'], next)]);
    expect(await scimError(list())).toMatchObject({ status: 502 });
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['name themselves', 2, [page(['a'], `${ORIGIN}/v3/roles?page=2`)]],
    [
      'name each other',
      3,
      [
        page(['a'], `${ORIGIN}/v3/roles?page=2`),
        page(['b'], `${ORIGIN}/v3/roles?page=1`),
        page(['a'], `${ORIGIN}/v3/roles?page=2`),
      ],
    ],
    ['are empty and go on', 1, [page([], `${ORIGIN}/v3/roles?page=2`)]],
    [
      'go on and on',
      200,
      Array.from({ length: 300 }, (_, number) => page([`r${number}`], `${ORIGIN}/v3/roles?page=${number}`)),
    ],
  ])('that %s are given up after %d', async (_, requests, pages) => {
    const { sent, list } = setUp(pages);
    expect(await scimError(list())).toMatchObject({
      status: 502,
      message: expect.stringContaining('but not with a list that comes to an end'),
    });
    expect(sent).toHaveLength(requests);
  });
});

type Change = (answer: JsonObject) => unknown;
/** With another value at this place, or without it. */
const having =
  (path: readonly string[], value?: unknown): Change =>
  (answer) => {
    const copy = structuredClone(answer) as Record<string, unknown>;
    const place = path.slice(0, -1).reduce((found, name) => found[name] as Record<string, unknown>, copy);
    const name = path.at(-1) ?? '';
    if (value === undefined) delete place[name];
    else place[name] = value;
    return copy;
  };

const ROLES = {
  ...page(['r1', 'r2']),
  included: {
    users: [{ guid: 'u1', username: 'ada', origin: null }],
    organizations: [{ guid: 'o1', name: 'acme' }],
  },
};
const ORGANIZATIONS = { ...page([]), resources: [{ guid: 'o1', name: 'acme' }] };
const SPACE = { guid: 's1', name: 'dev', relationships: { organization: at('o1') } };
const SPACES = {
  ...page([]),
  resources: [SPACE],
  included: { organizations: [{ guid: 'o1', name: 'acme' }] },
};

type Row = readonly [missing: string, change: Change];
const first = (...path: string[]) => ['resources', '0', ...path];
const OF_EVERY_LIST: readonly Row[] = [
  ['resources', having(['resources'])],
  ['resources', having(['resources'], null)],
  ['resources', having(['resources'], { 0: {} })],
  ['resources', having(first(), 'text')],
  ['resources', () => []],
  ['resources', () => 'text'],
  ['resources', () => null],
  ['pagination.next', having(['pagination'])],
  ['pagination.next', having(['pagination'], 'text')],
  ['pagination.next', having(['pagination', 'next'])],
  ['pagination.next', having(['pagination', 'next'], {})],
  ['pagination.next', having(['pagination', 'next'], 'text')],
  ['pagination.next', having(['pagination', 'next'], { href: 7 })],
  ['of 9', having(['pagination', 'total_results'], 9)],
  ['.guid', having(first('guid'))],
  ['.guid', having(first('guid'), 7)],
  ['.guid', having(first('guid'), '')],
];
const OF_ORGANIZATIONS: readonly Row[] = [
  ['organizations.name', having(first('name'))],
  ['organizations.name', having(first('name'), null)],
];
const OF_SPACES: readonly Row[] = [
  ['spaces.name', having(first('name'))],
  ['spaces.relationships.organization', having(first('relationships'))],
  ['spaces.relationships.organization', having(first('relationships', 'organization'), { data: null })],
  ['included.organizations', having(['included'])],
  ['included.organizations', having(['included', 'organizations'], [])],
  ['included.organizations', having(['included', 'organizations', '0', 'name'])],
];
const OF_ROLES: readonly Row[] = [
  ['roles.type', having(first('type'))],
  ['roles.relationships.user', having(first('relationships'))],
  ['roles.relationships.user', having(first('relationships', 'user'), { data: { guid: null } })],
  ['organization or space of a role', having(first('relationships', 'organization'), { data: null })],
  ['included.users', having(['included'])],
  ['included.users', having(['included'], [])],
  ['included.users', having(['included', 'users'])],
  ['included.users', having(['included', 'users'], {})],
  ['included.users', having(['included', 'users'], [])],
  ['included.users', having(['included', 'users', '0', 'guid'], 'u2')],
  ['included.users', having(['included', 'users', '0', 'origin'])],
  ['included.users', having(['included', 'users', '0', 'username'], 7)],
  ['included.organizations', having(['included', 'organizations'])],
  ['included.organizations', having(['included', 'organizations', '0', 'guid'], 'o2')],
];

describe.each([
  ['organizations', undefined, ORGANIZATIONS, [...OF_EVERY_LIST, ...OF_ORGANIZATIONS]],
  ['spaces', 'organization', SPACES, [...OF_EVERY_LIST, ...OF_SPACES]],
  ['roles', 'user,organization', ROLES, [...OF_EVERY_LIST, ...OF_ROLES]],
] as const)('a list of %s', (resource, include, whole, rows) => {
  it.each(rows)('without %s is 502', async (missing, change) => {
    const { cloudController } = setUp([change(whole)]);
    const error = await scimError(cloudController.list(resource, { include }, callContext()));
    expect(error.status).toBe(502);
    expect(error.message).toContain('but the answer lacks what was asked for: ');
    expect(error.message).toContain(missing);
    expect(error.message).toContain(`answered GET /v3/${resource} with 200`);
  });

  it('is read where all is there', async () => {
    const { cloudController } = setUp([whole]);
    const { resources } = await cloudController.list(resource, { include }, callContext());
    expect(resources).toHaveLength(whole.resources.length);
  });
});

it('roles in spaces need no organization', async () => {
  const inSpace = { user: at('u1'), organization: { data: null }, space: at('s1') };
  const { cloudController } = setUp([having(first('relationships'), inSpace)(ROLES)]);
  expect(
    (await cloudController.list('roles', { include: 'organization' }, callContext())).resources,
  ).toHaveLength(2);
});

it('nobody is missing from a list that was not asked for', async () => {
  const { cloudController } = setUp([having(['included'])(ROLES)]);
  expect((await cloudController.list('roles', {}, callContext())).resources).toHaveLength(2);
});

describe('one', () => {
  const ONE = { ...SPACE, included: SPACES.included };
  it.each([
    ['spaces.name', having(['name'])],
    ['spaces.relationships.organization', having(['relationships'])],
    ['included.organizations', having(['included'])],
    ['included.organizations', having(['included', 'organizations', '0', 'guid'], 'o2')],
  ])('space without %s is 502', async (missing, change) => {
    const { cloudController } = setUp([change(ONE)]);
    const read = cloudController.get('spaces', 's1', { include: 'organization' }, callContext());
    expect(await scimError(read)).toMatchObject({ status: 502, message: expect.stringContaining(missing) });
  });

  it('job without a state is 502', async () => {
    const { cloudController } = setUp([{ guid: 'j1' }]);
    expect(await scimError(cloudController.job('j1', callContext()))).toMatchObject({
      status: 502,
      message: expect.stringContaining('lacks what was asked for: state'),
    });
  });
});
