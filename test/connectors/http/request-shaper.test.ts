/** When requests to one host are sent, and which are not: to the millisecond, in a time that passes by itself. */
import { describe, expect, it } from 'vitest';
import type { OutboundRequest, OutboundResponse } from '../../../src/connectors/http/exchange.ts';
import { HeldBack, RequestSchedule } from '../../../src/connectors/http/request-schedule.ts';
import { RequestShaper, RequestShapers } from '../../../src/connectors/http/request-shaper.ts';
import { answered, outboundRequest } from '../support/outbound.ts';
import { SimulatedTime } from '../support/simulated-time.ts';

/** The epoch itself: no time is early for it. */
const START = 0;
/** Milliseconds that are to remain for a request itself. */
const RESERVE = 5_000;
const { signal: never } = new AbortController();

/** What became of a request: when it was sent, in milliseconds from the start, or when to come back, in seconds. */
type Outcome = number | `again in ${number} s`;

function setUp(requestsPerMinute?: number, attempts = 1) {
  const time = new SimulatedTime(START);
  const waits: number[] = [];
  const shaper = new RequestShaper({
    now: time.now,
    wait: async (milliseconds, signal) => {
      waits.push(milliseconds);
      await time.wait(milliseconds, signal);
    },
  });
  if (requestsPerMinute !== undefined) shaper.limit(requestsPerMinute);
  let answer: () => OutboundResponse = () => answered(200);
  const sent: number[] = [];
  const send = shaper.interceptor(attempts)(async () => {
    sent.push(time.now() - START);
    return answer();
  });
  /** @param comes milliseconds from the start @param latest when it has to be sent, likewise */
  const request = async (comes: number, latest?: number, more: Partial<OutboundRequest> = {}) => {
    if (time.now() < START + comes) await time.wait(START + comes - time.now(), never);
    const deadline = latest === undefined ? {} : { deadline: START + latest + RESERVE };
    const before = sent.length;
    try {
      const { status, headers } = await send(outboundRequest({ ...deadline, ...more }));
      if (status === 429) return `429, again in ${headers['retry-after']} s`;
      return sent.length > before ? time.now() - START : 'not sent';
    } catch (error) {
      if (!(error instanceof HeldBack)) throw error;
      return `again in ${error.seconds} s` satisfies Outcome;
    }
  };
  const all = (...requests: readonly (readonly [comes: number, latest?: number])[]) =>
    time.run(requests.map((one) => () => request(...one)));
  const answers = (give: () => OutboundResponse) => {
    answer = give;
  };
  return { time, shaper, sent, waits, request, all, answers };
}

const times = <T>(count: number, value: T): T[] => Array<T>(count).fill(value);

describe('a rate', () => {
  it.each([
    // A ninth of a minute's requests, whole ones, and one at least.
    [180, 20, 333],
    [179, 19, 335],
    [27, 3, 2222],
    [26, 2, 2308],
    [18, 2, 3333],
    [17, 1, 3529],
    [1, 1, 60_000],
  ])('of %d a minute lets %d go at once, and then one every %d ms', async (rate, burst, interval) => {
    const { all } = setUp(rate);
    const late = 1_000_000;
    const sent = await all(...times(burst + 2, [0, late] as const));
    expect(sent.map((at) => Math.round(Number(at)))).toEqual([
      ...times(burst, 0),
      interval,
      Math.round((2 * 60_000) / rate),
    ]);
  });

  it('is the strictest of several', async () => {
    for (const rates of [
      [12, 180],
      [180, 12],
    ]) {
      const { shaper, all } = setUp();
      for (const rate of rates) shaper.limit(rate);
      expect(await all([0], [0])).toEqual([0, 5_000]);
    }
  });

  it('counts from the last request, so that nothing is saved up', async () => {
    const { all } = setUp(12);
    expect(await all([0], [100_000], [100_000])).toEqual([0, 100_000, 105_000]);
    const other = setUp(12);
    expect(await other.all([0], [4_999])).toEqual([0, 5_000]);
    expect(other.waits).toEqual([1]);
  });

  it('of none lets everything go', async () => {
    const { all, waits } = setUp();
    expect(await all(...times(50, [0, 0] as const))).toEqual(times(50, 0));
    expect(waits).toEqual([]);
  });
});

