/** Leases on a real server, and how a holder takes what it is told. */
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '@redis/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LeaseNotGiven } from '../../src/state/leases.ts';
import type { ValkeyAddress } from '../../src/state/settings.ts';
import { StateUnavailable } from '../../src/state/state.ts';
import {
  LEASE_TIMES,
  type LeaseParts,
  type LeaseStep,
  type LeaseTimes,
  ValkeyLeases,
} from '../../src/state/valkey/leases.ts';
import { LEASE } from '../../src/state/valkey/scripts.ts';
import { ValkeyState } from '../../src/state/valkey/valkey-state.ts';
import { fc } from '../support/property.ts';
import { until } from '../support/until.ts';
import { startValkey, VALKEY_BINARY, type ValkeyServer } from '../support/valkey-server.ts';
import { LeaseBook } from './support/lease-book.ts';

const TIMES: LeaseTimes = { lifetime: 1_500, reserve: 1_000, renewal: 100, patience: 300 };
const never = new AbortController().signal;

async function instanceOf({ port }: ValkeyServer, user: Partial<ValkeyAddress> = {}): Promise<ValkeyState> {
  const state = new ValkeyState({
    address: { host: '127.0.0.1', port, tls: false, database: 0, ...user },
    prefix: 'test:',
    authorities: [],
    log: { warn: () => undefined, info: () => undefined },
    leaseTimes: TIMES,
  });
  onTestFinished(() => state.close());
  // On a busy machine, a connection may take longer than a command may.
  await until(() =>
    state.get('any').then(
      () => true,
      () => false,
    ),
  );
  return state;
}

/** Whether it comes before anybody else does anything. */
async function comes(taking: Promise<unknown>): Promise<boolean> {
  return await Promise.race([taking.then(() => true), pause(3 * TIMES.renewal, false)]);
}

