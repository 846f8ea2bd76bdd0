/** Lists that are none, or contradict themselves: whoever pages through them comes to an end, or is told what is wrong. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import { type Mixed, startMixed } from '../other-answers/support.ts';
import { initialLoad } from '../support/client.ts';

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** What is no list that was asked for, for a page of 2, and what the error says of it. */
const NO_LISTS: readonly [string, JsonValue, RegExp][] = [
  ['an array', [{ id: 'a' }], /no JSON object/],
  ['a text', '"Users"', /no JSON object/],
  ['a number', '5', /no JSON object/],
  ['null', 'null', /no JSON object/],
  ['an empty object', {}, /no totalResults/],
  ['an entity', { id: 'a', userName: 'ada' }, /no totalResults/],
  ['Resources alone', { Resources: [], resources: [] }, /no totalResults/],
  ['a total that is null', { totalResults: null, Resources: [] }, /no totalResults/],
  ['a total that is text', { totalResults: '3', Resources: [] }, /totalResults is no number of entities/],
  ['a negative total', { totalResults: -1, Resources: [] }, /totalResults is no number of entities/],
  ['a broken total', { totalResults: 2.5, Resources: [] }, /totalResults is no number of entities/],
  ['a total without end', '{"totalResults":1e300,"Resources":[]}', /totalResults is no number of entities/],
  ['a total without Resources', { totalResults: 3 }, /totalResults is 3 and it has no Resources/],
  ['a total and Resources that are null', { totalResults: 3, Resources: null }, /it has no Resources/],
  ['Resources that are an object', { totalResults: 3, Resources: {} }, /Resources are no list of objects/],
  ['Resources that are texts', { totalResults: 1, Resources: ['a'] }, /Resources are no list of objects/],
  ['nothing at all', '', /no JSON object/],
];

describe.each([
  ['v1', 'Users'],
  ['v1', 'Groups'],
  ['v2', 'Users'],
  ['v2', 'Groups'],
] as const)('%s, %s', (kind, endpoint) => {
  let mixed: Mixed;
  let entities: readonly JsonObject[];

  beforeAll(async () => {
    mixed = await startMixed(kind);
    entities = (await mixed.backend.entity(`${endpoint}?count=3`))['Resources'] as JsonObject[];
    await mixed.settle();
  });
  afterEach(() => mixed.settle());
  afterAll(() => mixed.stop());

  const answerWith = (body: JsonValue) =>
    mixed.backend.control.fault({ count: 500, method: 'GET', path: `/${endpoint}?`, status: 200, body });
  const page = (total: number, resources: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
    schemas: [LIST],
    totalResults: total,
    itemsPerPage: 100,
    startIndex: 1,
    Resources: [...resources],
    ...more,
  });

  it.each(NO_LISTS)('%s is 502 that says what is missing', async (_, body, what) => {
    await answerWith(body);
    const { status, body: error, text } = await mixed.client.get(`/${endpoint}?count=2`);
    expect(status, text).toBe(502);
    expect(error['detail']).toMatch(what);
    expect(error['detail']).toMatch(/system mixed.*answered GET .*with 200/);
  });

  it('an empty page with a total is an empty list, with a warning and a line of the log', async () => {
    await answerWith(page(3, []));
    const { resources, requests, warnings } = await initialLoad(mixed.client, endpoint, 2);
    expect({ resources, requests }).toEqual({ resources: [], requests: 1 });
    expect(warnings).toEqual([expect.stringMatching(/there are 3 .*s, and shows none from number 1 on/)]);
    expect(mixed.log.join('\n')).toContain('the total of a list and its entities do not agree');
  });

  it.each<[string, JsonObject]>([
    ['0', { itemsPerPage: 0 }],
    ['absent', { itemsPerPage: null }],
    ['a lie', { itemsPerPage: 7 }],
    ['no number', { itemsPerPage: 'many' }],
  ])('itemsPerPage that is %s says nothing', async (_, more) => {
    await answerWith(page(2, entities.slice(0, 2), more));
    const { resources, requests, warnings } = await initialLoad(mixed.client, endpoint, 2);
    expect([resources.length, requests, warnings]).toEqual([2, 1, []]);
  });

  it('a page that begins elsewhere is 502', async () => {
    await answerWith(page(100, entities.slice(0, 2)));
    expect((await mixed.client.get(`/${endpoint}?startIndex=1&count=2`)).status).toBe(200);
    const { status, body, text } = await mixed.client.get(`/${endpoint}?startIndex=3&count=2`);
    expect(status, text).toBe(502);
    expect(body['detail']).toContain('it begins with number 1 where number 3 was asked for');
  });

  it('the same page again and again ends with the total', async () => {
    const { startIndex: _, ...unnumbered } = page(6, entities.slice(0, 2));
    await answerWith(unnumbered);
    const { requests } = await initialLoad(mixed.client, endpoint, 2);
    expect(requests).toBe(3);
  });

  it('more entities than the total ends the loop, with a warning', async () => {
    await answerWith(page(1, entities.slice(0, 2)));
    const { resources, requests, warnings } = await initialLoad(mixed.client, endpoint, 2);
    expect([resources.length, requests]).toEqual([2, 1]);
    expect(warnings).toEqual([
      expect.stringMatching(/there are 1 .*s, and shows number 2: there may be more/),
    ]);
  });

  it('Resources in another spelling, or none behind the end, are fine', async () => {
    const { Resources: resources = [], ...others } = page(2, entities.slice(0, 2));
    await answerWith({ ...others, resources });
    expect((await initialLoad(mixed.client, endpoint, 2)).resources).toHaveLength(2);
    await mixed.settle();
    await answerWith({ ...others });
    const { status, body } = await mixed.client.get(`/${endpoint}?startIndex=3&count=2`);
    expect({ status, body }).toMatchObject({ status: 200, body: { totalResults: 2, Resources: [] } });
    const count = await mixed.client.get(`/${endpoint}?count=0`);
    expect(count.body).toMatchObject({ totalResults: 2, itemsPerPage: 0, Resources: [] });
  });

  if (endpoint === 'Users') {
    it('a look-up that finds one and shows none finds nobody, with a warning', async () => {
      await answerWith(page(1, []));
      const filter = encodeURIComponent('userName eq "nobody"');
      const { status, body, headers, text } = await mixed.client.get(`/${endpoint}?filter=${filter}`);
      expect({ status, body }, text).toMatchObject({
        status: 200,
        body: { totalResults: 0, itemsPerPage: 0 },
      });
      expect(String(headers['x-ipsproxy-warning'])).toContain('1 user(s) match, and shows none');
    });
  }
});

