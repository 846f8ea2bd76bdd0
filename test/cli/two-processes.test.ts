/** Two real processes in front of one backend, with one server for what they remember. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startIdentityAuthentication } from '../../src/sandbox/identity-authentication-v2/index.ts';
import { until } from '../support/until.ts';
import { startValkey, VALKEY_BINARY, type ValkeyServer } from '../support/valkey-server.ts';
import { AUTHORIZATION, SYSTEM, startProxy } from './proxy-process.ts';

const USER = JSON.stringify({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  id: '1',
  userName: 'ada',
  active: true,
  name: { familyName: 'Vale' },
  emails: [{ value: 'ada@example.com', primary: true }],
  'urn:ietf:params:scim:schemas:extension:sap:2.0:User': { userUuid: '1', userId: 'P1' },
});

/** Has one user, and knows when somebody asked for it. */
async function countingBackend() {
  const seen: number[] = [];
  const backend = { status: 200 };
  const server = createServer((request, response) => {
    seen.push(performance.now());
    request.resume();
    response.writeHead(backend.status, { 'content-type': 'application/scim+json' });
    response.end(backend.status === 200 ? USER : '{"detail":"Bad credentials"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, seen, backend };
}

interface Setup {
  readonly properties: object;
  /** Default: some. */
  readonly password?: string;
  readonly deletionGuard?: object;
}

async function startTwo(valkey: ValkeyServer, { properties, password, ...system }: Setup) {
  const start = async () => {
    const configuration = {
      state: { url: { env: 'VALKEY_URL' } },
      systems: [
        {
          ...{ id: SYSTEM, type: 'identity-authentication', ...system },
          properties: { Password: { env: 'BACKEND_SECRET' }, 'ias.api.version': 2, ...properties },
        },
      ],
    };
    const env = {
      VALKEY_URL: `valkey://127.0.0.1:${valkey.port}`,
      ...(password !== undefined && { BACKEND_SECRET: password }),
    };
    const proxy = await startProxy(configuration, { env });
    const send = async (path: string, method = 'GET') => {
      const url = `${proxy.url}/ipsproxy/api/v1/scim/${SYSTEM}${path}`;
      const answer = await fetch(url, { method, headers: { authorization: AUTHORIZATION } });
      const text = await answer.text();
      return { status: answer.status, text, body: text === '' ? {} : JSON.parse(text) };
    };
    const told = (words: string) => proxy.lines.filter(({ msg }) => String(msg).includes(words)).length;
    return { send, told };
  };
  return await Promise.all([start(), start()]);
}

describe.skipIf(VALKEY_BINARY === undefined)('two processes', () => {
  it('keep to one rate, go on while the server is away, and together when it is back', async () => {
    const { url, seen } = await countingBackend();
    const valkey = await startValkey();
    const properties = { URL: url, User: 'u', 'ipsproxy.upstream.requests.per.minute': 540 };
    const [one, other] = await startTwo(valkey, { properties });
    for (const { send } of [one, other]) expect((await send('/Users/1')).status).toBe(200);
    const answers = await Promise.all(
      Array.from({ length: 90 }, (_, index) => (index % 2 ? one : other).send('/Users/1')),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    // A ninth of the rate at once, then nine a second; and what may come late, by a second.
    const inTime = seen.map((from, index) =>
      seen.slice(index).every((at, more) => more + 1 <= 60 + 1 + 9 * ((at - from) / 1000 + 1)),
    );
    expect(inTime).not.toContain(false);

    await valkey.kill();
    for (const { send } of [one, other]) expect((await send('/Users/1')).status).toBe(200);
    await valkey.start();
    for (const { send, told } of [one, other]) {
      await until(() => told('is there again') === 1);
      expect((await send('/Users/1')).status).toBe(200);
    }
  });

  it('know of credentials that were refused in the other one', async () => {
    const { url, seen, backend } = await countingBackend();
    const valkey = await startValkey();
    const [one, other] = await startTwo(valkey, { properties: { URL: url, User: 'u' } });
    for (const { send } of [one, other]) expect((await send('/Users/1')).status).toBe(200);
    backend.status = 401;
    const before = seen.length;
    expect((await one.send('/Users/1')).text).toContain('Bad credentials');
    // What was looked up is good for a second.
    const good = performance.now() + 1_000;
    await until(() => performance.now() > good);
    // On a machine that is very busy, the server may count as away.
    expect([one.told('cannot be used'), other.told('cannot be used')]).toEqual([0, 0]);
    const told = await other.send('/Users/1');
    expect([told.status, told.body.detail]).toEqual([
      502,
      expect.stringMatching(/answered 401 before\. .*Another instance of the proxy was told so.*15 minutes/),
    ]);
    expect(seen.length).toBe(before + 1);
    expect((await one.send('/Users/1')).text).toContain('Bad credentials');
    expect(seen.length).toBe(before + 1);
  });

  it('count losses and sign cursors together, also when the server comes back with what it had', async () => {
    const standIn = await startIdentityAuthentication({ users: 120, groups: 0 });
    onTestFinished(() => standIn.close());
    const valkey = await startValkey('--appendonly', 'yes', '--appendfsync', 'always');
    const { clientId, clientSecret } = standIn.credentials;
    const [one, other] = await startTwo(valkey, {
      properties: { URL: standIn.url, User: clientId },
      password: clientSecret,
      ...{ deletionGuard: { deletions: { atMost: 4, share: 0.9 } } },
    });
    const page = await one.send('/Users?cursor&count=10');
    const ids: string[] = page.body.Resources.map(({ id }: { id: string }) => id);
    const remove = async (index: number) =>
      (await (index % 2 ? one : other).send(`/Users/${ids[index]}`, 'DELETE')).status;
    const statuses: number[] = [];
    for (let index = 0; index < 6; index += 1) statuses.push(await remove(index));
    expect(statuses.filter((status) => status === 204)).toHaveLength(4);

    await valkey.kill();
    expect([await remove(6), await remove(7)]).toEqual([503, 503]);
    const cursor = encodeURIComponent(page.body.nextCursor);
    expect((await one.send(`/Users?cursor=${cursor}&count=10`)).status).toBe(200);
    await valkey.start();
    for (const { told } of [one, other]) await until(() => told('is there again') === 1);
    expect((await other.send(`/Users?cursor=${cursor}&count=10`)).status).toBe(200);
    for (const { send } of [one, other]) {
      const { status, body } = await send(`/Users/${ids[8]}`, 'DELETE');
      expect([status, body.detail]).toEqual([503, expect.stringContaining('4 Users were deleted')]);
    }
  });
});