describe('a clock that is set back', () => {
  const HOUR = 3_600_000;

  function scheduled() {
    const schedule = new RequestSchedule();
    schedule.limit(12);
    return schedule;
  }

  it('by an hour makes nobody wait an hour', () => {
    const schedule = scheduled();
    expect(schedule.book(2 * HOUR, 2 * HOUR)).toBe(2 * HOUR);
    expect(schedule.book(HOUR, HOUR + 10_000)).toBe(HOUR + 5_000);
    schedule.shut(HOUR + 30_000, HOUR);
    expect(schedule.book(1_000, 60_000)).toBe(31_000);
  });

  it('by less than a second is as late as it was', () => {
    const schedule = scheduled();
    schedule.book(HOUR, HOUR);
    expect(schedule.book(HOUR - 1_000, HOUR + 10_000)).toBe(HOUR + 5_000);
  });

  it('is no reason to keep what was promised by it', () => {
    const schedule = scheduled();
    schedule.book(2 * HOUR, 2 * HOUR);
    expect(() => schedule.book(2 * HOUR, 2 * HOUR)).toThrow(HeldBack);
    expect(schedule.book(HOUR, HOUR + 10_000)).toBe(HOUR + 5_000);
  });

  it('makes nobody wait either while others decide', () => {
    const schedule = scheduled();
    schedule.follow(2 * HOUR, 2 * HOUR + 5_000);
    schedule.shut(2 * HOUR + 60_000, 2 * HOUR);
    schedule.follow(HOUR, HOUR + 5_000);
    expect(schedule.shutUntil).toBe(HOUR + 60_000);
    expect(schedule.debt(HOUR)).toBe(5_000);
  });
});

describe('a request that cannot be in time', () => {
  it.each([
    [5_000, 5_000],
    [4_999, 'again in 5 s'],
  ])('with %d ms left is not sent, but told when to come again: %s', async (latest, outcome) => {
    const { all, sent } = setUp(12);
    expect(await all([0], [0, latest])).toEqual([0, outcome]);
    expect(sent).toHaveLength(outcome === latest ? 2 : 1);
  });

  it('is sent where it can go at once, however little time is left', async () => {
    const { all } = setUp(12);
    expect(await all([0, -1], [5_000, 0])).toEqual([0, 5_000]);
  });

  it('waits 25 seconds where it has no deadline, and no longer', async () => {
    const { all } = setUp(12);
    expect(await all(...times(7, [0] as const))).toEqual([
      0,
      5_000,
      10_000,
      15_000,
      20_000,
      25_000,
      'again in 30 s',
    ]);
  });

  it('is told whole seconds, rounded up, and one at least', async () => {
    const { all } = setUp(180);
    const outcomes = await all(...times(21, [0, 0] as const));
    expect(outcomes.at(-1)).toBe('again in 1 s');
    const other = setUp(14);
    expect(await other.all([0], [0, 0])).toEqual([0, 'again in 5 s']);
  });

  it('names the reason and the seconds', () => {
    const error = new HeldBack(7);
    expect(error).toMatchObject({ seconds: 7, code: 'UPSTREAM_HELD_BACK' });
    expect(error.message).toBe('the backend takes no more requests at the moment: 7 seconds');
  });
});

