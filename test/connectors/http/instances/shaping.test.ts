/** Several instances that keep to what one host takes, in a time that passes by itself. */
import { describe, expect, it } from 'vitest';
import type { OutboundResponse } from '../../../../src/connectors/http/exchange.ts';
import { HeldBack } from '../../../../src/connectors/http/request-schedule.ts';
import { RequestShaper } from '../../../../src/connectors/http/request-shaper.ts';
import { fc, reaching } from '../../../support/property.ts';
import { ModelPacing, stateWith } from '../../support/model-pacing.ts';
import { answered, outboundRequest } from '../../support/outbound.ts';
import { SimulatedTime } from '../../support/simulated-time.ts';

const START = 1_000_000_000_000;
const RESERVE = 5_000;
const MINUTE = 60_000;
const { signal: never } = new AbortController();

/** @param clocks by how many milliseconds the clock of each instance is wrong */
function setUp(clocks: readonly number[], requestsPerMinute?: number, attempts = 1) {
  const time = new SimulatedTime(START);
  const pacing = new ModelPacing(time.now);
  const sent: number[] = [];
  let answer: (at: number) => OutboundResponse = () => answered(200);
  const sends = clocks.map((wrong, index) => {
    const now = () => time.now() + wrong;
    const state = stateWith(pacing.of(String(index)));
    const shaper = new RequestShaper({ now, wait: time.wait }, 'https://a.example', state);
    if (requestsPerMinute !== undefined) shaper.limit(requestsPerMinute);
    const send = shaper.interceptor(attempts)(async () => {
      sent.push(time.now() - START);
      return answer(time.now() - START);
    });
    return { now, send };
  });
  /** @param comes milliseconds from the start @param patience milliseconds */
  const request = async (instance: number, comes: number, patience = 1_000_000) => {
    if (time.now() < START + comes) await time.wait(START + comes - time.now(), never);
    const { now, send } = sends[instance] ?? {};
    try {
      const response = await send?.(outboundRequest({ deadline: (now?.() ?? 0) + patience + RESERVE }));
      if (response?.status !== 429) return time.now() - START;
      return `429, again in ${response.headers['retry-after']} s`;
    } catch (error) {
      if (!(error instanceof HeldBack)) throw error;
      return `again in ${error.seconds} s`;
    }
  };
  const all = (...requests: readonly (readonly [instance: number, comes: number, patience?: number])[]) =>
    time.run(requests.map((one) => () => request(...one)));
  const answers = (give: (at: number) => OutboundResponse) => {
    answer = give;
  };
  return { time, pacing, sent, request, all, answers };
}

function mostInAMinute(sent: readonly number[]): number {
  const sorted = sent.toSorted((one, other) => one - other);
  return Math.max(0, ...sorted.map((from) => sorted.filter((at) => at >= from && at < from + MINUTE).length));
}

const times = <T>(count: number, value: T): T[] => Array<T>(count).fill(value);

describe('instances together', () => {
  it('send at once what one may, and then one request after the other', async () => {
    const { all } = setUp([0, 0], 20);
    expect(await all([0, 0], [1, 0], [0, 1], [1, 2], [1, 5_000])).toEqual([0, 0, 3_000, 6_000, 9_000]);
  });

  it('agree whatever their clocks say', async () => {
    const { all } = setUp([-3_600_000, 0, 86_400_000], 12);
    expect(await all([0, 0], [1, 0], [2, 0], [0, 0])).toEqual([0, 5_000, 10_000, 15_000]);
  });

  it('give an instance that was idle nothing of its own', async () => {
    const { all } = setUp([0, 0, 0], 12);
    expect(await all([0, 0], [0, 0], [0, 0], [0, 0])).toEqual([0, 5_000, 10_000, 15_000]);
  });

  it('promise a time to one client only, and serve it wherever it comes back', async () => {
    const { all } = setUp([0, 0], 12);
    const outcomes = await all([0, 0], [0, 1, 0], [1, 2, 0], [1, 5_000, 0], [0, 10_000, 0]);
    expect(outcomes).toEqual([0, 'again in 5 s', 'again in 10 s', 5_000, 10_000]);
  });

  it('ask for many at once with few questions', async () => {
    const { all, pacing } = setUp([0], 1_800);
    await all(...times(150, [0, 0] as const));
    expect(pacing.questions).toBeLessThanOrEqual(4);
  });

  it('of any number, never send more in a minute than ten ninths of the rate, where nobody is turned away', async () => {
    const load = fc.record({
      rate: fc.integer({ min: 9, max: 30 }),
      requests: fc.array(fc.tuple(fc.nat(2), fc.nat(180_000), fc.constant(1_000_000)), {
        minLength: 30,
        maxLength: 200,
      }),
      storms: fc.array(fc.record({ begins: fc.nat(90_000), seconds: fc.constantFrom(1, 1, 2, 5, 60) }), {
        maxLength: 8,
      }),
    });
    await fc.assert(
      fc.asyncProperty(
        load,
        reaching(async ({ rate, requests, storms }) => {
          const { all, sent, answers } = setUp([0, 7_000, -90_000], rate);
          const left = storms.toSorted((one, other) => one.begins - other.begins);
          answers((at) => {
            const [next] = left;
            if (next === undefined || next.begins > at) return answered(200);
            left.shift();
            return answered(429, { 'retry-after': String(next.seconds) });
          });
          await all(...requests);
          const most = mostInAMinute(sent);
          expect(most).toBeLessThanOrEqual((rate * 10) / 9);
          return most > rate / 2;
        }),
      ),
      { numRuns: 25 },
    );
  });
});

