/** The queue of logons under attack, in simulated time: 200 guesses a second, all different, from the client's own address. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AttemptQueue } from '../../src/server/authentication/attempt-queue.ts';

const GUESS_EVERY = 5;
/** Milliseconds of a check: three scrypt hashes of 32 MB each on a slow machine. */
const CHECK = 500;

interface Guess {
  readonly secret: string;
  readonly id?: string;
  readonly address?: string;
  readonly connection: { destroyed: boolean };
}

/** @returns the one with this number, from 0 */
type Strategy = (number: number) => Guess;

const fresh = () => ({ destroyed: false });
const few = Array.from({ length: 20 }, fresh);
const someOf = (number: number) => few[number % few.length] ?? fresh();

const STRATEGIES: Record<string, Strategy> = {
  'over a few connections': (number) => ({ secret: `${number}`, connection: someOf(number) }),
  'each over a connection of its own': (number) => ({ secret: `${number}`, connection: fresh() }),
  'each twice': (number) => ({ secret: `${Math.floor(number / 2)}`, connection: fresh() }),
  'each for another id': (number) => ({ secret: 'x', id: `id ${number}`, connection: fresh() }),
  'each from another address': (number) => ({
    secret: `${number}`,
    address: `${number}`,
    connection: fresh(),
  }),
  'without waiting for the answer': (number) => ({ secret: `${number}`, connection: { destroyed: true } }),
};

/** Small and repeatable (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

type Ask = (guess: Guess) => Promise<string | undefined>;

/** @returns how a logon is tried, and how many secrets were checked */
function startQueue(seed: number): { ask: Ask; checks: () => number } {
  vi.spyOn(Math, 'random').mockImplementation(randomFrom(seed));
  const queue = new AttemptQueue(2);
  let checks = 0;
  const check = async (secret: string) => {
    checks += 1;
    await new Promise((resolve) => setTimeout(resolve, CHECK));
    return secret === 'right' ? 'hash' : undefined;
  };
  return {
    ask: ({ secret, id = 'client', address = 'here', connection }) =>
      queue.ask({ pair: `${address} ${id} ${secret}`, identity: id, address, connection }, () =>
        check(secret),
      ),
    checks: () => checks,
  };
}

function startGuessing(ask: Ask, strategy: Strategy): { stop(): void } {
  let number = 0;
  const timer = setInterval(() => void ask(strategy(number++)).catch(() => undefined), GUESS_EVERY);
  return { stop: () => clearInterval(timer) };
}

/** @returns milliseconds until the client is in; it tries again a second after it was sent away */
async function timeToLogOn(ask: Ask, id: string): Promise<number> {
  const begin = performance.now();
  let end: number | undefined;
  const connection = fresh();
  const logOn = async () => {
    const matched = await ask({ secret: 'right', id, connection }).catch(() => undefined);
    if (matched !== undefined) end = performance.now();
    else setTimeout(() => void logOn(), 1000);
  };
  void logOn();
  while (end === undefined && performance.now() - begin < 60_000) await vi.advanceTimersByTimeAsync(100);
  return (end ?? Number.POSITIVE_INFINITY) - begin;
}

describe.each(Object.entries(STRATEGIES))('guesses %s', (_, strategy) => {
  it('keep a client that was never here out for less than ten seconds', async () => {
    for (const id of ['client', 'other client']) {
      for (const seed of [1, 2, 3]) {
        const { ask } = startQueue(seed);
        const guesser = startGuessing(ask, strategy);
        await vi.advanceTimersByTimeAsync(10_000);
        expect(await timeToLogOn(ask, id)).toBeLessThan(10_000);
        guesser.stop();
      }
    }
  });
});

it('guesses that are each repeated five times keep it out for some seconds for each repetition', async () => {
  for (const seed of [1, 2, 3]) {
    const { ask } = startQueue(seed);
    const guesser = startGuessing(ask, (number) => ({
      secret: `${Math.floor(number / 5)}`,
      connection: someOf(number),
    }));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await timeToLogOn(ask, 'client')).toBeLessThan(20_000);
    guesser.stop();
  }
});

it('guesses are checked at one a second, however many there are', async () => {
  const { ask, checks } = startQueue(1);
  const guesser = startGuessing(ask, (number) => ({ secret: `${number}`, connection: fresh() }));
  await vi.advanceTimersByTimeAsync(10_000);
  const before = checks();
  await vi.advanceTimersByTimeAsync(60_000);
  guesser.stop();
  expect(checks() - before).toBeGreaterThan(50);
  expect(checks() - before).toBeLessThanOrEqual(61);
});
