import { createConnection } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { jsonAnswer } from '../../../src/sandbox/kit/message.ts';
import { type StandIn, type StandInService, startStandIn } from '../../../src/sandbox/kit/stand-in.ts';
import { until } from '../../support/until.ts';

interface Report {
  count: number;
  requests: {
    method: string;
    path: string;
    headers: Record<string, string>;
    body: unknown;
    status: number | null;
  }[];
}

const running: StandIn[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((standIn) => standIn.close()));
});

/** A service that counts what it processed and echoes the request. */
async function startEcho(
  extra: Partial<StandInService> = {},
): Promise<{ standIn: StandIn; processed: string[] }> {
  const processed: string[] = [];
  const standIn = await startStandIn(() => ({
    handle: ({ method, path, query, body }) => {
      processed.push(`${method} ${path}`);
      return jsonAnswer(200, { path, query, body: body.toString() });
    },
    ...extra,
  }));
  running.push(standIn);
  return { standIn, processed };
}

const control = (standIn: StandIn, method: string, name: string, body?: unknown): Promise<Response> =>
  fetch(`${standIn.url}/__sandbox/${name}`, {
    method,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });

const report = async (standIn: StandIn): Promise<Report> =>
  (await (await control(standIn, 'GET', 'requests')).json()) as Report;

/** What comes back on a bare socket for these bytes, until the other side closes. */
function raw(standIn: StandIn, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(standIn.port, '127.0.0.1', () => socket.end(bytes));
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text)).on('error', reject);
  });
}

