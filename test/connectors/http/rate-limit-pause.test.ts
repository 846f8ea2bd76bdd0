/** Requests after a 429: who waits, who is told, and for how long. */
import { describe, expect, it } from 'vitest';
import type { OutboundResponse } from '../../../src/connectors/http/exchange.ts';
import { othersOf, RateLimitPause } from '../../../src/connectors/http/rate-limit-pause.ts';
import { ModelPacing, stateWith } from '../support/model-pacing.ts';
import { answered, outboundRequest } from '../support/outbound.ts';
import { SimulatedTime } from '../support/simulated-time.ts';

const SLOW = answered(429, { 'retry-after': '20', 'x-other': 'kept' }, 'Slow down.');

/** Answers one after the other, then 200. */
function setUp(...answers: readonly OutboundResponse[]) {
  const time = new SimulatedTime(0);
  const sent: number[] = [];
  const left = [...answers];
  const send = new RateLimitPause(time, 3).interceptor(async () => {
    sent.push(time.now());
    return left.shift() ?? answered(200);
  });
  /** @param deadline milliseconds */
  const request = (deadline?: number) => send(outboundRequest(deadline === undefined ? {} : { deadline }));
  return { time, sent, request };
}

describe('a request that is answered 429', () => {
  it('is sent again after the time that was told', async () => {
    const { time, sent, request } = setUp(SLOW, SLOW);
    expect(await time.run([() => request()])).toMatchObject([{ status: 200 }]);
    expect(sent).toEqual([0, 20_000, 40_000]);
  });

  it('is sent again so often as was said', async () => {
    const { time, sent, request } = setUp(...Array<OutboundResponse>(9).fill(SLOW));
    expect(await time.run([() => request(1_000_000)])).toEqual([SLOW]);
    expect(sent).toEqual([0, 20_000, 40_000, 60_000]);
  });

  it.each([
    [25_000, 200, [0, 20_000]],
    [24_999, 429, [0]],
  ])('is sent again where that leaves five seconds before %d', async (deadline, status, expected) => {
    const { time, sent, request } = setUp(SLOW);
    expect(await time.run([() => request(deadline)])).toMatchObject([{ status }]);
    expect(sent).toEqual(expected);
  });

  it.each([
    ['25', 200],
    ['26', 429],
  ])('without a deadline waits up to 25 seconds: %s', async (seconds, status) => {
    const { time, request } = setUp(answered(429, { 'retry-after': seconds }));
    expect(await time.run([() => request()])).toMatchObject([{ status }]);
  });

  it('waits longer each time where nothing is told', async () => {
    const { time, sent, request } = setUp(...Array<OutboundResponse>(3).fill(answered(429)));
    await time.run([() => request()]);
    const waits = sent.slice(1).map((at, index) => at - (sent[index] ?? 0));
    for (const [index, milliseconds] of waits.entries()) {
      const middle = 1_000 * 4 ** index;
      expect(milliseconds).toBeGreaterThanOrEqual(middle / 2);
      expect(milliseconds).toBeLessThanOrEqual(middle * 1.5);
    }
    expect(waits).toHaveLength(3);
  });
});

describe('a request that comes meanwhile', () => {
  it('waits along, or is told the same and how long it is still so', async () => {
    const { time, sent, request } = setUp(SLOW);
    const [first, waited, told] = await time.run([
      () => request(),
      async () => {
        await time.wait(5_500, new AbortController().signal);
        return await request(30_000);
      },
      async () => {
        await time.wait(5_500, new AbortController().signal);
        return await request(10_000);
      },
    ]);
    expect([first?.status, waited?.status]).toEqual([200, 200]);
    expect(told).toEqual({ ...SLOW, headers: { ...SLOW.headers, 'retry-after': '15' } });
    expect(sent).toEqual([0, 20_000, 20_000]);
  });

  it('goes through once the time is over', async () => {
    const { time, sent, request } = setUp(SLOW);
    await time.run([() => request(10_000)]);
    time.pass(20_000);
    expect(await time.run([() => request(20_000)])).toMatchObject([{ status: 200 }]);
    expect(sent).toEqual([0, 20_000]);
  });
});

describe('with other instances', () => {
  /** @param systems of each instance */
  function instances(systems: readonly string[]) {
    const time = new SimulatedTime(1_000_000);
    const pacing = new ModelPacing(time.now);
    const sent: number[] = [];
    const sends = systems.map((systemId, index) => {
      const state = stateWith(pacing.of(String(index)));
      const others = othersOf({ state, systemId, now: time.now }, 'cc');
      return new RateLimitPause(time, 3, others).interceptor(async () => {
        sent.push(time.now() - 1_000_000);
        return time.now() === 1_000_000 ? SLOW : answered(200);
      });
    });
    const request = async (instance: number, comes: number, patience: number) => {
      await time.wait(comes, new AbortController().signal);
      return await sends[instance]?.(outboundRequest({ deadline: time.now() + patience + 5_000 }));
    };
    return { time, pacing, sent, request };
  }

  it('they pause along, from their second request on', async () => {
    const { time, pacing, sent, request } = instances(['a system', 'a system']);
    const outcomes = await time.run([
      () => request(0, 0, 60_000),
      () => request(1, 1_000, 60_000),
      () => request(1, 1_500, 60_000),
      () => request(1, 2_000, 100),
    ]);
    expect(sent).toEqual([0, 1_000, 20_000, 20_000]);
    expect(outcomes[3]).toMatchObject({ status: 429, headers: { 'retry-after': '18' } });
    expect(pacing.keys).toEqual(['pause:a%20system:cc']);
  });

  it.each([
    ['another system does not', ['a', 'b'], false],
    ['nobody does while nobody can be asked', ['a', 'a'], true],
  ])('%s', async (_, systems, isAway) => {
    const { time, pacing, sent, request } = instances(systems);
    pacing.isAway = isAway;
    await time.run([
      () => request(0, 0, 60_000),
      () => request(1, 1_000, 60_000),
      () => request(1, 1_500, 60_000),
    ]);
    expect(sent).toEqual([0, 1_000, 1_500, 20_000]);
  });

  it('are not asked more often than once a second', async () => {
    const { time, pacing, request } = instances(['a']);
    await time.run(Array.from({ length: 30 }, (_, index) => () => request(0, 1 + index * 100, 60_000)));
    expect(pacing.questions).toBe(3);
  });
});
