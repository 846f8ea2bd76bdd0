/** Answers are bounded by what they cost, and take turns for the memory that they need. */
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Memory } from '../../../src/connectors/connector.ts';
import { LARGEST, ONE_GROUP, pageOf } from '../../../src/connectors/http/answer-limits.ts';
import type { Backend } from '../../../src/connectors/http/backend.ts';
import { openConnections } from '../../../src/connectors/http/connections.ts';
import { decompress } from '../../../src/connectors/http/decompress.ts';
import { compose } from '../../../src/connectors/http/exchange.ts';
import { SecretMask } from '../../../src/connectors/http/masking/secret-mask.ts';
import { type UpstreamCall, UpstreamClient } from '../../../src/connectors/http/upstream-client.ts';
import { ScimError } from '../../../src/scim/errors.ts';
import { startBackend } from '../support/backend.ts';
import { callContext, scimError } from '../support/context.ts';

const MB = 1024 * 1024;
const LIST: UpstreamCall = { method: 'GET', resource: 'Users' };

/** A client of a backend that answers this, and the memory that it asked for. */
async function setUp(
  body: string | Buffer,
  { gzip = false, grant, full = false }: { gzip?: boolean; grant?: Promise<void>; full?: boolean } = {},
) {
  const backend = await startBackend((_, response) => {
    response.writeHead(200, {
      'content-type': 'application/json',
      ...(gzip ? { 'content-encoding': 'gzip' } : {}),
    });
    response.end(body);
  });
  const connections = openConnections(backend.origin, { connectTimeout: 1_000 });
  const reserved: number[] = [];
  const insisted: number[] = [];
  const memory: Memory = {
    reserve: (bytes) => {
      if (full) throw new ScimError(503, 'full');
      reserved.push(bytes);
      return reserved.length === 1 ? grant : undefined;
    },
    insist: (bytes) => void insisted.push(bytes),
  };
  const described: Backend = {
    name: 'Example Directory',
    systemId: 'system-1',
    origin: backend.origin,
    mask: new SecretMask({ credentials: { user: 'user', password: 'password' }, headers: {} }),
    requiredRole: () => '',
    lockout: '',
    retryAfter: 60,
  };
  const client = new UpstreamClient({
    backend: described,
    base: { origin: backend.origin, path: '' },
    send: compose(connections.send, decompress),
    contentType: 'application/json',
    accept: 'application/json',
  });
  const context = { ...callContext(), memory, progress: { hasWritten: false } };
  return {
    context,
    reserved,
    insisted,
    call: async (call: Partial<UpstreamCall> = {}) => (await client.call({ ...LIST, ...call }, context)).body,
    fail: (call: Partial<UpstreamCall> = {}) => scimError(client.call({ ...LIST, ...call }, context)),
    [Symbol.asyncDispose]: async () => {
      await connections.close();
      await backend[Symbol.asyncDispose]();
    },
  };
}

const users = (count: number) =>
  JSON.stringify({
    Resources: Array.from({ length: count }, (_, id) => ({
      id: String(id),
      userName: `user-${id}@example.com`,
    })),
  });

