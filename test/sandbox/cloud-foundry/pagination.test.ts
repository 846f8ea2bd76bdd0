import { describe, expect, it } from 'vitest';
import { ADMIN, type Body, query, required, startSession } from './helpers.ts';

describe('pages of Cloud Controller', () => {
  it('link to each other with filters and include, parameters in alphabetical order', async () => {
    const { cf, get } = await startSession({ users: 60, orgs: 1 });
    const org = required(cf.organizations()[0]).guid;
    const list = `/v3/roles?types=organization_user&organization_guids=${org}&per_page=20&include=user`;
    const first = (await get(list)).json.pagination;
    const href = (page: number): string =>
      `${cf.url}/v3/roles?include=user&order_by=%2Bcreated_at&organization_guids=${org}&page=${page}&per_page=20&types=organization_user`;
    const total = cf.roles({ type: 'organization_user', target: org }).length;
    expect(total).toBeGreaterThan(50);
    expect(first).toEqual({
      total_results: total,
      total_pages: Math.ceil(total / 20),
      first: { href: href(1) },
      last: { href: href(Math.ceil(total / 20)) },
      next: { href: href(2) },
      previous: null,
    });
    const second = (await get(`${list}&page=2`)).json.pagination;
    expect([second.previous, second.next]).toEqual([{ href: href(1) }, { href: href(3) }]);
  });

  it('followed by their links give every row once', async () => {
    const { cf, get } = await startSession({ ...ADMIN, users: 200, orgs: 3 });
    const seen: string[] = [];
    let path: string | undefined = '/v3/roles?per_page=70';
    while (path !== undefined) {
      const json: Body = (await get(path)).json;
      seen.push(...json.resources.map(({ guid }) => guid));
      path = json.pagination.next?.href.slice(cf.url.length);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe(cf.roles().length);
  });

  it('have fifty rows unless told otherwise', async () => {
    const { get } = await startSession({ users: 60, orgs: 1 });
    expect((await get('/v3/roles')).json.resources).toHaveLength(50);
  });

  it('past the end are empty, with a total of 0', async () => {
    const { get } = await startSession();
    const { status, json } = await get('/v3/organizations?page=9&per_page=10');
    expect(status).toBe(200);
    expect(json.resources).toEqual([]);
    expect(json.pagination).toMatchObject({ total_results: 0, total_pages: 1, next: null });
    expect((await get('/v3/organizations?per_page=10')).json.pagination.total_results).toBeGreaterThan(0);
  });

  it('of an empty list count one page', async () => {
    const { get } = await startSession();
    expect((await get('/v3/spaces?guids=nothing')).json.pagination).toMatchObject({
      total_results: 0,
      total_pages: 1,
      next: null,
      previous: null,
    });
  });

  it('repeat order_by only where it was given; roles always do', async () => {
    const { cf, get } = await startSession();
    const href = async (path: string): Promise<string> => (await get(path)).json.pagination.first.href;
    expect(await href('/v3/organizations')).toBe(`${cf.url}/v3/organizations?page=1&per_page=50`);
    expect(await href('/v3/organizations?order_by=created_at')).toContain('?order_by=%2Bcreated_at&page=1');
    expect(await href('/v3/spaces?order_by=-name')).toContain('?order_by=-name&page=1');
    expect(await href('/v3/users')).not.toContain('order_by');
    expect(await href('/v3/roles')).toContain('?order_by=%2Bcreated_at&page=1');
  });

  it('take the digits of a number in front of anything else', async () => {
    const { get } = await startSession({ orgs: 2 });
    const read = async (parameters: string) => (await get(`/v3/organizations?${parameters}`)).json;
    const whole = (await read('')).resources.map(({ guid }) => guid);
    expect((await read('per_page=1x&page=2abc')).resources.map(({ guid }) => guid)).toEqual([whole[1]]);
    expect((await read('per_page=%201')).resources).toHaveLength(1);
    expect((await read('per_page=1_0')).pagination.first.href).toContain('per_page=10');
  });

  it('ignore an order that is blank', async () => {
    const { get } = await startSession();
    for (const list of ['organizations', 'roles', 'users']) {
      const { status, json } = await get(`/v3/${list}?order_by=`);
      expect(status).toBe(200);
      expect(json.pagination.first.href).not.toContain('order_by');
    }
  });

  it('write ampersands as escapes', async () => {
    const { get } = await startSession();
    const { text, json } = await get('/v3/organizations?names=a%2526b');
    expect(text).toContain(String.raw`names=a%26b\u0026page=1\u0026per_page=50`);
    expect(text).not.toContain('&');
    expect(json.pagination.first.href).toContain('&');
  });

  it('shift when rows go between two of them', async () => {
    const { cf, get } = await startSession({ users: 30, orgs: 1 });
    const org = required(cf.organizations()[0]).guid;
    const page = async (number: number): Promise<string[]> =>
      (await get(`/v3/roles?organization_guids=${org}&per_page=10&page=${number}`)).json.resources.map(
        ({ guid }) => guid,
      );
    const first = await page(1);
    const second = await page(2);
    cf.removeRole(required(first[0]));
    expect(await page(2)).toEqual([...second.slice(1), expect.any(String)]);
  });
});

describe('comma lists', () => {
  it.each([
    'a,b',
    'Acme Corp: Finance, EMEA',
    'R&D / Labs 100%',
    '東京 支社',
    'sales+marketing',
    '%2C',
    'x%y',
  ])('need values encoded twice: %s', async (name) => {
    const { cf, get } = await startSession({ orgs: 0, users: 0 });
    const guid = cf.addOrg(name);
    cf.addOrg('other, one');
    const find = async (values: string[]): Promise<string[]> =>
      (await get(`/v3/organizations${query({ names: values.join(',') })}`)).json.resources.map(
        (row) => row.guid,
      );
    expect(await find([encodeURIComponent(name)])).toEqual([guid]);
    expect(await find([encodeURIComponent(name), encodeURIComponent('other, one')])).toHaveLength(2);
  });

  it('encoded once fall apart at their commas', async () => {
    const { cf, get } = await startSession({ orgs: 0, users: 0 });
    cf.addOrg('a,b');
    expect((await get('/v3/organizations?names=a%2Cb')).json.resources).toEqual([]);
    expect((await get('/v3/organizations?names=a%252Cb')).json.resources).toHaveLength(1);
  });

  it('come back in links as they have to be sent', async () => {
    const { cf, get } = await startSession({ orgs: 0, users: 0 });
    cf.addOrg('a,b');
    cf.addOrg('100% sure');
    const { json } = await get(`/v3/organizations${query({ names: 'a%2Cb,100%25%20sure', per_page: 1 })}`);
    expect(json.resources).toHaveLength(1);
    const next = (await get(json.pagination.next?.href.slice(cf.url.length) ?? '')).json;
    expect(next.resources).toHaveLength(1);
    expect(next.resources[0]?.guid).not.toBe(json.resources[0]?.guid);
  });
});

describe('long requests', () => {
  it('are 414 without an envelope beyond 8 kB of request line, 200 guids fit', async () => {
    const { get } = await startSession();
    const guids = (count: number): string =>
      Array.from({ length: count }, () => '11111111-aaaa-4aaa-8aaa-000000000001').join(',');
    expect((await get(`/v3/roles?guids=${guids(200)}`)).status).toBe(200);
    const answer = await get(`/v3/roles?guids=${guids(250)}`);
    expect([answer.status, answer.headers.get('content-type'), answer.json]).toEqual([
      414,
      'text/html',
      undefined,
    ]);
  });

  it('are refused by the web server before the UAA, 100 ids fit', async () => {
    const { cf, get } = await startSession();
    const ids = (count: number): string =>
      query({
        filter: Array.from({ length: count }, () => `id eq "${cf.provisioningUser.guid}"`).join(' or '),
      });
    expect((await get(`/Users${ids(100)}`)).json.totalResults).toBe(1);
    const answer = await get(`/Users${ids(240)}`);
    expect([answer.status, answer.json]).toEqual([400, undefined]);
  });
});
