/** What is known of a request that was sent several times. */

import { describe, expect, it } from 'vitest';
import { BREAKER_OPEN, BreakerOpen } from '../../../src/connectors/http/breaker/refused.ts';
import {
  abortedFailure,
  type OutboundRequest,
  type Progress,
  TransportFailure,
} from '../../../src/connectors/http/exchange.ts';
import { HeldBack } from '../../../src/connectors/http/request-schedule.ts';
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

describe('a repetition that a circuit breaker keeps back', () => {
  const turnedAway = () => {
    const cause = new BreakerOpen({ since: 0, failure: 'ECONNRESET', seconds: 7 });
    return new TransportFailure(BREAKER_OPEN, { progress: 'unsent', cause });
  };
  const sendIn = async (...outcomes: readonly (number | TransportFailure)[]) => {
    const queue = outcomes.values();
    const send = retry(
      (_request, outcome) =>
        outcome instanceof TransportFailure && outcome.reason === BREAKER_OPEN ? undefined : 0,
      async () => undefined,
      (_, answer) => ({ ...answer, status: 204 }),
    )(async () => {
      const outcome = queue.next().value ?? 200;
      if (outcome instanceof TransportFailure) throw outcome;
      return { status: outcome, headers: {}, body: Buffer.alloc(0) };
    });
    return await send(DELETE).catch((error: unknown) => error);
  };

  it.each([
    ['sent', 'sent', false],
    ['unsent', 'unsent', false],
  ] as const)('is told as what was seen before: %s', async (progress, known, sentBefore) => {
    const seen = new TransportFailure('ECONNRESET', { progress });
    expect(await sendIn(seen, turnedAway())).toMatchObject({
      reason: 'ECONNRESET',
      progress: known,
      sentBefore,
    });
  });

  it('does not make a write undone that may have been done before', async () => {
    const [first, second] = (['sent', 'unsent'] as const).map(
      (progress) => new TransportFailure('ECONNRESET', { progress }),
    );
    expect(await sendIn(first ?? 0, second ?? 0, turnedAway())).toMatchObject({
      reason: 'ECONNRESET',
      sentBefore: true,
    });
  });

  it('leaves the answer as it came where no attempt was before it', async () => {
    expect(await sendIn(503, turnedAway())).toMatchObject({ status: 503 });
    expect(await sendIn(502, 502, turnedAway())).toMatchObject({ status: 204 });
  });

  it('is told as such where there was no other attempt: nothing was sent', async () => {
    const failure = await sendIn(turnedAway());
    const error = transportError(
      exampleBackend(),
      { ...LIST_CALL, method: 'DELETE' },
      failure as TransportFailure,
    );
    expect([error.status, error.retryAfter, error.isUndone]).toEqual([503, 7, true]);
    expect(error.message).toContain(
      'at last with ECONNRESET, and until one succeeds only few are sent. Nothing was sent',
    );
  });
});

/** What a request ends with. @param attempts a status, how a failure came about, or an error that held it back */
async function endOf(...attempts: readonly (number | Progress | Error)[]) {
  return await endOfThis(DELETE, attempts);
}

async function endOfThis(request: OutboundRequest, attempts: readonly (number | Progress | Error)[]) {
  const queue = attempts.values();
  const send = retry(
    (_request, _outcome, repeats) => (repeats < attempts.length - 1 ? 0 : undefined),
    async () => undefined,
  )(async () => {
    const attempt = queue.next().value ?? 200;
    if (typeof attempt === 'number') return { status: attempt, headers: {}, body: Buffer.alloc(0) };
    throw attempt instanceof Error ? attempt : new TransportFailure('ECONNRESET', { progress: attempt });
  });
  return await send(request).then(
    ({ status }) => status,
    (error: unknown) => (error instanceof TransportFailure ? error.progress : error),
  );
}

describe('a request that may have been done, and whose repetition is turned away', () => {
  const heldBack = new HeldBack(1);

  it('ends as the attempt before, whether it was held back here or by the backend', async () => {
    expect(await endOf('sent', heldBack)).toBe('sent');
    expect(await endOf('sent', 429)).toBe('sent');
    expect(await endOf(502, 503)).toBe(502);
    expect(await endOf('sent', 429, 429)).toBe('sent');
  });

  it('ends as the attempt before, where the proxy itself is not let in any more', async () => {
    expect(await endOf('sent', 401)).toBe('sent');
    expect(await endOf('sent', 403)).toBe('sent');
    expect(await endOf('unsent', 401)).toBe(401);
  });

  it('is turned away, where no attempt can have done anything', async () => {
    expect(await endOf('unsent', heldBack)).toBe(heldBack);
    expect(await endOf(429, heldBack)).toBe(heldBack);
    expect(await endOf('unsent', 429)).toBe(429);
    expect(await endOf(429, 503)).toBe(503);
  });

  it('comes back when the last answer says, where all say the same', async () => {
    const answers = ['1', '30'].map((after) => ({
      status: 503,
      headers: { 'retry-after': after },
      body: Buffer.alloc(0),
    }));
    const queue = answers.values();
    const send = retry(
      (_request, _outcome, repeats) => (repeats === 0 ? 0 : undefined),
      async () => undefined,
    )(async () => queue.next().value ?? { status: 500, headers: {}, body: Buffer.alloc(0) });
    expect(await send(DELETE)).toBe(answers[1]);
  });

  it('ends with the last answer, where it only reads', async () => {
    expect(await endOfThis({ ...DELETE, method: 'GET' }, [502, 503])).toBe(503);
    expect(await endOfThis({ ...DELETE, method: 'GET' }, ['sent', 429])).toBe(429);
  });

  it('ends with the last answer, where that one is about the request', async () => {
    expect(await endOf('sent', 204)).toBe(204);
    expect(await endOf('sent', 404)).toBe(404);
  });
});

it.each([
  ['may have been done, where an attempt was sent', 'sent', true],
  ['was not sent, where no attempt was', 'unsent', false],
] as const)('a write that ends while it waits to be sent again %s', async (_, progress, sentBefore) => {
  const signal = AbortSignal.abort(new Error('the proxy stops'));
  const send = retry(
    () => 0,
    async () => {
      throw abortedFailure(signal, { progress: 'unsent' });
    },
  )(async () => {
    throw new TransportFailure('ECONNRESET', { progress });
  });
  const failure = await send(DELETE).catch((error: unknown) => error);
  expect(failure).toMatchObject({ reason: 'ABORTED', sentBefore });
  const error = transportError(
    exampleBackend(),
    { ...LIST_CALL, method: 'DELETE' },
    failure as TransportFailure,
  );
  expect(error.isUndone).toBe(!sentBefore);
});