describe('a 429 of one instance', () => {
  it('shuts all, also those that wait already', async () => {
    const { all, answers, sent } = setUp([0, 0], 12);
    answers((at) => (at === 0 ? answered(429, { 'retry-after': '30' }) : answered(200)));
    const outcomes = await all([0, 0], [1, 0], [1, 0], [0, 1_000, 2_000], [1, 31_000, 0]);
    // What was to be sent at 5 and 10 s looks for a new time then.
    expect(sent.filter((at) => at > 0 && at < 30_000)).toEqual([]);
    expect(outcomes[3]).toMatch(/^again in/);
    expect(mostInAMinute(sent)).toBeLessThanOrEqual(13);
  });

  it('is known to those without a rate within a second', async () => {
    const { all, answers, sent } = setUp([0, 0], undefined, 0);
    answers((at) => (at === 0 ? answered(429, { 'retry-after': '30' }) : answered(200)));
    // The other one looks with its first request, and knows with its second.
    await all([0, 0], [1, 1_000], [1, 1_001], [1, 2_000, 100], [0, 3_000, 100]);
    expect(sent).toEqual([0, 1_000, 30_000]);
  });
});

describe('while nobody can be asked', () => {
  it('each instance goes by its share, so that together they keep to the rate', async () => {
    const { pacing, request, sent, time } = setUp([0, 0], 12);
    await time.run<unknown>([
      ...[...times(7, 0), ...times(7, 1)].map(
        (instance, index) => () => request(instance, index % 7 === 0 ? 0 : 20_000),
      ),
      async () => {
        await time.wait(10_000, never);
        pacing.isAway = true;
      },
    ]);
    expect(mostInAMinute(sent)).toBeLessThanOrEqual(14);
    // Two of them in each ten seconds.
    expect(sent.filter((at) => at >= 20_000).length).toBe(12);
    expect(Math.max(...sent)).toBe(70_000);
  });

  it('an instance that knows of no other goes by the whole rate', async () => {
    const { pacing, all } = setUp([0], 12);
    pacing.isAway = true;
    expect(await all([0, 0], [0, 0], [0, 0])).toEqual([0, 5_000, 10_000]);
  });

  it('a 429 is known to the instance that had it', async () => {
    const { all, answers, pacing, sent } = setUp([0, 0], 12);
    pacing.isAway = true;
    answers((at) => (at === 0 ? answered(429, { 'retry-after': '30' }) : answered(200)));
    await all([0, 0], [0, 1_000]);
    expect(sent).toEqual([0, 30_000, 35_000]);
  });

  it('and once somebody can again, with nothing in it, what was sent meanwhile counts', async () => {
    const { pacing, request, time } = setUp([0], 12);
    const later = async (milliseconds: number, isAway: boolean) => {
      await time.wait(milliseconds, never);
      pacing.isAway = isAway;
      pacing.empty();
    };
    const outcomes = await time.run<unknown>([
      ...[0, 1_000, 1_500, 2_000, 2_001].map((comes) => () => request(0, comes)),
      () => later(500, true),
      () => later(1_700, false),
    ]);
    expect(outcomes.slice(0, 5)).toEqual([0, 5_000, 10_000, 15_000, 20_000]);
  });
});
