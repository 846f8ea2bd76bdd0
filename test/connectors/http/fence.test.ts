/** Whatever waited too long is not written any more: seen where a request goes to its connection, also when it is repeated. */
import { expect, it } from 'vitest';
import { openConnections } from '../../../src/connectors/http/connections.ts';
import {
  compose,
  FENCE_LOST,
  type OutboundRequest,
  TransportFailure,
} from '../../../src/connectors/http/exchange.ts';
import { retry } from '../../../src/connectors/http/retry.ts';
import { safeRetries } from '../../../src/connectors/http/retry-policy.ts';
import { transportError } from '../../../src/connectors/http/transport-error.ts';
import { until } from '../../support/until.ts';
import { json, startBackend } from '../support/backend.ts';
import { exampleBackend } from '../support/example-backend.ts';

const CALL = {
  method: 'PUT',
  path: '/x',
  template: '/x',
  resource: 'x',
  target: 'entity',
  filtered: false,
} as const;

function put(fence: { isHeld(): boolean } | undefined): OutboundRequest {
  return { method: 'PUT', path: '/x', headers: {}, body: '{}', signal: new AbortController().signal, fence };
}

async function failureOf(call: Promise<unknown>): Promise<TransportFailure> {
  const error = await call.catch((thrown: unknown) => thrown);
  if (error instanceof TransportFailure) return error;
  throw new Error('no transport failure', { cause: error });
}

it('a write that waits for a connection while its lease ends is not sent', async () => {
  const waiting: (() => void)[] = [];
  await using backend = await startBackend((_, response) => {
    waiting.push(() => json(response, 200, {}));
  });
  const connections = openConnections(backend.origin, { connectTimeout: 5_000, connections: 1 });
  let isHeld = true;
  const fence = { isHeld: () => isHeld };
  const first = connections.send(put(fence));
  await until(() => waiting.length === 1);
  const late = failureOf(connections.send(put(fence)));
  const unfenced = connections.send(put(undefined));
  isHeld = false;
  waiting.shift()?.();
  // What is under way goes on.
  expect((await first).status).toBe(200);
  const failure = await late;
  expect(failure).toMatchObject({ reason: FENCE_LOST, progress: 'unsent' });
  await until(() => waiting.length === 1);
  waiting.shift()?.();
  expect((await unfenced).status).toBe(200);
  expect(backend.received).toHaveLength(2);
  await connections.close();

  const error = transportError(exampleBackend(), CALL, failure);
  expect(error).toMatchObject({ status: 503, retryAfter: 5, isUndone: true });
  expect(error.message).toMatch(
    /could not be ended: other instances .* Nothing was sent, so nothing was changed\.$/,
  );
});

it('a write whose lease ended after it failed is not sent again, and is not said to be undone', async () => {
  let isHeld = true;
  await using backend = await startBackend((_, response) => {
    isHeld = false;
    response.destroy();
  });
  const connections = openConnections(backend.origin, { connectTimeout: 5_000 });
  const retries = safeRetries({ attempts: 3, interval: 1 }, Date.now);
  const send = compose(
    connections.send,
    retry(retries, async () => {}),
  );
  const failure = await failureOf(send(put({ isHeld: () => isHeld })));
  expect(failure).toMatchObject({ reason: FENCE_LOST, sentBefore: true });
  expect(backend.received).toHaveLength(1);
  await connections.close();
  const error = transportError(exampleBackend(), CALL, failure);
  expect(error).toMatchObject({ status: 503, isUndone: false });
  expect(error.message).not.toContain('Nothing was sent');
});
