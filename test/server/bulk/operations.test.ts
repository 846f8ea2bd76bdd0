/** What is wrong with one operation of a Bulk request is that operation's alone. */
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/scim/json.ts';
import { page } from '../../docs/pages.ts';
import { API, expectScimError, SYSTEM, startProxy, technicalUser } from '../helpers.ts';
import { memorySystem, resultsOf, sendBulk, statusesOf, user } from './support.ts';

async function started() {
  const system = memorySystem();
  const proxy = await startProxy({ systems: [system], settings: { bodyLimit: 1_000_000 } });
  return { system, proxy, base: `${proxy.url}${API}/${SYSTEM}` };
}

const DATA = { userName: 'x' };
const ID_TOO_LONG = `/Users/${'x'.repeat(1025)}`;
const put = (path: JsonValue): JsonValue => ({ method: 'PUT', path, data: DATA });
const post = (more: object): JsonValue => ({
  method: 'POST',
  path: '/Users',
  bulkId: 'x',
  data: DATA,
  ...more,
});

describe('an operation that is wrong', () => {
  it.each<[string, JsonValue, number, string | undefined, RegExp]>([
    ['no object', 'x', 400, 'invalidSyntax', /is an object/],
    ['null', null, 400, 'invalidSyntax', /is an object/],
    ['without a method', { path: '/Users', bulkId: 'x', data: DATA }, 400, 'invalidSyntax', /no method/],
    ['a method that is a number', post({ method: 1 }), 400, 'invalidSyntax', /method has to be a text/],
    ['a method that reads', post({ method: 'GET' }), 405, undefined, /one of POST, PUT, PATCH, DELETE/],
    ['a method that there is not', post({ method: 'x'.repeat(999) }), 405, undefined, /one of POST/],
    ['without a path', post({ path: null }), 400, 'invalidSyntax', /no path/],
    ['a path that is a list', post({ path: ['/Users'] }), 400, 'invalidSyntax', /path has to be a text/],
    ['a POST without bulkId', post({ bulkId: '' }), 400, 'invalidValue', /needs a bulkId/],
    ['a bulkId that is a number', post({ bulkId: 1 }), 400, 'invalidSyntax', /bulkId has to be a text/],
    ['a bulkId without end', post({ bulkId: 'x'.repeat(257) }), 400, 'invalidValue', /longer than 256/],
    ['a POST without data', post({ data: null }), 400, 'invalidSyntax', /needs data/],
    ['data that is a list', post({ data: [DATA] }), 400, 'invalidSyntax', /needs data/],
    ['a PATCH without data', { method: 'PATCH', path: '/Users/1' }, 400, 'invalidSyntax', /needs data/],
    ['a name in two spellings', post({ Path: '/Users' }), 400, 'invalidSyntax', /path twice/],
    [
      'a version that no header could carry',
      { method: 'DELETE', path: '/Users/1', version: 'W/"1"\r\nx: y' },
      400,
      'invalidValue',
      /version is not an entity tag/,
    ],
    ['another endpoint', put('/Printers/1'), 404, undefined, /no such endpoint; it has Users, Groups/],
    ['an endpoint in another case', put('/users/1'), 404, undefined, /use Users/],
    ['Bulk within Bulk', post({ path: '/Bulk' }), 404, undefined, /no such endpoint/],
    ['Me', put('/Me/1'), 501, undefined, /Me is not implemented/],
    ['a search', post({ path: '/Users/.search' }), 400, 'invalidPath', /\.search is not possible/],
    ['an explanation', put('/Users/.explain'), 400, 'invalidPath', /\.explain is not possible/],
    ['a POST to a resource', post({ path: '/Users/1' }), 405, undefined, /use PUT, PATCH, DELETE/],
    ['a PUT to an endpoint', put('/Users'), 405, undefined, /use POST/],
    ['a query', put('/Users/1?attributes=id'), 400, 'invalidPath', /a query or a fragment/],
    ['a fragment', put('/Users/1#x'), 400, 'invalidPath', /a query or a fragment/],
    ['an empty segment', put('//Users/1'), 400, 'invalidPath', /empty segment/],
    ['nothing but a slash', put('/'), 400, 'invalidPath', /empty segment/],
    ['a dot segment', put('/Users/%2e%2E'), 400, 'invalidPath', /\. or \.\./],
    ['something behind the id', put('/Users/1/x'), 400, 'invalidPath', /nothing may follow/],
    ['a broken escape', put('/Users/%E0'), 400, 'invalidValue', /percent-encoded UTF-8/],
    ['NUL in the id', put('/Users/%00'), 400, 'invalidValue', /NUL/],
    ['an id without end', put(ID_TOO_LONG), 414, undefined, /longer than 1024/],
    [
      'the URL of another server',
      put('https://elsewhere.example/Users/1'),
      400,
      'invalidPath',
      /does not begin with/,
    ],
    [
      'a reference to nothing',
      post({ data: { ...DATA, manager: 'bulkId:y' } }),
      400,
      'invalidValue',
      /bulkId:y/,
    ],
    ['a path that refers to nothing', put('/Users/bulkId:y'), 400, 'invalidValue', /bulkId:y/],
    ['a path to a resource of another endpoint', put('/Groups/bulkId:before'), 400, 'invalidPath', /Users/],
  ])('%s', async (_, operation, status, scimType, detail) => {
    const { system, proxy } = await started();
    const answer = await sendBulk(proxy, [user('before'), operation, user('behind')]);
    const [before, wrong, behind] = resultsOf(answer);
    expect([before?.['status'], behind?.['status']]).toEqual(['201', '201']);
    expect(wrong).toMatchObject({ status: String(status), response: { status: String(status) } });
    const { response } = wrong as { response: { scimType?: string; detail: string } };
    expect([response.scimType, response.detail]).toEqual([scimType, expect.stringMatching(detail)]);
    expect(system.calls).toHaveLength(2);
  });

  it('not a POST with a version, which means nothing there', async () => {
    const { proxy } = await started();
    const answer = await sendBulk(proxy, [{ ...user('a'), version: 'W/"1"\r\nx: y' }]);
    expect(resultsOf(answer)).toMatchObject([{ status: '201', version: '"1"' }]);
  });

  it('the later one of two with one bulkId', async () => {
    const { system, proxy } = await started();
    const twice = [
      user('x'),
      { ...user('x'), data: { userName: 'y' } },
      user('z', { manager: { value: 'bulkId:x' } }),
    ];
    const [, second, third] = resultsOf(await sendBulk(proxy, twice));
    expect(second).toMatchObject({ bulkId: 'x', status: '400', response: { scimType: 'invalidValue' } });
    expect(third).toMatchObject({ status: '201' });
    expect(system.stored.get('u2')?.resource['manager']).toEqual({ value: 'u1' });
  });
});

