import type { FastifyReply, FastifyRequest } from 'fastify';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { ProxyResponse } from '../../../src/proxy/types.ts';
import { doOnce } from '../../../src/server/idempotency/once.ts';
import type { ScimTarget } from '../../../src/server/request-state.ts';
import { MemoryState } from '../../../src/state/memory-state.ts';

const TIMEOUT = 1_000;
const OK: ProxyResponse = { status: 201, body: { id: '1' }, warnings: [] };

it('whoever stood still until another one may do it has no say any more', async () => {
  let ahead = 0;
  const now = performance.now.bind(performance);
  const spy = vi.spyOn(performance, 'now').mockImplementation(() => now() + ahead);
  onTestFinished(() => spy.mockRestore());
  const request = {
    method: 'POST',
    originalUrl: '/Users',
    headers: { 'idempotency-key': 'k' },
    body: {},
    scim: { user: { id: 'u' }, lease: { runtime: { state: new MemoryState() } } },
  } as unknown as FastifyRequest;
  const reply = { header: () => undefined } as unknown as FastifyReply;
  const target = { systemId: 's', purpose: 'serve' } as ScimTarget;
  const send = (perform: () => Promise<ProxyResponse>) =>
    doOnce(request, reply, target, { timeout: TIMEOUT, progress: { hasWritten: true }, perform });

  let late: ProxyResponse | undefined;
  const first = await send(async () => {
    ahead += TIMEOUT + 60_000;
    late = await send(async () => ({ ...OK, body: { id: '2' } }));
    return OK;
  });
  expect(late).toMatchObject({ body: { id: '2' }, warnings: [] });
  expect(first).toMatchObject({
    body: { id: '1' },
    warnings: [expect.stringContaining('could not be kept')],
  });
  const again = await send(async () => OK);
  expect(again.body).toEqual({ id: '2' });
});