describe('an answer', () => {
  it('that is small needs no memory of its own', async () => {
    await using system = await setUp(users(2_000));
    expect(await system.call()).toMatchObject({ Resources: { length: 2_000 } });
    expect([system.reserved, system.insisted.filter((bytes) => bytes > 0)]).toEqual([[], []]);
  });

  it.each([false, true])(
    'that is large is read exactly, once there is memory for it (compressed: %s)',
    async (gzip) => {
      const text = `\uFEFF{"number":49151123456789012345,"ü":"😀",${users(20_000).slice(1)}`;
      const { promise: grant, resolve } = Promise.withResolvers<void>();
      await using system = await setUp(gzip ? gzipSync(text) : text, { gzip, grant });
      let isDone = false;
      const answer = system.call().finally(() => {
        isDone = true;
      });
      await expect.poll(() => system.reserved.length).toBeGreaterThan(0);
      for (let turn = 0; turn < 50; turn += 1) await setImmediate();
      expect(isDone).toBe(false);
      resolve();
      expect(await answer).toEqual({ ...JSON.parse(text.slice(1)), number: '49151123456789012345' });
      expect(system.reserved.reduce((sum, bytes) => sum + bytes)).toBeGreaterThan(MB);
    },
  );

  it('to a read fails with 503 where there is no memory for it', async () => {
    const full = new ScimError(503, 'full', { retryAfter: 5 });
    const grant = Promise.reject(full);
    grant.catch(() => undefined);
    await using system = await setUp(users(20_000), { grant });
    expect(await system.fail()).toMatchObject({ status: 503, message: 'full', retryAfter: 5 });
    expect(system.context.logged).toMatchObject([{ upstream: { reason: 'NO_MEMORY' } }]);
  });

  it('to a read after a write does not say that nothing was done', async () => {
    const grant = Promise.reject(new ScimError(503, 'full. Nothing was done.', { retryAfter: 5 }));
    grant.catch(() => undefined);
    await using system = await setUp(users(20_000), { grant });
    system.context.progress.hasWritten = true;
    const error = await system.fail();
    expect(error).toMatchObject({ status: 503, retryAfter: 5 });
    expect(error.message).toMatch(
      /^The answer of Example Directory .* was not read, because .*GET \/Users; NO_MEMORY\)\.$/,
    );
    expect(system.context.logged).toMatchObject([{ upstream: { reason: 'NO_MEMORY' } }]);
  });

  it('to a write is not read where there is no memory for it, and the client is told that the change was made', async () => {
    const grant = Promise.reject(new ScimError(503, 'full'));
    grant.catch(() => undefined);
    await using system = await setUp(users(20_000), { grant });
    const error = await system.fail({ method: 'POST', body: {} });
    expect(error.status).toBe(502);
    expect(error.message).toMatch(
      /was not read, because .* its memory allows, .* It had begun to answer 200, so the change was made/,
    );
  });

  it('for which nobody may wait any longer fails in the same way', async () => {
    await using system = await setUp(users(20_000), { full: true });
    expect(await system.fail()).toMatchObject({ status: 503, message: 'full' });
    expect(await system.fail({ method: 'PUT', id: 'x', body: {} })).toMatchObject({ status: 502 });
  });

  it.each<[string, Buffer]>([
    ['objects', gzipSync(`{"Resources":[${'{},'.repeat(20_000_000)}{}]}`)],
    ['blanks', gzipSync(Buffer.alloc(60 * MB, ' '))],
    ['zeros', gzipSync(Buffer.alloc(60 * MB))],
  ])('of 60 MB of %s in a few kB is refused', async (_, bomb) => {
    expect(bomb.length).toBeLessThan(100_000);
    await using system = await setUp(bomb, { gzip: true });
    expect(await system.fail({ limit: pageOf(100) })).toMatchObject({
      status: 502,
      message: expect.stringContaining(
        'is too large (GET /Users; UND_ERR_RES_EXCEEDED_MAX_SIZE): ask for fewer entities (count)',
      ),
    });
  });

  it.each<[string, string]>([
    ['values', `{"Resources":[${'{},'.repeat(450_000)}{}]}`],
    ['levels', `{"x":${'['.repeat(65)}${']'.repeat(65)},"y":"${'x'.repeat(300_000)}"}`],
    ['names', `{"x":[${Array.from({ length: 50_000 }, (_, index) => `{"k${index}":1}`)}]}`],
    ['bytes in one text', `{"x":"${'x'.repeat(17 * MB)}"}`],
    ['bytes in one entity of a list', `{"x":[{},{"x":"${'x'.repeat(17 * MB)}"},{}]}`],
  ])('with too many %s is the fault of the backend', async (_, body) => {
    await using system = await setUp(body);
    const error = await system.fail();
    expect(error.status).toBe(502);
    expect(error.message).toMatch(/has more, larger or deeper values than the proxy reads/);
    expect(error.message).not.toContain('change');
    expect((await system.fail({ method: 'POST', body: {} })).message).toMatch(/The change was probably made/);
  });

  it('that is larger than was asked for is cut off while it arrives', async () => {
    await using system = await setUp(users(20_000));
    expect(await system.fail({ limit: { bytes: 500_000, values: 1_000_000 } })).toMatchObject({
      status: 502,
      message: expect.stringContaining('too large'),
    });
  });

  it('waits for memory on half of the connections at most, so that who has it can come to an end', async () => {
    const { promise: grant, resolve } = Promise.withResolvers<void>();
    const waits: boolean[] = [];
    await using backend = await startBackend((_, response) => response.writeHead(200).end(users(20_000)));
    const connections = openConnections(backend.origin, { connectTimeout: 1_000, connections: 4 });
    const memory: Memory = {
      reserve: (_bytes, _signal, mayWait = true) => {
        waits.push(mayWait);
        if (!mayWait) throw new ScimError(503, 'full');
        return waits.length <= 2 ? grant : undefined;
      },
      insist: () => undefined,
    };
    const { signal } = new AbortController();
    const send = () => connections.send({ method: 'GET', path: '/', headers: {}, signal, memory });
    const held = [send(), send()];
    await expect.poll(() => waits.length).toBe(2);
    await expect(send()).rejects.toMatchObject({ status: 503 });
    await expect(send()).rejects.toMatchObject({ status: 503 });
    resolve();
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await send()).status).toBe(200);
    expect(waits.slice(0, 4)).toEqual([true, true, false, false]);
    expect(waits.slice(4)).not.toContain(false);
    await connections.close();
  });

  it('with more values than its bytes let expect takes more memory', async () => {
    await using system = await setUp(`{"x":[${'1,'.repeat(200_000)}1]}`);
    await system.call();
    expect(system.insisted.some((bytes) => bytes > 20 * MB)).toBe(true);
  });
});

describe('a page', () => {
  it('may be as large as its entities, up to the largest answer', () => {
    expect(pageOf(1).bytes).toBeGreaterThan(ONE_GROUP.bytes);
    expect(pageOf(10).values).toBeLessThan(pageOf(40).values);
    expect(pageOf(100)).toEqual(LARGEST);
  });
});