describe('users of Cloud Foundry', () => {
  let mixed: Mixed;
  let users: readonly JsonObject[];

  beforeAll(async () => {
    mixed = await startMixed('cf');
    const { body } = await mixed.client.get('/Users?count=2');
    users = await Promise.all(
      (body['Resources'] as JsonObject[]).map(({ id }) => mixed.backend.entity(`Users/${id}`)),
    );
    await mixed.settle();
  });
  afterEach(() => mixed.settle());
  afterAll(() => mixed.stop());

  const answerWith = (totalResults: JsonValue, resources?: readonly JsonObject[]) =>
    mixed.backend.control.fault({
      count: 500,
      method: 'GET',
      path: '/Users?',
      status: 200,
      body: {
        totalResults,
        itemsPerPage: 100,
        startIndex: 1,
        ...(resources === undefined ? {} : { resources }),
      },
    });

  it('that are counted and not shown are an empty list, with a warning', async () => {
    await answerWith(3, []);
    const { resources, requests, warnings } = await initialLoad(mixed.client, 'Users', 2);
    expect({ resources, requests }).toEqual({ resources: [], requests: 1 });
    expect(warnings).toEqual([expect.stringMatching(/there are 3 users, and shows none from number 1 on/)]);
  });

  it('that are shown and not counted end the loop, with a warning', async () => {
    await answerWith(1, users);
    const { resources, requests, warnings } = await initialLoad(mixed.client, 'Users', 2);
    expect([resources.length, requests]).toEqual([2, 1]);
    expect(warnings).toEqual([expect.stringMatching(/there are 1 users, and shows number 2/)]);
  });

  it.each<[string, JsonValue, readonly JsonObject[] | undefined]>([
    ['not there', 3, undefined],
    ['counted by a negative number', -1, []],
    ['counted by a text', '3', []],
    ['not counted', null, []],
  ])('that are %s are 502', async (_, total, resources) => {
    await answerWith(total, resources);
    const { status, text } = await mixed.client.get('/Users?count=2');
    expect(status, text).toBe(502);
  });
});

it('a create whose answer got lost is not sent again where the tenant counts the entity and does not show it', async () => {
  const mixed = await startMixed('v2');
  await mixed.backend.control.fault({ count: 1, method: 'POST', path: '/Users', reset: 'after' });
  await mixed.answerWith({ schemas: [LIST], totalResults: 1, Resources: [] }, { path: '/Users?' });
  const emails = [{ value: 'newcomer@example.com' }];
  const answer = await mixed.client.post('/Users', {
    userName: 'newcomer',
    name: { familyName: 'N' },
    emails,
  });
  expect(answer.status, answer.text).toBe(502);
  expect(answer.body['detail']).toContain('Whether the change was made is not known');
  expect(await mixed.written()).toHaveLength(1);
  await mixed.stop();
});

describe('the names of all groups of version 1', () => {
  const CUSTOM = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';
  const group = (number: number) => {
    const name = `Group ${number}`;
    return { id: `57aadecee4b0c8e9241d${1000 + number}`, displayName: name, [CUSTOM]: { name } };
  };
  const groups = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => group(from + index));
  const find = async (mixed: Mixed, name: string) => {
    const { status, body, headers, text } = await mixed.client.get(
      `/Groups?attributes=displayName&filter=${encodeURIComponent(`displayName eq "${name}"`)}`,
    );
    expect(status, text).toBe(200);
    return { total: body['totalResults'], warning: headers['x-ipsproxy-warning'] };
  };
  const pages = async (mixed: Mixed, ...bodies: readonly JsonObject[]) => {
    for (const body of bodies) {
      await mixed.backend.control.fault({ count: 1, method: 'GET', path: '/Groups?', status: 200, body });
    }
    await mixed.answerWith(group(60), { path: `/Groups/${group(60).id}` });
  };

  it('are read to the end where pages are shorter than was asked for', async () => {
    const mixed = await startMixed('v1');
    await pages(
      mixed,
      { totalResults: 61, Resources: groups(0, 60) },
      { totalResults: 61, startIndex: 61, Resources: groups(60, 61) },
    );
    expect(await find(mixed, 'Group 60')).toEqual({ total: 1, warning: undefined });
    await mixed.stop();
  });

  it.each<[string, readonly JsonObject[]]>([
    ['an empty page', []],
    ['the same page again', groups(0, 60)],
  ])('end with a warning at %s', async (_, Resources) => {
    const mixed = await startMixed('v1');
    await pages(
      mixed,
      { totalResults: 500, Resources: groups(0, 60) },
      { totalResults: 500, Resources: [...Resources] },
    );
    const { total, warning } = await find(mixed, 'Group 70');
    expect(total).toBe(0);
    expect(String(warning)).toContain('there are 500 groups, and shows 60 of them');
    await mixed.stop();
  });
});