describe('a promise', () => {
  const TURNED_AWAY = [0, 0] as const;

  it('is another one for each, an interval apart', async () => {
    const { all } = setUp(12);
    expect(await all([0], TURNED_AWAY, TURNED_AWAY, TURNED_AWAY)).toEqual([
      0,
      'again in 5 s',
      'again in 10 s',
      'again in 15 s',
    ]);
  });

  it('is kept before those who come without one', async () => {
    const { all } = setUp(12);
    const late = 1_000_000;
    expect(await all([0], TURNED_AWAY, TURNED_AWAY, TURNED_AWAY, [1, late], [5_000, 5_000])).toMatchObject([
      0,
      'again in 5 s',
      'again in 10 s',
      'again in 15 s',
      20_000,
      'again in 15 s',
    ]);
    const other = setUp(12);
    // Nobody is in between: whoever comes at the promised time is served at once.
    const outcomes = await other.all([0], TURNED_AWAY, TURNED_AWAY, [5_000, 5_000], [10_000, 10_000]);
    expect(outcomes.slice(3)).toEqual([5_000, 10_000]);
  });

  it('makes nobody wait whose request is over before it is due', async () => {
    const { all } = setUp(2);
    // Promised are 30 s and 60 s; the first does not come, and at 45 s there is time for somebody else.
    expect((await all([0], TURNED_AWAY, TURNED_AWAY, [45_000, 45_000])).at(-1)).toBe(45_000);
  });

  it.each([
    [15_000, 25_000],
    [15_001, 30_001],
  ])('is good for ten seconds: of three who come at %d ms, the last is sent at %d', async (comes, last) => {
    const { all } = setUp(12);
    const late = 1_000_000;
    // Promised are 5, 10, 15 and 20 s.
    const outcomes = await all([0], ...times(4, TURNED_AWAY), ...times(3, [comes, late] as const));
    expect(outcomes.at(-1)).toBe(last);
  });

  it('that nobody came for gives nobody a place later', async () => {
    const { all } = setUp(12);
    const late = 1_000_000;
    // Promised are 5 and 10 s, and much later another time, which goes before somebody who comes without.
    const outcomes = await all(
      [0],
      TURNED_AWAY,
      TURNED_AWAY,
      [100_000, 100_000],
      [100_000, 100_000],
      [100_000, late],
    );
    expect(outcomes.slice(3)).toEqual([100_000, 'again in 5 s', 110_000]);
  });

  it('is never of more than an hour', async () => {
    const { all } = setUp(1);
    const HOUR = 3_600_000;
    const outcomes = await all([0], ...times(62, TURNED_AWAY), [HOUR, HOUR], [HOUR, HOUR], [HOUR, 2 * HOUR]);
    // What is an hour away is told, and kept for nobody.
    expect(outcomes.slice(63)).toEqual([HOUR, 'again in 60 s', HOUR + 120_000]);
    expect(outcomes.slice(58, 63)).toEqual([
      'again in 3480 s',
      'again in 3540 s',
      'again in 3600 s',
      'again in 3600 s',
      'again in 3600 s',
    ]);
  });
});