describe.skipIf(VALKEY_BINARY === undefined)('with a server', () => {
  it('one who is alone keeps all others away, others go side by side, and nobody overtakes', async () => {
    const server = await startValkey();
    const [one, two] = await Promise.all([instanceOf(server), instanceOf(server)]);
    const first = await one.leases.take('k', false, never);
    const second = await two.leases.take('k', false, never);
    const alone = two.leases.take('k', true, never);
    expect(await comes(alone)).toBe(false);
    const behind = one.leases.take('k', false, never);
    expect(await comes(behind)).toBe(false);
    (await one.leases.take('another', true, never)).release();
    first.release();
    expect(await comes(alone)).toBe(false);
    second.release();
    const held = await alone;
    expect(await comes(behind)).toBe(false);
    held.release();
    (await behind).release();
  });

  it('whoever gives up waiting leaves the others their turn', async () => {
    const server = await startValkey();
    const [one, two] = await Promise.all([instanceOf(server), instanceOf(server)]);
    const held = await one.leases.take('k', false, never);
    const abort = new AbortController();
    const waiting = two.leases.take('k', true, abort.signal);
    await comes(waiting);
    abort.abort();
    await expect(waiting).rejects.toThrow(LeaseNotGiven);
    (await two.leases.take('k', false, never)).release();
    held.release();
  });

  it('lasts as long as it is renewed, and ends by itself behind who is gone', async () => {
    const server = await startValkey();
    const [one, two] = await Promise.all([instanceOf(server), instanceOf(server)]);
    const held = await one.leases.take('k', true, never);
    await pause(2 * TIMES.lifetime);
    expect(held.isHeld()).toBe(true);
    const next = two.leases.take('k', true, never);
    expect(await comes(next)).toBe(false);
    await one.close();
    expect(await comes(next)).toBe(false);
    const taken = await next;
    expect(held.isHeld()).toBe(false);
    taken.release();
  });

  it('a server that lost everything gives none away until earlier ones have ended, and holders keep theirs', async () => {
    const server = await startValkey();
    const [one, two] = await Promise.all([instanceOf(server), instanceOf(server)]);
    const [held, lost] = [await one.leases.take('k', true, never), await two.leases.take('l', true, never)];
    await server.kill();
    await until(() => !lost.isHeld());
    await expect(two.leases.take('k', true, never)).rejects.toThrow(StateUnavailable);
    await server.start();
    await until(() => one.isAvailable && two.isAvailable);
    const abort = new AbortController();
    const early = two.leases.take('free', true, abort.signal);
    expect(await comes(early)).toBe(false);
    abort.abort();
    await expect(early).rejects.toMatchObject({ why: 'restart' });
    await until(() => held.isHeld());
    const next = two.leases.take('k', true, never);
    (await two.leases.take('free', true, never)).release();
    expect(await comes(next)).toBe(false);
    held.release();
    (await next).release();
  });

  it('data that are deleted are noticed as well', async () => {
    const server = await startValkey();
    const [one, two] = await Promise.all([instanceOf(server), instanceOf(server)]);
    const held = await one.leases.take('k', true, never);
    for (const key of ['lease:x', 'leases:server', 'leases:pause']) await one.delete(key);
    const next = two.leases.take('k', true, never);
    await pause(TIMES.lifetime + 3 * TIMES.renewal);
    expect(held.isHeld()).toBe(true);
    expect(await comes(next)).toBe(false);
    held.release();
    (await next).release();
  });

  it('a server that stood still keeps no lease for whoever has stopped waiting, but as long as one lasts', async () => {
    const server = await startValkey();
    const [one, two] = await Promise.all([instanceOf(server), instanceOf(server)]);
    (await one.leases.take('k', true, never)).release();
    server.pause();
    await expect(one.leases.take('k', true, never)).rejects.toThrow(StateUnavailable);
    server.resume();
    await until(() => one.isAvailable && two.isAvailable);
    (await two.leases.take('k', true, never)).release();
  });

  it('a user who may not ask for the run id gets leases all the same', async () => {
    const server = await startValkey('--user', 'proxy', 'on', '>secret', '~*', '&*', '+@all', '-info');
    const state = await instanceOf(server, { username: 'proxy', password: 'secret' });
    (await state.leases.take('k', true, never)).release();
    await server.kill();
    await server.start();
    await until(() => state.isAvailable);
    const abort = new AbortController();
    const early = state.leases.take('k', true, abort.signal);
    expect(await comes(early)).toBe(false);
    abort.abort();
    await expect(early).rejects.toMatchObject({ why: 'restart' });
  });

  it('keys say nothing of who is meant', async () => {
    const server = await startValkey();
    const state = await instanceOf(server);
    const client = await clientOf(server);
    const lease = await state.leases.take('https://tenant/scim user ada@example.com', true, never);
    const keys = await keysOf(client);
    expect(keys.some((key) => key.startsWith('test:lease:'))).toBe(true);
    expect(keys.join()).not.toMatch(/ada|example|tenant/);
    lease.release();
    await until(async () => !(await keysOf(client)).some((key) => key.startsWith('test:lease:')));
  });

  it('the script does what the model of it does', async () => {
    const client = await clientOf(await startValkey());
    const long: LeaseTimes = { lifetime: 600_000, reserve: 1, renewal: 1, patience: 600_000 };
    const step = fc.record({
      step: fc.constantFrom<LeaseStep>('take', 'take', 'renew', 'release'),
      token: fc.constantFrom('a', 'b', 'c', 'd'),
      alone: fc.boolean(),
    });
    let run = 0;
    const property = fc.asyncProperty(
      fc.boolean(),
      fc.array(step, { maxLength: 30 }),
      async (isNew, steps) => {
        run += 1;
        const ask = async (lifetime: number, ...[what, token, alone]: [LeaseStep, string, boolean]) => {
          const keys = ['lease', 'server', 'pause'].map((name) => `${run}:${name}`);
          const times = [String(lifetime), String(long.patience)];
          const args = [what, token, alone ? 'a' : 't', ...times];
          return (await client.sendCommand(['EVAL', LEASE, '3', ...keys, ...args])) as [number, number];
        };
        let now = 0;
        const book = new LeaseBook(() => now, long);
        book.ask('release', 'k', '', false);
        // Either leases are given away, or none is for all of the run.
        const first = isNew ? long.lifetime : 1;
        await until(async () => (await ask(first, 'release', '', false))[1] === 0 || isNew);
        if (!isNew) now = long.lifetime + 1;
        const answers = { script: [] as boolean[], model: [] as boolean[] };
        for (const { step: what, token, alone } of steps) {
          answers.script.push((await ask(long.lifetime, what, token, alone))[0] === 1);
          answers.model.push(book.ask(what, 'k', token, alone).isHeld);
        }
        expect(answers.script).toEqual(answers.model);
      },
    );
    await fc.assert(property, { numRuns: 100 });
  });
});

it('while none is given away, whoever waits asks as often as keeps the place', async () => {
  let now = 0;
  let last = 0;
  let questions = 0;
  const { patience, lifetime } = LEASE_TIMES;
  const leases = new ValkeyLeases({
    ask: async (step) => {
      if (step !== 'take') return { isHeld: false, rest: 0 };
      questions += 1;
      expect(now - last).toBeLessThan(patience);
      last = now;
      const rest = Math.max(0, lifetime - now);
      return { isHeld: rest === 0, rest };
    },
    stopwatch: () => () => 0,
    wait: async (time, signal) => {
      // Renewals are of another test.
      if (now >= lifetime) await new Promise((_, reject) => signal.addEventListener('abort', reject));
      now += time;
    },
  });
  (await leases.take('k', true, never)).release();
  expect(now).toBeLessThan(lifetime + patience);
  expect(questions).toBeLessThan(80);
});