describe('an operation in another form', () => {
  it.each<[string, (base: string) => JsonValue]>([
    ['names and method in other letters', () => ({ METHOD: 'put', Path: '/Users/u1', DATA })],
    ['without the slash in front', () => put('Users/u1')],
    ['with a slash at the end', () => put('/Users/u1/')],
    ['the location of an earlier answer', (base) => put(`${base}/Users/u1`)],
    ['percent-encoded', () => put('/%55sers/%75%31')],
  ])('%s', async (_, operation) => {
    const { system, proxy, base } = await started();
    await sendBulk(proxy, [user('before')]);
    const [result] = resultsOf(await sendBulk(proxy, [operation(base)]));
    expect(result).toEqual({ method: 'PUT', location: `${base}/Users/u1`, version: '"2"', status: '200' });
    expect(system.stored.get('u1')?.resource).toEqual(DATA);
  });

  it('an id is decoded once, and encoded in the location', async () => {
    const { system, proxy, base } = await started();
    const gone = { method: 'DELETE', path: '/Users/a%2Fb%2520%C3%A9' };
    expect(resultsOf(await sendBulk(proxy, [gone]))).toMatchObject([
      { location: `${base}/Users/a%2Fb%2520%C3%A9`, status: '404' },
    ]);
    expect(system.calls.map(({ id }) => id)).toEqual(['a/b%20\u00e9']);
  });
});

describe('a request that is wrong as a whole', () => {
  it.each<[string, object | string, number, string, RegExp]>([
    ['no JSON', '{', 400, 'invalidSyntax', /not JSON/],
    ['a list', [], 400, 'invalidSyntax', /JSON object/],
    ['empty', '', 400, 'invalidSyntax', /empty/],
    ['without Operations', {}, 400, 'invalidSyntax', /needs Operations/],
    ['Operations that are none', { Operations: {} }, 400, 'invalidSyntax', /needs Operations/],
    ['Operations in two spellings', { Operations: [], operations: [] }, 400, 'invalidSyntax', /twice/],
    ['failOnErrors of 0', { Operations: [], failOnErrors: 0 }, 400, 'invalidValue', /from 1/],
    ['failOnErrors that is no number', { Operations: [], failOnErrors: '1' }, 400, 'invalidValue', /from 1/],
    ['failOnErrors with a fraction', { Operations: [], failonerrors: 1.5 }, 400, 'invalidValue', /from 1/],
  ])('%s', async (_, body, status, scimType, detail) => {
    const { system, proxy } = await started();
    const headers = { 'content-type': 'application/scim+json' };
    const answer = await proxy.send('/Bulk', { method: 'POST', body, headers });
    expectScimError(answer, status, detail, scimType);
    expect(system.calls).toEqual([]);
  });

  it('a dry run', async () => {
    const system = memorySystem();
    const permissions = ['IPS_PROXY_USER', 'IPSPROXY_EXPLAIN'];
    const users = [await technicalUser('client', ['secret'], { permissions })];
    const proxy = await startProxy({ systems: [system], users });
    const answer = await sendBulk(proxy, [user('x')], {}, { headers: { prefer: 'handling=dry-run' } });
    expectScimError(answer, 400, /no dry run of Bulk/, 'invalidValue');
    expect(system.calls).toEqual([]);
  });
});

