import { describe, expect, it } from 'vitest';
import { ScimError } from '../../src/scim/errors.ts';
import { ERROR_SCHEMA, fakeSystem, OK, startProxy } from './helpers.ts';

describe('answers', () => {
  it('carry body, location, version and warnings', async () => {
    const proxy = await startProxy({
      systems: [
        fakeSystem(() => ({
          status: 201,
          body: { id: 'ä' },
          location: 'http://x/Users/%C3%A4',
          version: 'W-1.2/abc',
          warnings: ['first', 'second'],
        })),
      ],
    });
    const answer = await proxy.send('/Users', { method: 'POST', body: {} });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ id: 'ä' });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/scim+json',
      'content-length': '11',
      location: 'http://x/Users/%C3%A4',
      etag: '"W-1.2/abc"',
      'x-ipsproxy-warning': ['first', 'second'],
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
  });

  it('fit the 16 kB of headers that clients take, at their longest', async () => {
    const proxy = await startProxy({
      systems: [
        fakeSystem(() => ({
          ...OK,
          location: `http://x/Users/${encodeURIComponent('中'.repeat(1_024))}`,
          version: 'v'.repeat(512),
          warnings: Array.from({ length: 50 }, () => 'w'.repeat(200_000)),
        })),
      ],
    });
    const { status, headers } = await proxy.send('/Users/1');
    expect(status).toBe(200);
    const lengths = Object.entries(headers).flatMap(([name, value]) =>
      [value].flat().map((text) => `${name}: ${text}\r\n`.length),
    );
    expect(lengths.reduce((sum, length) => sum + length)).toBeLessThan(15_000);
  });

  it('cannot be split by what a backend or a client wrote', async () => {
    const proxy = await startProxy({
      systems: [
        fakeSystem(() => ({
          ...OK,
          location: 'http://x/a b\r\nX-Evil: 1/é\ud800',
          version: 'a"b',
          warnings: ['a\r\nX-Evil: 1', 'größer 😀', 'x'.repeat(1000), ...Array.from({ length: 20 }, String)],
        })),
      ],
    });
    const { headers } = await proxy.send('/Users/1');
    expect(headers).not.toHaveProperty('x-evil');
    expect(headers).not.toHaveProperty('etag');
    expect(headers.location).toBe('http://x/a%20b%0D%0AX-Evil:%201/%C3%A9%EF%BF%BD');
    const warnings = headers['x-ipsproxy-warning'];
    expect(warnings).toHaveLength(11);
    expect(warnings?.slice(0, 3)).toEqual(['a?X-Evil: 1', 'gr?er ?', `${'x'.repeat(297)}...`]);
    expect(warnings?.at(-1)).toBe('and 13 more');
  });

  it.each([204, 304] as const)('with %i have no body', async (status) => {
    const proxy = await startProxy({ systems: [fakeSystem(() => ({ status, version: '7', warnings: [] }))] });
    const answer = await proxy.send('/Users/1');
    expect([answer.status, answer.text, answer.headers.etag]).toEqual([status, '', '"7"']);
    expect(answer.headers).not.toHaveProperty('content-type');
  });

  it('to HEAD are those to GET without the body', async () => {
    const proxy = await startProxy({ systems: [fakeSystem(() => ({ ...OK, version: '7' }))] });
    const [get, head] = [await proxy.send('/Users/1'), await proxy.send('/Users/1', { method: 'HEAD' })];
    expect([head.status, head.text]).toEqual([200, '']);
    for (const name of ['content-type', 'content-length', 'etag'])
      expect(head.headers[name]).toBe(get.headers[name]);
    const missing = await proxy.send('/Nothing', { method: 'HEAD' });
    expect([missing.status, missing.text]).toEqual([404, '']);
  });

  it('to OPTIONS say what is possible', async () => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    const answers = [
      await proxy.send('/Users', { method: 'OPTIONS' }),
      await proxy.send('/Users/1', {
        method: 'OPTIONS',
        body: '{',
        headers: { 'content-type': 'application/json' },
      }),
    ];
    expect(answers.map(({ status, headers }) => [status, headers.allow])).toEqual([
      [204, 'GET, HEAD, POST, OPTIONS'],
      [204, 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
    ]);
    expect(system.calls).toEqual([]);
  });
});

describe('errors of a system', () => {
  it('reach the client as they are', async () => {
    const extension = 'urn:ipsproxy:params:scim:api:messages:2.0:MembershipError';
    const proxy = await startProxy({
      systems: [
        fakeSystem(() => {
          throw new ScimError(429, 'Slow down.', {
            retryAfter: 1.2,
            extensions: { [extension]: { applied: [] } },
          });
        }),
      ],
    });
    const answer = await proxy.send('/Users');
    expect(answer.status).toBe(429);
    expect(answer.headers['retry-after']).toBe('2');
    expect(answer.body).toEqual({
      schemas: [ERROR_SCHEMA, extension],
      status: '429',
      detail: 'Slow down.',
      [extension]: { applied: [] },
    });
  });

  it('may say that nothing was modified', async () => {
    const proxy = await startProxy({
      systems: [
        fakeSystem(() => {
          throw new ScimError(304, 'Not modified.');
        }),
      ],
    });
    const answer = await proxy.send('/Users/1');
    expect([answer.status, answer.text]).toEqual([304, '']);
  });

  it.each([
    ['an error', new TypeError('secret internals')],
    ['a string', 'secret internals'],
    ['undefined', undefined],
    [
      'an error that looks like a client error',
      Object.assign(new Error('secret internals'), { statusCode: 404 }),
    ],
  ])('that nobody expected say nothing but the request id: %s', async (_, thrown) => {
    const system = fakeSystem(({ operation }) => {
      if (operation === 'get') throw thrown;
      return OK;
    });
    const proxy = await startProxy({ systems: [system] });
    const answer = await proxy.send('/Users/1', { headers: { 'x-request-id': 'abc' } });
    expect(answer.status).toBe(500);
    expect(answer.body.detail).toBe('Unexpected error in the proxy; its log says more under request id abc.');
    expect(answer.text).not.toContain('secret');
    expect(proxy.log.lines).toContainEqual(expect.objectContaining({ level: 50, requestId: 'abc' }));
    expect((await proxy.send('/Users')).status).toBe(200);
  });
});
