/** Headers of every answer, whoever gives it. */
import { expect, it } from 'vitest';
import { scimErrorOf, startProxy } from './helpers.ts';

const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

it.each([
  ['an entity', '/Users', {}, 200],
  ['a refusal', '/Users', { authorization: null }, 401],
  ['a URL that is none', '/nowhere', { absolute: true }, 404],
  ['health', '/healthz', { absolute: true }, 200],
  ['metrics', '/metrics', { absolute: true }, 200],
  ['a wrong method', '/healthz', { absolute: true, method: 'DELETE' }, 405],
])('has %s', async (_what, path, options, status) => {
  const proxy = await startProxy();
  const answer = await proxy.send(path, options);
  expect(answer.status).toBe(status);
  expect(answer.headers).toMatchObject(HEADERS);
  for (const name of ['server', 'x-powered-by', 'strict-transport-security']) {
    expect(answer.headers).not.toHaveProperty(name);
  }
});

it.each([
  ['no HTTP', 'nonsense\r\n\r\n'],
  ['an expectation', 'GET / HTTP/1.1\r\nHost: x\r\nExpect: tea\r\nConnection: close\r\n\r\n'],
  ['CONNECT', 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n'],
])('has the answer to %s', async (_what, request) => {
  const proxy = await startProxy();
  const { head } = scimErrorOf(await proxy.raw(request));
  for (const [name, value] of Object.entries(HEADERS)) expect(head).toContain(`\r\n${name}: ${value}`);
  expect(head).not.toMatch(/\r\n(?:server|x-powered-by):/);
});

it('says that TLS is a must where clients come by TLS', async () => {
  const proxy = await startProxy({ settings: { externalUrl: 'https://proxy.example.com' } });
  expect((await proxy.send('/Users')).headers).toMatchObject({
    ...HEADERS,
    'strict-transport-security': 'max-age=31536000',
  });
});