describe('a holder', () => {
  /** Of one lease, in a time of the test's. */
  async function holder(renewals: (() => Promise<boolean>)[]) {
    let now = 0;
    const timers: (() => void)[] = [];
    const asked: LeaseStep[] = [];
    const parts: LeaseParts = {
      times: { lifetime: 100, reserve: 40, renewal: 10, patience: 10 },
      ask: async (step) => {
        asked.push(step);
        const isHeld = step === 'renew' ? await (renewals.shift()?.() ?? true) : step === 'take';
        return { isHeld, rest: 0 };
      },
      stopwatch: () => {
        const began = now;
        return () => now - began;
      },
      wait: (_, signal) =>
        new Promise((resolve, reject) => {
          timers.push(resolve as () => void);
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    };
    const lease = await new ValkeyLeases(parts).take('k', true, never);
    const idle = () => new Promise<void>((resolve) => setImmediate(resolve));
    return {
      lease,
      asked,
      idle,
      pass: (time: number) => {
        now += time;
      },
      /** The time until the next renewal is over. */
      renew: async () => {
        timers.shift()?.();
        await idle();
      },
    };
  }

  it('sends nothing more when less than the reserve is left, and goes on once it is renewed', async () => {
    const { lease, pass, renew } = await holder([]);
    pass(59);
    expect(lease.isHeld()).toBe(true);
    pass(1);
    expect(lease.isHeld()).toBe(false);
    await renew();
    expect(lease.isHeld()).toBe(true);
    pass(59);
    expect(lease.isHeld()).toBe(true);
  });

  it('believes a server that has given it away', async () => {
    const { lease, renew, asked } = await holder([async () => false]);
    await renew();
    expect(lease.isHeld()).toBe(false);
    await renew();
    expect(asked).toEqual(['take', 'renew']);
  });

  it('counts from before it asked, and not at all what is answered when it had ended', async () => {
    const slow = Promise.withResolvers<boolean>();
    const { lease, renew, pass, idle } = await holder([async () => slow.promise]);
    pass(50);
    await renew();
    pass(49);
    slow.resolve(true);
    await idle();
    expect(lease.isHeld()).toBe(true);
    pass(11);
    expect(lease.isHeld()).toBe(false);

    const late = Promise.withResolvers<boolean>();
    const stopped = await holder([async () => late.promise]);
    stopped.pass(50);
    await stopped.renew();
    // Since it asked, too little to have ended.
    stopped.pass(50);
    late.resolve(true);
    await stopped.idle();
    // Somebody else may have had it since: no later renewal makes it good.
    for (let each = 0; each < 3; each += 1) await stopped.renew();
    expect(stopped.lease.isHeld()).toBe(false);
    expect(stopped.asked).toEqual(['take', 'renew']);
  });

  it('that stood still until it had ended asks for nothing any more', async () => {
    const { lease, renew, pass, asked } = await holder([]);
    pass(100);
    await renew();
    expect(lease.isHeld()).toBe(false);
    expect(asked).toEqual(['take']);
  });

  it('whose server is away goes on as long as its time lasts', async () => {
    const away = () => Promise.reject(new StateUnavailable('away'));
    const { lease, renew, pass } = await holder([away, away]);
    pass(30);
    await renew();
    expect(lease.isHeld()).toBe(true);
    await renew();
    pass(29);
    expect(lease.isHeld()).toBe(true);
    await renew();
    pass(59);
    expect(lease.isHeld()).toBe(true);
  });

  it('that stood still while it was given is given back, and asked for anew', async () => {
    let now = 0;
    const asked: LeaseStep[] = [];
    const leases = new ValkeyLeases({
      times: { lifetime: 100, reserve: 40, renewal: 10, patience: 10 },
      ask: async (step) => {
        if (asked.length === 0) now += 60;
        asked.push(step);
        return { isHeld: step === 'take', rest: 0 };
      },
      stopwatch: () => {
        const began = now;
        return () => now - began;
      },
      // Renewals are never due.
      wait: (time) => (time < 10 ? Promise.resolve() : new Promise(() => undefined)),
    });
    expect((await leases.take('k', true, never)).isHeld()).toBe(true);
    expect(asked).toEqual(['take', 'release', 'take']);
  });

  it('tells the server once when it is done', async () => {
    const { lease, renew, asked } = await holder([]);
    lease.release();
    lease.release();
    await renew();
    expect(lease.isHeld()).toBe(false);
    expect(asked).toEqual(['take', 'release']);
  });
});

async function clientOf({ port }: ValkeyServer) {
  const client = createClient({ socket: { host: '127.0.0.1', port }, RESP: 2 });
  await client.connect();
  onTestFinished(() => client.destroy());
  return client;
}

async function keysOf(client: Awaited<ReturnType<typeof clientOf>>): Promise<string[]> {
  return (await client.sendCommand(['KEYS', '*'])) as unknown as string[];
}