describe('a host that answers 429', () => {
  it.each([
    [{}, 60],
    [{ 'retry-after': '20' }, 20],
    [{ 'retry-after': '1' }, 1],
    [{ 'retry-after': '0' }, 1],
  ])('%j is shut for %d seconds', async (headers, seconds) => {
    const { all, answers, sent } = setUp();
    answers(() => answered(sent.length > 1 ? 200 : 429, headers));
    expect(await all([0, 1_000_000])).toEqual([seconds * 1_000]);
    expect(sent).toEqual([0, seconds * 1_000]);
  });

  it.each([
    [0, [0]],
    [1, [0, 20_000]],
    [3, [0, 20_000, 40_000, 60_000]],
  ])('is asked again as often as allowed, and then told on with the seconds: %d', async (attempts, times) => {
    const { all, answers, sent } = setUp(undefined, attempts);
    answers(() => answered(429, { 'retry-after': '20', 'x-other': 'kept' }));
    expect(await all([0, 1_000_000])).toEqual(['429, again in 20 s']);
    expect(sent).toEqual(times);
  });

  it.each([
    [20_000, [0, 20_000]],
    [19_999, [0]],
  ])('is asked again where that is in time: latest after %d ms', async (latest, expected) => {
    const { all, answers, sent } = setUp();
    answers(() => answered(sent.length > 1 ? 200 : 429, { 'retry-after': '20' }));
    await all([0, latest]);
    expect(sent).toEqual(expected);
  });

  it('is not open earlier because a later answer says so', async () => {
    const { all, answers, sent } = setUp();
    const seconds = ['60', '5'];
    answers(() =>
      seconds.length > 0 ? answered(429, { 'retry-after': seconds.shift() ?? '' }) : answered(200),
    );
    expect(await all([0, 0], [0, 0], [1, 1_000_000])).toEqual([
      '429, again in 60 s',
      '429, again in 60 s',
      60_000,
    ]);
    expect(sent).toEqual([0, 0, 60_000]);
  });

  it('sends those who wait for long at the earliest time that is left', async () => {
    const { all, answers, sent } = setUp(12);
    answers(() => answered(sent.length > 1 ? 200 : 429, { 'retry-after': '7' }));
    await all(...times(5, [0, 100_000] as const));
    expect(sent).toEqual([0, 7_000, 12_000, 17_000, 22_000, 27_000]);
  });

  it('has got what was sent before, also where it is open again soon', async () => {
    const { all, answers, sent } = setUp(27);
    answers(() => answered(sent.length > 3 ? 200 : 429, { 'retry-after': '1' }));
    await all(...times(4, [0, 100_000] as const));
    // A burst of three, each of which is sent once more: one every 60 / 27 seconds.
    expect(sent.map(Math.round)).toEqual([0, 0, 0, 2_222, 4_444, 6_667, 8_889]);
  });

  it('tells its answer on as it is, with the seconds, which are one at least', async () => {
    let now = START;
    const shaper = new RequestShaper({
      now: () => (now += 2_000),
      wait: () => Promise.reject(new Error('Nobody waits.')),
    });
    const answer = answered(429, { 'retry-after': '1', 'x-other': 'kept' }, 'Slow down.');
    const told = await shaper.interceptor(0)(async () => answer)(outboundRequest());
    expect(told).toEqual(answer);
  });

  it('sends those who wait to a later time, or away', async () => {
    const { all, answers, sent } = setUp(12);
    answers(() => answered(sent.length > 1 ? 200 : 429, { 'retry-after': '100' }));
    expect(await all([0, 0], [0, 50_000], [0, 1_000_000])).toEqual([
      '429, again in 100 s',
      'again in 105 s',
      expect.any(Number),
    ]);
    expect(sent[1]).toBeGreaterThanOrEqual(100_000);
  });
});

describe('a request that is given up while it waits', () => {
  it('is not sent, and ends with the reason', async () => {
    const { time, sent, request } = setUp(12);
    const controller = new AbortController();
    const [, outcome] = await time.run<unknown>([
      () => request(0),
      () => request(0, 100_000, { signal: controller.signal }).catch((error: unknown) => error),
      async () => {
        await time.wait(1_000, never);
        controller.abort();
      },
    ]);
    expect(outcome).toMatchObject({ name: 'TransportFailure' });
    await time.run([() => time.wait(20_000, never)]);
    expect(sent).toEqual([0]);
  });
});

describe('waiting that fails', () => {
  const broken = new Error('broken');

  it('is told, and nothing is sent', async () => {
    const shaper = new RequestShaper({ now: () => START, wait: () => Promise.reject(broken) });
    shaper.limit(12);
    let sent = 0;
    const send = shaper.interceptor(1)(async () => {
      sent += 1;
      return answered(200);
    });
    await send(outboundRequest());
    await expect(send(outboundRequest())).rejects.toBe(broken);
    expect(sent).toBe(1);
  });

  it('because the request has ended is not begun again, also where the host was shut meanwhile', async () => {
    const controller = new AbortController();
    const held = Promise.withResolvers<OutboundResponse>();
    let waits = 0;
    const shaper = new RequestShaper({
      now: () => START,
      wait: async () => {
        waits += 1;
        controller.abort();
        held.resolve(answered(429, { 'retry-after': '100' }));
        await new Promise((resolve) => setImmediate(resolve));
        throw broken;
      },
    });
    shaper.limit(12);
    const send = shaper.interceptor(0)(() => held.promise);
    const first = send(outboundRequest());
    await expect(send(outboundRequest({ signal: controller.signal }))).rejects.toBe(broken);
    expect(waits).toBe(1);
    expect(await first).toMatchObject({ status: 429 });
  });
});

it('one host has one shaper, another host another one', () => {
  const shapers = new RequestShapers();
  const time = new SimulatedTime(START);
  const one = shapers.shaper('https://a.example', time);
  expect(shapers.shaper('https://a.example', time)).toBe(one);
  expect(shapers.shaper('https://b.example', time)).not.toBe(one);
});
