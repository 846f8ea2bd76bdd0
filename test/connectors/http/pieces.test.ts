import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  basicAuthorization,
  passwordProblem,
  userProblem,
} from '../../../src/connectors/http/basic-authentication.ts';
import { decompress } from '../../../src/connectors/http/decompress.ts';
import {
  compose,
  type Interceptor,
  type OutboundRequest,
  type Send,
} from '../../../src/connectors/http/exchange.ts';
import { addHeaders, configuredHeaders } from '../../../src/connectors/http/request-headers.ts';

const request: OutboundRequest = {
  method: 'GET',
  path: '/',
  headers: { accept: 'application/scim+json' },
  signal: new AbortController().signal,
};

/** What reaches the end of the chain. */
async function passed(interceptor: Interceptor, from = request): Promise<OutboundRequest> {
  const { promise, resolve } = Promise.withResolvers<OutboundRequest>();
  const end: Send = async (last) => {
    resolve(last);
    return { status: 200, headers: {}, body: Buffer.alloc(0) };
  };
  await interceptor(end)(from);
  return await promise;
}

describe('compose', () => {
  it('puts the first interceptor outermost', async () => {
    const trail: string[] = [];
    const named =
      (name: string): Interceptor =>
      (next) =>
      async (outbound) => {
        trail.push(name);
        return await next(outbound);
      };
    const end: Send = async () => ({ status: 200, headers: {}, body: Buffer.alloc(0) });
    await compose(end, named('a'), named('b'))(request);
    expect(trail).toEqual(['a', 'b']);
  });
});

describe('basicAuthorization', () => {
  it('encodes user and password in UTF-8', () => {
    const [scheme, encoded = ''] = basicAuthorization({ user: 'T000003', password: 'pä:ss€😀' }).split(' ');
    expect(scheme).toBe('Basic');
    expect(Buffer.from(encoded, 'base64').toString('utf8')).toBe('T000003:pä:ss€😀');
  });

  it('knows what the scheme cannot carry', () => {
    expect(userProblem('a:b')).toContain('colon');
    expect(userProblem('a\r\nX-Evil: 1')).toBeDefined();
    expect(passwordProblem('secret\n')).toContain('line break');
    expect(passwordProblem('secret\n')).not.toContain('secret');
    expect(userProblem('1ab7c243-5de5-4530-8014-1234a26373ab')).toBeUndefined();
    expect(passwordProblem('a:b ü')).toBeUndefined();
  });
});

describe('configuredHeaders', () => {
  it('takes the headers, and no other property', () => {
    const configured = configuredHeaders([
      ['ips.http.header.X-Tenant', ' acme '],
      ['IPS.http.header.X-No', '1'],
      ['URL', 'https://x'],
      ['ips.http.header.__proto__', 'x'],
    ]);
    expect(configured.headers['x-tenant']).toBe('acme');
    expect(Object.keys(configured.headers)).toEqual(['x-tenant', '__proto__']);
    expect(configured).toMatchObject({ notices: [], problems: [] });
  });

  it.each([
    ['ips.http.header.', 'x'],
    ['ips.http.header.X Y', 'x'],
    ['ips.http.header.X:', 'x'],
    ['ips.http.header.X\r\nY', 'x'],
    ['ips.http.header.X', 'a\r\nSet-Cookie: b'],
    ['ips.http.header.X', 'a\0'],
    ['ips.http.header.X', 'ü'],
  ])('refuses %j: %j', (property, value) => {
    const { headers, problems } = configuredHeaders([[property, value]]);
    expect(Object.keys(headers)).toEqual([]);
    expect(problems).toMatchObject([{ property }]);
  });

  it.each([
    'Authorization',
    'Host',
    'content-length',
    'Transfer-Encoding',
    'X-Request-Id',
    'Content-Type',
    'If-Match',
  ])('ignores %s with a notice', (name) => {
    const { headers, notices, problems } = configuredHeaders([[`ips.http.header.${name}`, 'x']]);
    expect(Object.keys(headers)).toEqual([]);
    expect(notices).toMatchObject([{ property: `ips.http.header.${name}` }]);
    expect(problems).toEqual([]);
  });

  it('lets the headers of a request win', async () => {
    const { headers } = await passed(addHeaders({ accept: 'text/plain', 'x-a': '1' }));
    expect(headers).toEqual({ accept: 'application/scim+json', 'x-a': '1' });
  });
});

describe('decompress', () => {
  const answer = (encoding: string | undefined, body: Buffer): Send => {
    return async () => ({
      status: 200,
      headers: encoding === undefined ? {} : { 'content-encoding': encoding },
      body,
    });
  };
  const text = Buffer.from('{"a":"ü"}'.repeat(1_000));

  it.each([
    ['gzip', gzipSync(text)],
    ['X-GZIP', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['br', brotliCompressSync(text)],
    ['identity', text],
    [undefined, text],
  ])('undoes %s', async (encoding, body) => {
    const response = await decompress(answer(encoding, body))(request);
    expect(response.body.equals(text)).toBe(true);
  });

  it('leaves an empty body alone', async () => {
    const response = await decompress(answer('gzip', Buffer.alloc(0)))(request);
    expect(response.body).toHaveLength(0);
  });

  it('stops at a body that grows too large', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    const call = decompress(answer('gzip', bomb))({ ...request, limit: { bytes: 1_000_000, values: 1 } });
    await expect(call).rejects.toMatchObject({
      reason: 'UND_ERR_RES_EXCEEDED_MAX_SIZE',
      progress: 'answering',
    });
  });

  it.each([
    ['gzip', text, 'BROKEN_CONTENT_ENCODING'],
    ['gzip', gzipSync(text).subarray(0, 20), 'BROKEN_CONTENT_ENCODING'],
    ['zebra', text, 'UNKNOWN_CONTENT_ENCODING'],
  ])('refuses broken %s', async (encoding, body, reason) => {
    await expect(decompress(answer(encoding, body))(request)).rejects.toMatchObject({
      reason,
      status: 200,
    });
  });
});
