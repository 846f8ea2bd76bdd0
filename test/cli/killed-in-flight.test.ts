/** A process that is killed while it does a request with an Idempotency-Key, and one that gets the same request afterwards. */
import { createClient } from '@redis/client';
import { expect, it, onTestFinished } from 'vitest';
import { startBackend } from '../integration/support/backends.ts';
import { scimClient } from '../integration/support/client.ts';
import { until } from '../support/until.ts';
import { startValkey, VALKEY_BINARY } from '../support/valkey-server.ts';
import { startProxy } from './proxy-process.ts';

it.skipIf(VALKEY_BINARY === undefined)(
  'the next one does nothing while it may go on, and finds what it made afterwards',
  async () => {
    const { port } = await startValkey();
    const backend = await startBackend('v2', { users: 1, groups: 1 });
    onTestFinished(() => backend.close());
    const { type, properties } = backend;
    const more = {
      systems: [{ id: 'one', type, properties: { ...properties, Password: { env: 'BACKEND_PASSWORD' } } }],
      state: { url: { env: 'VALKEY_URL' } },
    };
    const env = {
      VALKEY_URL: `valkey://127.0.0.1:${port}`,
      BACKEND_PASSWORD: String(properties['Password']),
    };
    const [killed, next] = [await startProxy(more, { env }), await startProxy(more, { env })];
    onTestFinished(() => void next.child.kill('SIGKILL'));
    const send = ({ url }: { readonly url: string }) =>
      scimClient(`${url}/ipsproxy/api/v1/scim/one`, 'client:secret').post(
        '/Users',
        {
          schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
          userName: 'killed',
          name: { familyName: 'In flight' },
          emails: [{ value: 'killed@example.com', primary: true }],
        },
        { headers: { 'idempotency-key': '"the only one"' } },
      );

    // The backend takes longer than the process lives.
    await backend.control.fault({ count: 1, method: 'POST', path: '/Users', delayMs: 30_000 });
    const lost = send(killed).catch((error: Error) => error);
    await until(async () =>
      (await backend.control.requests()).requests.some(({ method }) => method === 'POST'),
    );
    killed.child.kill('SIGKILL');
    expect(await lost).toBeInstanceOf(Error);
    const busy = await send(next);
    expect([busy.status, busy.body['detail']]).toEqual([409, expect.stringContaining('still under way')]);

    // The backend does it after all.
    await backend.control.advance(30);
    await until(async () => (await backend.control.requests()).requests.some(({ status }) => status === 201));
    await forgetMarks(port);
    const found = await send(next);
    expect(found.status, found.text).toBe(201);
    expect(found.headers['x-ipsproxy-warning']).toMatch(/^Made by an earlier request/);
  },
);

/** What runs out by itself once the process that has set it cannot be at work any more. */
async function forgetMarks(port: number): Promise<void> {
  const client = createClient({ url: `redis://127.0.0.1:${port}` });
  await client.connect();
  const marks = await client.keys('ipsproxy:idempotency:*');
  expect(marks).toHaveLength(1);
  const left = await client.pTTL(marks[0] ?? '');
  // Of the request's time, and some more.
  expect(left).toBeGreaterThan(60_000);
  expect(left).toBeLessThanOrEqual(120_000);
  await client.del(marks);
  await client.close();
}
