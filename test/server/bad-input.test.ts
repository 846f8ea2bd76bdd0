import { describe, expect, it } from 'vitest';
import { API, expectScimError, fakeSystem, type SendOptions, SYSTEM, startProxy } from './helpers.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

describe('request bodies', () => {
  it.each<[string, SendOptions['body'], RegExp]>([
    ['is cut off', '{"userName": "jane"', /not JSON: there is an error in line 1, column 20/],
    ['has a syntax error', '{\n  "userName": hunter2\n}', /not JSON: there is an error in line 2, column 15/],
    ['has a comment', '{ /* hunter2 */ }', /not JSON: there is an error in line 1, column 3/],
    ['has a trailing comma', '{"a": 1,}', /not JSON: there is an error in line 1, column/],
    ['is a list', '[{"userName": "hunter2"}]', /has to be a JSON object/],
    ['is a string', '"hunter2"', /has to be a JSON object/],
    ['is null', 'null', /has to be a JSON object/],
    ['is blank', ' \n', /is empty/],
    ['is empty', '', /is empty/],
    ['is not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), /not UTF-8/],
    [
      'has a __proto__ key',
      '{"name": {"__proto__": {"admin": true}}}',
      /"__proto__" is not an attribute name/,
    ],
    ['hides a __proto__ key', '{"\\u005f_proto__": {"admin": true}}', /"__proto__" is not an attribute name/],
    ['is nested too deeply', `{"a":${'['.repeat(200)}${']'.repeat(200)}}`, /nested more than 64 levels/],
    ['is nested absurdly', `{"a":${'['.repeat(49_000)}`, /not JSON/],
    ['has a number beyond all numbers', '{"a": 1e999}', /number in the request body is too large/],
  ])('a body that %s', async (_, body, detail) => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    for (const [method, path] of [
      ['POST', '/Users'],
      ['PUT', '/Users/1'],
      ['PATCH', '/Users/1'],
    ]) {
      const answer = await proxy.send(path ?? '', { ...(method && { method }), body, headers: JSON_TYPE });
      expectScimError(answer, 400, detail, 'invalidSyntax');
      expect(answer.text).not.toContain('hunter2');
    }
    expect(system.calls).toEqual([]);
    expect((await proxy.send('/Users')).status).toBe(200);
  });

  it('takes attributes called constructor and prototype for data', async () => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    const body = { constructor: { prototype: 1 }, toString: 'x' };
    expect((await proxy.send('/Users', { method: 'POST', body })).status).toBe(200);
    expect(system.calls[0]?.body).toEqual(body);
  });

  it.each([
    'application/scim+json',
    'application/json',
    'Application/JSON; charset=utf-8',
    'application/scim+json;charset="UTF-8"',
    'application/json; odata.metadata=minimal',
  ])('accepts %s', async (contentType) => {
    const proxy = await startProxy();
    const options = { method: 'POST', body: '{}', headers: { 'content-type': contentType } };
    expect((await proxy.send('/Users', options)).status).toBe(200);
  });

  it('ignores a byte order mark', async () => {
    const proxy = await startProxy();
    const options = { method: 'POST', body: Buffer.from('\ufeff{}'), headers: JSON_TYPE };
    expect((await proxy.send('/Users', options)).status).toBe(200);
  });

  it.each([
    ['text/plain', /not supported/],
    ['application/x-www-form-urlencoded', /not supported/],
    ['application/json; charset=iso-8859-1', /UTF-8/],
    ['application/json; charset=utf-16', /UTF-8/],
    ['application/xml', /not supported/],
    ['nonsense', /not supported/],
    ['application/json, text/plain', /not supported/],
  ])('refuses %s with 415', async (contentType, detail) => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    const options = { method: 'POST', body: '{}', headers: { 'content-type': contentType } };
    expectScimError(await proxy.send('/Users', options), 415, detail);
    expect(system.calls).toEqual([]);
  });

  it('refuses a body without Content-Type, and a compressed one', async () => {
    const proxy = await startProxy();
    expectScimError(
      await proxy.send('/Users', { method: 'POST', body: '{}' }),
      415,
      /Content-Type header is missing/,
    );
    const compressed = { ...JSON_TYPE, 'content-encoding': 'gzip' };
    const answer = await proxy.send('/Users', { method: 'POST', body: 'x', headers: compressed });
    expectScimError(answer, 415, /Compressed bodies/);
  });

  it('answers a body of 20 MB with 413, and serves the next request', async () => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system], settings: { bodyLimit: 10 * 1024 * 1024 } });
    const body = Buffer.alloc(20 * 1024 * 1024, ' ');
    const answer = await proxy.send('/Users', { method: 'POST', body, headers: JSON_TYPE });
    expectScimError(answer, 413, /larger than 10485760 bytes \(server.bodyLimit\)/);
    expect(system.calls).toEqual([]);
    expect((await proxy.send('/Users')).status).toBe(200);
  });

  it('does not care about the body of a DELETE', async () => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    for (const [body, contentType] of [
      ['', 'application/json'],
      ['garbage', 'text/plain'],
    ] as const) {
      const headers = { 'content-type': contentType };
      expect((await proxy.send('/Users/1', { method: 'DELETE', body, headers })).status).toBe(200);
    }
    expect(system.calls).toHaveLength(2);
  });
});