it('the example of docs/bulk.md', async () => {
  const { system, proxy } = await started();
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(page('docs/bulk.md').text) ?? [];
  system.stored.set('2819c223', {
    endpoint: 'Users',
    id: '2819c223',
    version: 1,
    resource: { userName: 'kim' },
  });
  const headers = { 'content-type': 'application/scim+json' };
  const answer = await proxy.send('/Bulk', { method: 'POST', body: example, headers });
  expect(statusesOf(answer)).toEqual(['201', '201', '204']);
  expect([...system.stored.values()].map(({ resource }) => resource)).toMatchObject([
    { userName: 'alice' },
    { displayName: 'Tour Guides', members: [{ value: 'u1' }] },
  ]);
});

describe('what the operations do', () => {
  it('no operations: an empty response', async () => {
    const { proxy } = await started();
    expect(resultsOf(await sendBulk(proxy, []))).toEqual([]);
  });

  it('is told in the order of the request, whichever ends first', async () => {
    const first = Promise.withResolvers<void>();
    const system = memorySystem(({ body }) => {
      if (body?.['userName'] === 'a') return first.promise;
      if (body?.['userName'] === 'd') first.resolve();
      return undefined;
    });
    const proxy = await startProxy({ systems: [system] });
    const results = resultsOf(
      await sendBulk(
        proxy,
        ['a', 'b', 'c', 'd'].map((name) => user(name)),
      ),
    );
    expect(results.map(({ bulkId }) => bulkId)).toEqual(['a', 'b', 'c', 'd']);
    const created = [...system.stored.values()].map(({ resource }) => resource['userName']);
    expect(created.slice(0, 2)).toEqual(['b', 'c']);
  });

  it('goes on after errors, unless there are as many as failOnErrors', async () => {
    const system = memorySystem(undefined, { bulk: { concurrency: 1, maxOperations: 100 } });
    const proxy = await startProxy({ systems: [system] });
    const gone = (id: string) => ({ method: 'DELETE', path: `/Users/${id}` });
    const operations = [gone('1'), user('a'), gone('2'), user('b'), gone('3'), user('c')];
    expect(statusesOf(await sendBulk(proxy, operations))).toEqual(['404', '201', '404', '201', '404', '201']);
    system.stored.clear();
    expect(statusesOf(await sendBulk(proxy, operations, { failOnErrors: 2 }))).toEqual(['404', '201', '404']);
  });

  it('an unexpected error is its 500, and the log says what it was', async () => {
    const system = memorySystem(({ body }) => {
      if (body?.['userName'] === 'b') throw new TypeError('a bug');
    });
    const proxy = await startProxy({ systems: [system] });
    const results = resultsOf(await sendBulk(proxy, [user('a'), user('b'), user('c')]));
    expect(results.map(({ status }) => status)).toEqual(['201', '500', '201']);
    expect(results[1]?.['response']).toMatchObject({ detail: expect.stringContaining('Unexpected error') });
    const lines = proxy.log.lines.filter(({ msg }) => msg === 'unexpected error');
    expect(lines).toMatchObject([{ operation: 2, system: SYSTEM, err: { type: 'TypeError' } }]);
  });

  it('is counted in the line of the request', async () => {
    const { proxy } = await started();
    await sendBulk(proxy, [user('a'), user('a')]);
    const lines = proxy.log.lines.filter(({ msg }) => msg === 'request');
    expect(lines).toMatchObject([{ status: 200, operations: 2, failedOperations: 1 }]);
  });

  it('warnings say which operations they are about, each text once', async () => {
    const system = memorySystem();
    const resource = system.resource('Users');
    const create = resource?.create.bind(resource);
    Object.assign(resource ?? {}, {
      create: async (...parameters: Parameters<NonNullable<typeof create>>) => ({
        ...(await create?.(...parameters)),
        warnings: parameters[0]['userName'] === 'e' ? ['rare'] : ['not carried: title'],
      }),
    });
    const proxy = await startProxy({ systems: [system] });
    const { headers } = await sendBulk(
      proxy,
      [...'abcdefgh'].map((name) => user(name)),
    );
    expect(headers['x-ipsproxy-warning']).toEqual([
      'operations 1, 2, 3, 4, 6 and 2 more: not carried: title',
      'operation 5: rare',
    ]);
  });
});
