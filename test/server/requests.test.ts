import { describe, expect, it } from 'vitest';
import { API, fakeSystem, SYSTEM, startProxy } from './helpers.ts';

describe('operations', () => {
  it.each([
    ['GET', '/Users?count=2', 'list'],
    ['GET', '/Users/', 'list'],
    ['HEAD', '/Users', 'list'],
    ['POST', '/Groups', 'create'],
    ['GET', '/Users/1', 'get'],
    ['HEAD', '/Users/1', 'get'],
    ['PUT', '/Users/1/', 'replace'],
    ['PATCH', '/Groups/1', 'patch'],
    ['DELETE', '/Groups/1', 'delete'],
  ])('%s %s is %s', async (method, path, operation) => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    const withBody = ['POST', 'PUT', 'PATCH'].includes(method);
    const answer = await proxy.send(path, { method, ...(withBody && { body: { a: [1, { b: null }] } }) });
    expect(answer.status).toBe(200);
    expect(system.calls).toHaveLength(1);
    const [call] = system.calls;
    expect(call).toMatchObject({ operation, endpoint: path.slice(1, path.startsWith('/Groups') ? 7 : 6) });
    if (withBody) expect(call?.body).toEqual({ a: [1, { b: null }] });
  });

  it('carry If-Match and If-None-Match as they were sent', async () => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    await proxy.send('/Users/1', { headers: { 'if-none-match': 'W/"1", "2"' } });
    await proxy.send('/Users/1', { method: 'DELETE', headers: { 'if-match': '"3"' } });
    expect(system.calls.map(({ preconditions }) => preconditions)).toEqual([
      { ifNoneMatch: 'W/"1", "2"' },
      { ifMatch: '"3"' },
    ]);
  });
});

describe('ids', () => {
  it.each([
    'plain',
    'with space',
    'a/b',
    '../Groups/1',
    '..%2f',
    '100%',
    '%41',
    'a#b?c&d=e',
    'ä€😀',
    'urn:x:y;z=1@example.com',
    '__proto__',
    '...',
    '+',
    'é'.normalize('NFD'),
    'x'.repeat(1024),
  ])('%j reaches the system as it is', async (id) => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    expect((await proxy.send(`/Users/${encodeURIComponent(id)}`)).status).toBe(200);
    expect(system.calls[0]?.id).toBe(id);
  });

  it('may have escapes where none is needed, and lower-case ones', async () => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    await proxy.send('/%55sers/%61%2f%c3%a9');
    expect(system.calls[0]).toMatchObject({ operation: 'get', endpoint: 'Users', id: 'a/é' });
  });
});

describe('query parameters', () => {
  it('are decoded once, a plus being a blank', async () => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    await proxy.send('/Users?filter=userName+eq%20%22a%2Bb%2541%22&count=10&empty=&flag&a%3Db=c%3Dd=e');
    expect({ ...system.calls[0]?.query }).toEqual({
      filter: 'userName eq "a+b%41"',
      count: '10',
      empty: '',
      flag: '',
      'a=b': 'c=d=e',
    });
  });

  it('that come several times are a list', async () => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    await proxy.send('/Users?count=1&count=2&count=3&__proto__=x');
    const query = system.calls[0]?.query ?? {};
    expect(Object.entries(query)).toEqual([
      ['count', ['1', '2', '3']],
      ['__proto__', 'x'],
    ]);
    expect(Object.getPrototypeOf(query)).toBeNull();
  });
});

describe('the base of Location and meta.location', () => {
  it.each([
    ['the Host header', {}, { host: 'proxy.example:8443' }, 'http://proxy.example:8443'],
    ['an IPv6 Host header', {}, { host: '[::1]:8080' }, 'http://[::1]:8080'],
    [
      'not the forwarded headers of strangers',
      {},
      { host: 'proxy.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
      'http://proxy.example',
    ],
    [
      'the forwarded headers when trusted',
      { trustForwardedHeaders: true },
      {
        host: 'inner',
        'x-forwarded-host': 'outer.example, inner.example',
        'x-forwarded-proto': 'https,http',
      },
      'https://outer.example',
    ],
    [
      'the Host header where a trusted forwarded one is none',
      { trustForwardedHeaders: true },
      { host: 'inner', 'x-forwarded-host': 'a b/', 'x-forwarded-proto': 'gopher' },
      'http://inner',
    ],
    [
      'the configured URL before all',
      { trustForwardedHeaders: true, externalUrl: 'https://configured.example/base/' },
      { host: 'inner', 'x-forwarded-host': 'outer.example' },
      'https://configured.example/base',
    ],
  ])('is %s', async (_, settings, headers, origin) => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system], settings });
    await proxy.send('/Users', { headers });
    const service = '/ipsproxy/service/api/v1/scim';
    await proxy.send(`${service}/${SYSTEM}/Users`, { headers, absolute: true });
    expect(system.calls.map(({ context }) => context.baseUrl)).toEqual([
      `${origin}${API}/${SYSTEM}`,
      `${origin}${service}/${SYSTEM}`,
    ]);
  });
});