describe('URLs', () => {
  it.each([
    ['an unknown path', '/', true, 404, /No such URL/],
    ['a path that is almost right', '/ipsproxy/api/v1/scimx/y/Users', true, 404, /No such URL/],
    [
      'an unknown system',
      '/ipsproxy/api/v1/scim/22222222-2222-4222-8222-222222222222/Users',
      true,
      404,
      /no system with this id/,
    ],
    ['no system', '/ipsproxy/api/v1/scim', true, 404, /names no system/],
    ['no endpoint', '', false, 404, /names no endpoint; this system has Users, Groups/],
    ['an unknown endpoint', '/Printers', false, 404, /no such endpoint; it has Users, Groups/],
    ['an endpoint in another case', '/users', false, 404, /case-sensitive; use Users/],
    ['an endpoint that objects inherit', '/constructor', false, 404, /no such endpoint/],
    ['too many segments', '/Users/1/name', false, 404, /nothing may follow; encode a slash in an id as %2F/],
    [
      'a doubled slash before the system',
      `${API}//${SYSTEM}/Users`,
      true,
      404,
      /\(\/\/\) before the system id/,
    ],
    ['a doubled slash before the endpoint', '//Users', false, 404, /\(\/\/\) behind the system id/],
    ['a doubled slash before the id', '/Users//1', false, 404, /\(\/\/\) behind the endpoint/],
    ['a doubled slash behind the id', '/Users/1//', false, 404, /\(\/\/\) behind the id/],
    ['two slashes at the end', '/Users//', false, 404, /\(\/\/\) behind the endpoint/],
    ['two slashes and no endpoint', '//', false, 404, /\(\/\/\) behind the system id/],
    ['two slashes and no system', `${API}//`, true, 404, /\(\/\/\) before the system id/],
    [
      'a malformed escape',
      '/Users/%zz',
      false,
      400,
      /not percent-encoded UTF-8; encode a percent sign itself as %25/,
    ],
    ['a cut escape', '/Users/50%', false, 400, /not percent-encoded UTF-8/],
    ['bytes that are no UTF-8', '/Users/%ff', false, 400, /not percent-encoded UTF-8/],
    [
      'a malformed system id',
      '/ipsproxy/api/v1/scim/%zz/Users',
      true,
      400,
      /system id in the URL is not percent-encoded/,
    ],
    ['a malformed endpoint', '/%zz', false, 400, /endpoint in the URL is not percent-encoded/],
    ['a malformed query', '/Users?filter=%zz', false, 400, /query string is not percent-encoded UTF-8/],
    ['a NUL character in an id', '/Users/a%00b', false, 400, /contains a NUL character/],
    ['a NUL character in the query', '/Users?filter=%00', false, 400, /contains a NUL character/],
    [
      'an id of two dots',
      '/Users/%2e%2E',
      false,
      400,
      /the segment \. or \.\., which is not possible as an id/,
    ],
    ['an id that is too long', `/Users/${'x'.repeat(1025)}`, false, 414, /longer than 1024 characters/],
    ['Me', '/Me', false, 501, /Me is not implemented/],
    ['one schema', '/Schemas/urn:x', false, 404, /no such schema; it has none/],
    ['.search', '/Users/.search', false, 405, /not possible on Users\/\.search/],
  ] as const)('%s', async (_, path, absolute, status, detail) => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    const answer = await proxy.send(path, { absolute });
    expectScimError(answer, status, detail, status === 400 ? 'invalidValue' : undefined);
    expect(system.calls).toEqual([]);
  });

  it('lets a transformation have an endpoint called Me', async () => {
    const proxy = await startProxy({ systems: [fakeSystem(undefined, { endpoints: ['Me'] })] });
    expect((await proxy.send('/Me')).status).toBe(200);
  });

  it('answers an unknown path with 404 whatever the body is', async () => {
    const proxy = await startProxy();
    for (const contentType of ['application/json', 'text/plain', 'a/b']) {
      const options = {
        method: 'POST',
        body: '{oops',
        headers: { 'content-type': contentType },
        absolute: true,
      };
      expectScimError(await proxy.send('/nowhere', options), 404, /No such URL/);
    }
  });
});

describe('methods', () => {
  it.each([
    ['PUT', '/Users', 'GET, HEAD, POST, OPTIONS'],
    ['PATCH', '/Users', 'GET, HEAD, POST, OPTIONS'],
    ['DELETE', '/Users', 'GET, HEAD, POST, OPTIONS'],
    ['TRACE', '/Users', 'GET, HEAD, POST, OPTIONS'],
    ['PROPFIND', '/Users', 'GET, HEAD, POST, OPTIONS'],
    ['POST', '/Users/1', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
    ['QUERY', '/Users/1', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
    ['M-SEARCH', '/Users/1', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
  ])('%s %s is answered with 405', async (method, path, allow) => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    const answer = await proxy.send(path, { method });
    expectScimError(answer, 405, new RegExp(`^${method} is not possible on`));
    expect(answer.headers.allow).toBe(allow);
    expect(system.calls).toEqual([]);
  });

  it('does not honour X-HTTP-Method-Override', async () => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    const headers = { 'x-http-method-override': 'DELETE' };
    expect((await proxy.send('/Users/1', { method: 'POST', body: {}, headers })).status).toBe(405);
    await proxy.send('/Users', { method: 'POST', body: {}, headers });
    await proxy.send('/Users/1', { headers });
    expect(system.calls.map(({ operation }) => operation)).toEqual(['create', 'get']);
  });
});
