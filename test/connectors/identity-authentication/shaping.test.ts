/** Requests to one tenant within its limits (complaint 5 of the field: rate limits). */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, it } from 'vitest';
import { SharedState } from '../../../src/connectors/shared-state.ts';
import { startIdentityAuthentication } from '../../../src/sandbox/identity-authentication-v2/index.ts';
import { ScimError } from '../../../src/scim/errors.ts';
import { json, startBackend } from '../support/backend.ts';
import { callContext, scimError } from '../support/context.ts';
import { SimulatedTime } from '../support/simulated-time.ts';
import { connect, listResponse } from './support.ts';

const PAGE = { startIndex: 1, count: 1 };
const MINUTE = 60_000;
const RATE = { 'ipsproxy.upstream.requests.per.minute': '180' };

/** Counts what one host answers, by status. */
function countAnswers(origin: string) {
  const statuses: Record<number, number> = {};
  const channel = 'undici:request:headers';
  const count = (message: unknown) => {
    const { request, response } = message as {
      readonly request: { readonly origin: string };
      readonly response: { readonly statusCode: number };
    };
    if (request.origin !== origin) return;
    statuses[response.statusCode] = (statuses[response.statusCode] ?? 0) + 1;
  };
  subscribe(channel, count);
  return { statuses, stop: () => unsubscribe(channel, count) };
}

describe('pain 5: 1,000 requests within a minute to a tenant that takes 200', () => {
  it.each([
    ['at once', 0],
    ['one by one', 60],
  ])('%s: the tenant never answers 429, and whoever is turned away succeeds later', async (_, gap) => {
    const time = new SimulatedTime();
    const tenant = await startIdentityAuthentication({ limits: true, users: 3, now: time.now });
    const { clientId, clientSecret } = tenant.credentials;
    const properties = { ...RATE, User: clientId, Password: clientSecret };
    const shared = new SharedState();
    const systems = [1, 2].map(() =>
      connect(tenant.url, properties, { now: time.now, shared }, { wait: time.wait }),
    );
    const attempt = (client: number) =>
      systems[client % 2]?.users.list(PAGE, { ...callContext(), deadline: time.now() + MINUTE });
    const signal = new AbortController().signal;
    const answers = countAnswers(tenant.url);
    await time.run([() => Promise.resolve(attempt(0))]);

    const outcomes = await time.run(
      Array.from({ length: 1_000 }, (_unused, client) => async () => {
        await time.wait(client * gap, signal);
        const started = time.now();
        try {
          await attempt(client);
          return { turnedAway: false, again: 'not needed' };
        } catch (error) {
          if (!(error instanceof ScimError) || error.status !== 429) throw error;
          const atOnce = time.now() === started;
          await time.wait((error.retryAfter ?? 0) * 1000, signal);
          const again = await attempt(client)?.then(
            () => 'served',
            (later: unknown) => String(later),
          );
          return { turnedAway: true, atOnce, again };
        }
      }),
    );

    answers.stop();
    expect(answers.statuses).toEqual({ 200: 1_001 });
    const turnedAway = outcomes.filter((outcome) => outcome.turnedAway);
    expect(turnedAway.length).toBeGreaterThan(500);
    expect(turnedAway.filter(({ again, atOnce }) => again !== 'served' || !atOnce)).toEqual([]);
    for (const system of systems) await system.connector.close();
    await tenant.close();
  });
});

describe('a tenant that answers 429', () => {
  async function setUp(properties: Record<string, string> = {}) {
    const time = new SimulatedTime();
    let shut: Record<string, string> | undefined;
    const backend = await startBackend((_, response) => {
      if (shut === undefined) json(response, 200, listResponse([]));
      else json(response, 429, '', shut);
    });
    const shared = new SharedState();
    const open = () => connect(backend.origin, properties, { now: time.now, shared }, { wait: time.wait });
    const [one, other] = [open(), open()];
    const within = (seconds: number) => ({ ...callContext(), deadline: time.now() + seconds * 1000 });
    await time.run([() => one.users.list(PAGE, within(60))]);
    return {
      time,
      one,
      other,
      within,
      received: () => backend.received.length,
      shut: (headers: Record<string, string> | undefined) => {
        shut = headers;
      },
      [Symbol.asyncDispose]: async () => {
        await one.connector.close();
        await other.connector.close();
        await backend[Symbol.asyncDispose]();
      },
    };
  }

  it('gets nothing from any system until it is open again', async () => {
    await using system = await setUp();
    const { time, one, other, within } = system;
    system.shut({});
    const first = await scimError(one.users.list(PAGE, within(60)));
    expect(first).toMatchObject({ status: 429, retryAfter: 60 });
    system.shut(undefined);
    const held = await scimError(other.users.list(PAGE, within(60)));
    expect(held).toMatchObject({ status: 429, retryAfter: 60 });
    expect(held.message).toContain('was not sent');
    expect(system.received()).toBe(2);
    // Whoever has the time waits.
    const [page] = await time.run([() => other.users.list(PAGE, within(70))]);
    expect(page?.entities).toEqual([]);
    expect(system.received()).toBe(3);
  });

  it('gets a write again after a Retry-After that the caller can wait for', async () => {
    await using system = await setUp();
    const { time, one, within } = system;
    system.shut({ 'retry-after': '20' });
    const signal = new AbortController().signal;
    const [, outcome] = await time.run<unknown>([
      async () => {
        await time.wait(10_000, signal);
        system.shut(undefined);
      },
      () => one.users.delete('0d6f3a44-7f0e-4f0e-9f0b-5a2f5d3c1b11', {}, within(60)),
    ]);
    expect(outcome).toBeUndefined();
    expect(system.received()).toBe(3);
  });

  it('is told at once to those who wait for their turn already', async () => {
    await using system = await setUp({ 'ipsproxy.upstream.requests.per.minute': '9' });
    const { time, one, within } = system;
    system.shut({ 'retry-after': '600' });
    const ended: number[] = [];
    const start = time.now();
    await time.run(
      [1, 2, 3].map(() => async () => {
        expect(await scimError(one.users.list(PAGE, within(60)))).toMatchObject({ status: 429 });
        ended.push(time.now() - start);
      }),
    );
    expect(new Set(ended).size).toBe(1);
    expect(system.received()).toBe(2);
  });
});
