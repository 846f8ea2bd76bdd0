/** Exchanges that run on after their caller gave up, over real connections. */
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { openConnections } from '../../../src/connectors/http/connections.ts';
import {
  compose,
  type OutboundResponse,
  type Send,
  TransportFailure,
} from '../../../src/connectors/http/exchange.ts';
import { gracePeriod } from '../../../src/connectors/http/grace-period.ts';
import { until } from '../../support/until.ts';
import { json, startBackend } from '../support/backend.ts';

type Outcome = OutboundResponse | TransportFailure;

/** A backend whose answers are given by the test, and a client that gives up when it is told to. */
async function setUp(connections = 20) {
  const responses: ServerResponse[] = [];
  const closed: number[] = [];
  const backend = await startBackend((_, response) => {
    const index = responses.push(response) - 1;
    response.on('close', () => closed.push(index));
  });
  const opened = openConnections(backend.origin, { connectTimeout: 5_000, connections });
  /** Sends, waits until it has arrived, and gives up. */
  const giveUp = async (send: Send = opened.send) => {
    const stop = new AbortController();
    const endings: Promise<Outcome>[] = [];
    const call = send({
      method: 'PUT',
      path: '/a',
      headers: {},
      signal: stop.signal,
      unanswered: (ending) => endings.push(ending),
    });
    call.catch(() => undefined);
    const arrived = responses.length + 1;
    await until(() => responses.length === arrived);
    stop.abort();
    await expect(call).rejects.toMatchObject({ reason: 'ABORTED', progress: 'sent' });
    return endings;
  };
  return {
    responses,
    closed,
    opened,
    giveUp,
    [Symbol.asyncDispose]: async () => {
      // Closed before, where the test is about that.
      await opened.close().catch(() => undefined);
      await backend[Symbol.asyncDispose]();
    },
  };
}

describe('a request that was sent and is given up', () => {
  it('runs on where somebody wants to know, to its answer', async () => {
    await using system = await setUp();
    const [ending] = await system.giveUp();
    expect(system.closed).toEqual([]);
    json(system.responses[0] as ServerResponse, 412, { detail: 'late' });
    expect(await ending).toMatchObject({ status: 412 });
  });

  it('ends with its connection', async () => {
    await using system = await setUp();
    const [ending] = await system.giveUp();
    system.responses[0]?.destroy();
    expect(await ending).toBeInstanceOf(TransportFailure);
  });

  it('is cut where too many run on: a quarter of the connections may be busy with them', async () => {
    await using system = await setUp(8);
    await system.giveUp();
    await system.giveUp();
    expect(system.closed).toEqual([]);
    const [ending] = await system.giveUp();
    expect(await ending).toMatchObject({ reason: 'ABORTED' });
    await until(() => system.closed.length === 1);
    system.responses[0]?.end();
    await until(() => system.closed.length === 2);
    await system.giveUp();
    expect(system.closed).toEqual([2, 0]);
  });

  it('is cut when the connections are closed, which waits for nobody', async () => {
    await using system = await setUp();
    const [ending] = await system.giveUp();
    await system.opened.close();
    expect(await ending).toMatchObject({ reason: 'ABORTED' });
  });

  it('is cut where nobody wants to know', async () => {
    await using system = await setUp();
    const stop = new AbortController();
    const call = system.opened.send({ method: 'PUT', path: '/a', headers: {}, signal: stop.signal });
    call.catch(() => undefined);
    await until(() => system.responses.length === 1);
    stop.abort();
    await until(() => system.closed.length === 1);
  });
});

describe('what got no answer', () => {
  const failing =
    (reason: string): Send =>
    async ({ unanswered }) => {
      const failure = new TransportFailure(reason, { progress: 'sent' });
      unanswered?.(Promise.resolve(failure));
      throw failure;
    };
  const request = { method: 'PUT', path: '/a', headers: {}, signal: new AbortController().signal } as const;

  it.each([
    ['ABORTED', 30_000],
    ['UND_ERR_HEADERS_TIMEOUT', 30_000],
    ['ECONNRESET', 5_000],
  ])('counts as over a while after %s', async (reason, grace) => {
    const waits: number[] = [];
    const wait = async (milliseconds: number) => void waits.push(milliseconds);
    const endings: Promise<Outcome>[] = [];
    const send = compose(failing(reason), gracePeriod(wait));
    await send({ ...request, unanswered: (ending) => endings.push(ending) }).catch(() => undefined);
    expect(await endings[0]).toMatchObject({ reason });
    expect(waits).toEqual([grace]);
  });

  it('counts as over a while after a gateway gave up waiting for the backend', async () => {
    const waits: number[] = [];
    const wait = async (milliseconds: number) => void waits.push(milliseconds);
    const endings: Promise<Outcome>[] = [];
    const answering =
      (status: number): Send =>
      async () => ({ status, headers: {}, body: Buffer.alloc(0) });
    const unanswered = (ending: Promise<Outcome>) => endings.push(ending);
    for (const status of [200, 404, 503]) {
      await compose(answering(status), gracePeriod(wait))({ ...request, unanswered });
    }
    expect(endings).toEqual([]);
    const answered = await compose(answering(504), gracePeriod(wait))({ ...request, unanswered });
    expect(answered).toMatchObject({ status: 504 });
    expect(await endings[0]).toMatchObject({ status: 504 });
    expect(waits).toEqual([30_000]);
  });

  it('is over at once with an answer, however late', async () => {
    await using system = await setUp();
    const never = async () => await new Promise<never>(() => undefined);
    const [ending] = await system.giveUp(compose(system.opened.send, gracePeriod(never)));
    json(system.responses[0] as ServerResponse, 200, {});
    expect(await ending).toMatchObject({ status: 200 });
  });

  it('is told of a connection that broke', async () => {
    await using system = await setUp();
    const endings: Promise<Outcome>[] = [];
    const call = system.opened.send({ ...request, unanswered: (ending) => endings.push(ending) });
    await until(() => system.responses.length === 1);
    system.responses[0]?.destroy();
    await expect(call).rejects.toMatchObject({ progress: 'sent' });
    expect(await endings[0]).toMatchObject({ progress: 'sent' });
  });
});
