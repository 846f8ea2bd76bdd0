/** What is known of a request that was sent several times. */
import { describe, expect, it } from 'vitest';
import {
  type OutboundRequest,
  type Progress,
  TransportFailure,
} from '../../../src/connectors/http/exchange.ts';
import { retry } from '../../../src/connectors/http/retry.ts';
import { transportError } from '../../../src/connectors/http/transport-error.ts';
import { exampleBackend, LIST_CALL } from '../support/example-backend.ts';

const DELETE: OutboundRequest = {
  method: 'DELETE',
  path: '/scim/Users/1',
  headers: {},
  signal: new AbortController().signal,
};

/** The client's error, where every attempt ends without an answer. */
async function errorAfter(...attempts: readonly Progress[]) {
  const queue = attempts.values();
  const send = retry(
    (_request, _outcome, repeats) => (repeats < attempts.length - 1 ? 0 : undefined),
    async () => undefined,
  )(async () => {
    throw new TransportFailure('ECONNREFUSED', { progress: queue.next().value ?? 'sent' });
  });
  const failure = await send(DELETE).catch((error: unknown) => error);
  return transportError(exampleBackend(), { ...LIST_CALL, method: 'DELETE' }, failure as TransportFailure);
}

describe('a write whose last attempt never left', () => {
  it('did nothing, where no attempt did', async () => {
    const { isUndone, message } = await errorAfter('unsent', 'unsent');
    expect([isUndone, message]).toEqual([true, expect.stringContaining('Nothing was sent')]);
  });

  it('may have done something, where one before it was sent', async () => {
    const { isUndone, message } = await errorAfter('sent', 'unsent');
    expect([isUndone, message]).toEqual([false, expect.stringContaining('is not known')]);
  });
});