describe('listening', () => {
  it('takes a free port on loopback and says which', async () => {
    const { standIn } = await startEcho();
    expect(standIn.url).toBe(`http://127.0.0.1:${standIn.port}`);
    expect((await fetch(`${standIn.url}/a`)).status).toBe(200);
  });

  it('rejects with the system error when the port is taken', async () => {
    const { standIn } = await startEcho();
    await expect(
      startStandIn(() => ({ handle: () => ({ status: 200 }) }), { port: standIn.port }),
    ).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  it('closes at once, with idle connections and with requests under way', async () => {
    const { standIn } = await startEcho({ handle: async () => new Promise(() => {}) });
    const waiting = fetch(`${standIn.url}/never`).catch(() => 'dropped');
    await until(async () => (await report(standIn)).count > 0);
    await standIn.close();
    running.pop();
    expect(await waiting).toBe('dropped');
  });

  it('shows a mistake of its own as 500 with the reason', async () => {
    const { standIn } = await startEcho({
      handle: () => {
        throw new Error('slip');
      },
    });
    const response = await fetch(standIn.url);
    expect(response.status).toBe(500);
    expect(await response.text()).toContain('slip');
    expect((await report(standIn)).requests[0]?.status).toBe(500);
  });

  it('answers broken HTTP and too many header bytes without falling over', async () => {
    const { standIn } = await startEcho();
    expect(await raw(standIn, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw(standIn, `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 /,
    );
    expect((await fetch(standIn.url)).status).toBe(200);
  });

  it('refuses a body beyond any sense with 413', async () => {
    const { standIn, processed } = await startEcho();
    const response = await fetch(standIn.url, { method: 'POST', body: Buffer.alloc(33 * 1024 * 1024) });
    expect(response.status).toBe(413);
    expect(processed).toEqual([]);
  });

  it('sends no body to HEAD', async () => {
    const { standIn } = await startEcho();
    const response = await fetch(standIn.url, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('dates its answers by its own clock', async () => {
    const standIn = await startStandIn(() => ({ handle: () => ({ status: 204 }) }), { now: () => 0 });
    running.push(standIn);
    standIn.clock.advance(60);
    expect((await fetch(standIn.url)).headers.get('date')).toBe('Thu, 01 Jan 1970 00:01:00 GMT');
  });
});

describe('recorded requests', () => {
  it('keep method, path with query, headers, body and status', async () => {
    const { standIn } = await startEcho();
    await fetch(`${standIn.url}/a%20b?x=1&y=%2F`, {
      method: 'POST',
      headers: { authorization: 'Basic c2VjcmV0', 'content-type': 'application/scim+json' },
      body: '{"__proto__":{"a":1},"list":[1]}',
    });
    await fetch(`${standIn.url}/text`, { method: 'PUT', body: 'no json' });
    await fetch(`${standIn.url}/plain`);
    const { count, requests } = await report(standIn);
    expect(count).toBe(3);
    expect(requests.map(({ method, path, status }) => [method, path, status])).toEqual([
      ['POST', '/a%20b?x=1&y=%2F', 200],
      ['PUT', '/text', 200],
      ['GET', '/plain', 200],
    ]);
    expect(requests[0]?.headers['authorization']).toBe('Basic c2VjcmV0');
    expect(JSON.stringify(requests[0]?.body)).toBe('{"__proto__":{"a":1},"list":[1]}');
    expect(requests.map(({ body }) => body).slice(1)).toEqual(['no json', null]);
    expect(Object.keys(requests[0] ?? {}).sort()).toEqual(['body', 'headers', 'method', 'path', 'status']);
  });

  it('are the last hundred, while the count goes on, and start again after a reset', async () => {
    const { standIn } = await startEcho();
    for (let index = 0; index < 103; index += 1) await fetch(`${standIn.url}/${index}`);
    const before = await report(standIn);
    expect(before.count).toBe(103);
    expect(before.requests.map(({ path }) => path)).toEqual(
      Array.from({ length: 100 }, (_, index) => `/${index + 3}`),
    );
    expect((await control(standIn, 'DELETE', 'requests')).status).toBe(204);
    expect(await report(standIn)).toEqual({ count: 0, requests: [] });
  });
});

describe('faults', () => {
  it('answer with a status without processing, as often as told', async () => {
    const { standIn, processed } = await startEcho();
    expect(
      await (await control(standIn, 'POST', 'faults', { count: 2, status: 503, retryAfter: 7 })).json(),
    ).toEqual({
      pending: 2,
    });
    for (let index = 0; index < 2; index += 1) {
      const response = await fetch(`${standIn.url}/x`);
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7']);
    }
    expect(processed).toEqual([]);
    expect((await fetch(`${standIn.url}/x`)).status).toBe(200);
    expect((await report(standIn)).requests.map(({ status }) => status)).toEqual([503, 503, 200]);
  });

  it('use the answer the service has for a status', async () => {
    const { standIn } = await startEcho({ faultAnswer: (status) => ({ status, body: 'maintenance' }) });
    await control(standIn, 'POST', 'faults', { count: 1, status: 502 });
    expect(await (await fetch(standIn.url)).text()).toBe('maintenance');
  });

  it('match by method in any case and by any part of path and query', async () => {
    const { standIn } = await startEcho();
    await control(standIn, 'POST', 'faults', { count: 1, method: 'patch', path: '/Groups', status: 500 });
    await control(standIn, 'POST', 'faults', { count: 1, path: 'startIndex=101', status: 429 });
    const status = async (path: string, method = 'GET'): Promise<number> =>
      (await fetch(standIn.url + path, { method })).status;
    expect(await status('/scim/Groups/1')).toBe(200);
    expect(await status('/scim/Users/1', 'PATCH')).toBe(200);
    expect(await status('/scim/Groups/1', 'PATCH')).toBe(500);
    expect(await status('/scim/Users?startIndex=1')).toBe(200);
    expect(await status('/scim/Users?startIndex=101')).toBe(429);
    expect(await status('/scim/Users?startIndex=101')).toBe(200);
  });

  it('queue up: the first that matches is used up first', async () => {
    const { standIn } = await startEcho();
    await control(standIn, 'POST', 'faults', { count: 1, status: 500 });
    await control(standIn, 'POST', 'faults', { count: 1, status: 501 });
    expect((await fetch(standIn.url)).status).toBe(500);
    expect((await fetch(standIn.url)).status).toBe(501);
  });

  it('reset the connection before the request is processed', async () => {
    const { standIn, processed } = await startEcho();
    await control(standIn, 'POST', 'faults', { count: 1, reset: 'before' });
    await expect(fetch(`${standIn.url}/x`, { method: 'POST', body: '{"a":1}' })).rejects.toThrow();
    expect(processed).toEqual([]);
    expect((await report(standIn)).requests).toMatchObject([{ body: { a: 1 }, status: null }]);
  });

  it('reset the connection after the request was processed', async () => {
    const { standIn, processed } = await startEcho();
    await control(standIn, 'POST', 'faults', { count: 1, reset: 'after' });
    await expect(fetch(`${standIn.url}/x`, { method: 'POST', body: '{}' })).rejects.toThrow();
    expect(processed).toEqual(['POST /x']);
    expect((await report(standIn)).requests[0]?.status).toBe(200);
  });

  it('cut the body in the middle of what Content-Length announces', async () => {
    const { standIn, processed } = await startEcho();
    await control(standIn, 'POST', 'faults', { count: 1, truncate: true });
    const answer = await raw(standIn, 'GET /long HTTP/1.1\r\nhost: a\r\n\r\n');
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    const announced = Number(/content-length: (\d+)/i.exec(head)?.[1]);
    expect(body.length).toBe(Math.floor(announced / 2));
    expect(processed).toEqual(['GET /long']);
    await control(standIn, 'POST', 'faults', { count: 1, truncate: true });
    await expect((await fetch(standIn.url)).text()).rejects.toThrow();
  });

  it('send interim answers that nobody asked for, then the answer', async () => {
    const { standIn, processed } = await startEcho();
    await control(standIn, 'POST', 'faults', { count: 1, interim: [100, 103, 102, 100], truncate: true });
    const answer = await raw(standIn, 'GET /long HTTP/1.1\r\nhost: a\r\n\r\n');
    expect([...answer.matchAll(/^HTTP\/1.1 (\d+)/gm)].map(([, status]) => status)).toEqual([
      '100',
      '103',
      '102',
      '100',
      '200',
    ]);
    expect(processed).toEqual(['GET /long']);
  });

  it('delay, then process: ended by advancing the clock', async () => {
    const { standIn, processed } = await startEcho();
    await control(standIn, 'POST', 'faults', { count: 1, delayMs: 3_600_000 });
    const waiting = fetch(standIn.url);
    await until(async () => (await report(standIn)).count > 0);
    expect(processed).toEqual([]);
    // The request is counted when its head arrives; its body, and with it the wait, may come a moment later.
    let status: number | undefined;
    const answered = waiting.then((response) => {
      status = response.status;
    });
    await until(async () => {
      await control(standIn, 'POST', 'clock', { advanceSeconds: 3_600 });
      return status !== undefined;
    });
    await answered;
    expect(status).toBe(200);
  });

  it('are forgotten by DELETE', async () => {
    const { standIn } = await startEcho();
    await control(standIn, 'POST', 'faults', { count: 5, status: 500 });
    expect((await control(standIn, 'DELETE', 'faults')).status).toBe(204);
    expect((await fetch(standIn.url)).status).toBe(200);
  });

  it('leave control requests alone', async () => {
    const { standIn } = await startEcho();
    await control(standIn, 'POST', 'faults', { count: 9, status: 500 });
    expect((await control(standIn, 'GET', 'requests')).status).toBe(200);
  });
});

describe('control input that makes no sense', () => {
  it.each([
    ['no count', 'faults', { status: 500 }, /count/],
    ['count 0', 'faults', { count: 0, status: 500 }, /count/],
    ['no effect', 'faults', { count: 1 }, /nothing would go wrong/],
    ['an unknown member', 'faults', { count: 1, status: 500, statsu: 1 }, /statsu/],
    ['a status that is none', 'faults', { count: 1, status: 99 }, /status/],
    ['an unknown reset', 'faults', { count: 1, reset: 'later' }, /reset/],
    ['reset and status', 'faults', { count: 1, reset: 'before', status: 500 }, /reset leaves no answer/],
    ['retryAfter alone', 'faults', { count: 1, delayMs: 1, retryAfter: 1 }, /needs status/],
    ['a list', 'faults', [], /expected object/],
    ['no JSON', 'faults', '{"count":', /Not JSON/],
    ['nothing', 'faults', '', /Not JSON/],
    ['a clock that goes back', 'clock', { advanceSeconds: -1 }, /advanceSeconds/],
    ['a clock of words', 'clock', { advanceSeconds: 'an hour' }, /advanceSeconds/],
  ])('%s is a 400 that says why', async (_, name, body, reason) => {
    const { standIn } = await startEcho();
    const response = await control(standIn, 'POST', name, body);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { error: string }).error).toMatch(reason);
    expect((await fetch(standIn.url)).status).toBe(200);
  });

  it('names the endpoints and the methods there are', async () => {
    const { standIn } = await startEcho();
    const unknown = await control(standIn, 'GET', 'nothing');
    expect([unknown.status, await unknown.text()]).toEqual([
      404,
      expect.stringContaining('requests, faults, clock'),
    ]);
    const wrongMethod = await control(standIn, 'PUT', 'requests');
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'GET, DELETE']);
    expect((await control(standIn, 'GET', '__proto__')).status).toBe(404);
  });

  it('moves the clock', async () => {
    const standIn = await startStandIn(() => ({ handle: () => ({ status: 204 }) }), { now: () => 0 });
    running.push(standIn);
    const response = await control(standIn, 'POST', 'clock', { advanceSeconds: 90.5 });
    expect(await response.json()).toEqual({ now: '1970-01-01T00:01:30.500Z' });
  });
});
