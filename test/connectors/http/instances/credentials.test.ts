/** Several instances with the same credentials, in a time that passes by itself: how often the backend sees wrong ones. */
import { describe, expect, it } from 'vitest';
import { CredentialGuards, KeptGuards } from '../../../../src/connectors/http/credential-guards.ts';
import { CredentialsUnproven } from '../../../../src/connectors/http/credentials-unproven.ts';
import { CredentialsRefused, judgeStatus, PROBE_INTERVAL } from '../../../../src/connectors/http/refusal.ts';
import { MemoryState } from '../../../../src/state/memory-state.ts';
import { type State, StateUnavailable } from '../../../../src/state/state.ts';
import { fc, reaching } from '../../../support/property.ts';
import { exampleBackend } from '../../support/example-backend.ts';
import { answered, outboundRequest } from '../../support/outbound.ts';
import { SimulatedTime } from '../../support/simulated-time.ts';

const START = 1_000_000_000_000;
const HOST = 'https://a.example';
const { signal: never } = new AbortController();
const judge = judgeStatus(exampleBackend());

/** What instances share, without a server. */
function sharedState(time: SimulatedTime) {
  let memory = new MemoryState(time.now);
  const values = new Map<string, string>();
  const there = { isAway: false };
  const asked = async <Result>(work: () => Promise<Result>) => {
    if (there.isAway) throw new StateUnavailable('away');
    return await work();
  };
  const state: State = {
    reach: 'instances',
    isAvailable: true,
    add: (...args) => asked(() => memory.add(...args)),
    addWithin: (...args) => asked(() => memory.addWithin(...args)),
    get: (key) => asked(() => memory.get(key)),
    set: (key, value, options) => {
      values.set(key, value);
      return asked(() => memory.set(key, value, options));
    },
    delete: (key) => asked(() => memory.delete(key)),
    close: async () => undefined,
  };
  const lose = () => {
    memory = new MemoryState(time.now);
  };
  return { state, there, values, lose };
}

/** @param clocks by how many milliseconds the clock of each instance is wrong */
function setUp(clocks: readonly number[], password = 'secret') {
  const time = new SimulatedTime(START);
  const { state, there, values, lose } = sharedState(time);
  /** When the backend saw these credentials, in milliseconds from the start. */
  const seen: number[] = [];
  const backend = { status: 401, takes: 200 };
  const instances = clocks.map((wrong) => {
    const kept = new KeptGuards();
    const now = () => time.now() + wrong;
    const load = () =>
      new CredentialGuards().interceptor(
        kept,
        HOST,
        { user: 'u', password },
        { now, wait: time.wait, state },
        judge,
      )(async ({ signal }) => {
        seen.push(time.now() - START);
        const { status } = backend;
        await time.wait(backend.takes, signal);
        return answered(status);
      });
    return { load, send: load(), now };
  });
  const at = async (comes: number) => {
    if (time.now() < START + comes) await time.wait(START + comes - time.now(), never);
  };
  const request = async (instance: number, comes: number) => {
    await at(comes);
    const one = instances[instance];
    try {
      const response = await one?.send(outboundRequest({ deadline: one.now() + 30_000 }));
      return response?.status;
    } catch (error) {
      if (error instanceof CredentialsRefused) return `${error.refusal.answered} before`;
      if (error instanceof CredentialsUnproven) return 'unproven';
      throw error;
    }
  };
  const reload = async (instance: number, comes: number) => {
    await at(comes);
    const one = instances[instance];
    if (one !== undefined) one.send = one.load();
    return undefined;
  };
  const change = async (comes: number, to: Partial<typeof backend>) => {
    await at(comes);
    Object.assign(backend, to);
    return undefined;
  };
  const loseAll = async (comes: number) => {
    await at(comes);
    lose();
    return undefined;
  };
  const run = (...tasks: readonly (() => Promise<unknown>)[]) => time.run(tasks);
  return { time, there, values, state, seen, backend, request, reload, change, loseAll, run };
}

const FIVE = [0, 1, 2, 3, 4];
const NONE_WRONG = [0, 0, 0, 0, 0];

describe('five instances that start together', () => {
  it('show wrong credentials once', async () => {
    const { run, request, seen } = setUp([0, -3_600_000, 3_600_000, 0, 0]);
    const outcomes = await run(...[...FIVE, ...FIVE, ...FIVE].map((instance) => () => request(instance, 0)));
    expect(seen).toEqual([0]);
    expect(outcomes.filter((outcome) => outcome === 401)).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === '401 before')).toHaveLength(14);
  });

  it('go on with right ones, one after the other', async () => {
    const { run, request, seen, backend } = setUp(NONE_WRONG);
    backend.status = 200;
    const outcomes = await run(...[...FIVE, ...FIVE].map((instance) => () => request(instance, 0)));
    expect(outcomes).toEqual(Array(10).fill(200));
    expect(Math.max(...seen)).toBeLessThan(3_000);
  });

  it('show them three times in a minute where the backend does not answer', async () => {
    const { run, request, seen, backend } = setUp(NONE_WRONG);
    backend.takes = 50_000;
    const outcomes = await run(...[...FIVE, ...FIVE].map((instance) => () => request(instance, 0)));
    expect(seen.length).toBe(3);
    expect(new Set(outcomes)).toEqual(new Set([401, 'unproven']));
  });

  it('each for itself where nobody can be asked', async () => {
    const { run, request, seen, there } = setUp(NONE_WRONG);
    there.isAway = true;
    await run(...FIVE.map((instance) => () => request(instance, 0)));
    expect(seen).toHaveLength(5);
  });
});

describe('credentials that were right', () => {
  it('and are refused in one instance are held in all within a second, and tried once by one of them later', async () => {
    const { run, request, change, seen, backend } = setUp(NONE_WRONG);
    backend.status = 200;
    const again = 10_000 + PROBE_INTERVAL + 5_000;
    const outcomes = await run(
      ...FIVE.map((instance) => () => request(instance, 0)),
      () => change(9_000, { status: 401 }),
      () => request(0, 10_000),
      ...FIVE.map((instance) => () => request(instance, 12_000)),
      ...FIVE.map((instance) => () => request(instance, again)),
    );
    expect(seen.filter((at) => at >= 9_000)).toEqual([10_000, again]);
    expect(outcomes.slice(7, 12)).toEqual(Array(5).fill('401 before'));
  });

  it('once more are released everywhere by the first who finds out', async () => {
    const { run, request, reload, change, seen } = setUp(NONE_WRONG);
    const outcomes = await run(
      ...FIVE.map((instance) => () => request(instance, 0)),
      () => change(5_000, { status: 200 }),
      () => reload(3, 6_000),
      () => request(3, 6_000),
      ...FIVE.map((instance) => () => request(instance, 8_000)),
    );
    expect(outcomes.slice(7)).toEqual(Array(6).fill(200));
    expect(seen.filter((at) => at < 6_000)).toEqual([0]);
  });

  it('are not right again because of an answer to what was sent before another instance was refused', async () => {
    const { run, request, change, seen, backend } = setUp(NONE_WRONG);
    backend.status = 200;
    const [, , late, refused, ...told] = await run(
      () => request(0, 0),
      () => request(1, 1_000),
      // Answered at 7 seconds.
      () => request(0, 2_000),
      () => request(1, 3_000),
      () => request(0, 4_500),
      () => request(0, 7_500),
      () => request(1, 9_000),
      () => change(1_900, { takes: 5_000 }),
      () => change(2_500, { status: 401, takes: 200 }),
    );
    expect([late, refused]).toEqual([200, 401]);
    expect(told.slice(0, 3)).toEqual(Array(3).fill('401 before'));
    expect(seen).toHaveLength(4);
  });

  it('are not held for others than those who have them', async () => {
    const one = setUp([0]);
    await one.run(() => one.request(0, 0));
    const names = [...one.values.keys()].map((key) => key.split(':')[1]);
    const other = setUp([0], 'secret2');
    await other.run(() => other.request(0, 0));
    expect(new Set(names).size).toBe(1);
    for (const key of other.values.keys()) expect(names).not.toContain(key.split(':')[1]);
    const told = JSON.stringify([...one.values]);
    for (const secret of ['secret', 'example', '"u"']) expect(told).not.toContain(secret);
  });
});

it('whoever comes while refused ones are tried once more waits for what comes of it', async () => {
  const { run, request, reload, change } = setUp([0, 0]);
  const outcomes = await run(
    () => request(0, 0),
    () => request(1, 0),
    () => change(5_000, { status: 200, takes: 3_000 }),
    () => reload(1, 7_000),
    () => request(1, 7_000),
    () => request(1, 9_000),
  );
  expect(outcomes.slice(4)).toEqual([200, 200]);
});

describe('a server that lost its data', () => {
  it('makes nobody show again what was refused, neither who was refused nor who was told', async () => {
    const { run, request, loseAll, seen } = setUp(NONE_WRONG);
    const again = PROBE_INTERVAL + 5_000;
    const outcomes = await run(
      ...FIVE.map((instance) => () => request(instance, 0)),
      () => loseAll(5_000),
      ...FIVE.map((instance) => () => request(instance, 10_000)),
      ...FIVE.map((instance) => () => request(instance, again)),
    );
    expect(outcomes.slice(6, 11)).toEqual(Array(5).fill('401 before'));
    expect(seen).toEqual([0, again]);
  });

  it('keeps nobody from what others find out afterwards', async () => {
    const { run, request, reload, change, loseAll, seen } = setUp(NONE_WRONG);
    const outcomes = await run(
      ...FIVE.map((instance) => () => request(instance, 0)),
      () => loseAll(5_000),
      () => change(6_000, { status: 200 }),
      () => reload(3, 7_000),
      () => request(3, 7_000),
      ...FIVE.map((instance) => () => request(instance, 9_000)),
    );
    expect(outcomes.slice(8)).toEqual(Array(6).fill(200));
    expect(seen.filter((at) => at < 7_000)).toEqual([0]);
  });

  it('that was away when they were refused says nothing of a time before', async () => {
    const { run, request, change, there, seen, backend } = setUp([0, 0]);
    backend.status = 200;
    const away = async (comes: number, isAway: boolean) => {
      await change(comes, {});
      there.isAway = isAway;
    };
    const outcomes = await run(
      () => request(0, 0),
      () => change(4_000, { status: 401 }),
      () => away(5_000, true),
      () => request(0, 6_000),
      () => away(8_000, false),
      () => request(0, 10_000),
      () => request(0, 20_000),
    );
    expect([outcomes[3], outcomes[5], outcomes[6]]).toEqual([401, '401 before', '401 before']);
    expect(seen).toEqual([0, 6_000]);
  });
});

describe('a reload of all instances', () => {
  it('has refused credentials tried once, and not again for five minutes', async () => {
    const { run, request, reload, seen } = setUp(NONE_WRONG);
    await run(
      ...FIVE.map((instance) => () => request(instance, 0)),
      ...FIVE.flatMap((instance) => [
        () => reload(instance, 10_000 * (instance + 1)),
        () => request(instance, 10_000 * (instance + 1)),
      ]),
      () => reload(0, 400_000),
      () => request(0, 400_000),
    );
    expect(seen).toEqual([0, 10_000, 400_000]);
  });
});

it.each([
  '',
  'x',
  'null',
  '[]',
  '{"holds":[],"status":502,"until":1}',
  '{"holds":["1"],"status":502,"until":1}',
  '{"holds":[1],"status":200,"until":1}',
  '{"holds":[1],"status":502,"until":"x"}',
  '{"holds":[1],"status":502,"answered":"x","until":1}',
])('what others write there, such as %j, holds nobody', async (text) => {
  const { run, request, state, values, backend, time } = setUp([0]);
  await run(() => request(0, 0));
  const key = [...values.keys()].find((each) => each.endsWith(':hold')) ?? '';
  await state.set(key, text);
  backend.status = 200;
  time.pass(PROBE_INTERVAL);
  expect(await run(() => request(0, 0))).toEqual([200]);
});

it('whatever comes, wrong credentials are shown less often than the backend bears', async () => {
  const event = fc.record({
    instance: fc.nat(3),
    comes: fc.oneof(fc.nat(3_000), fc.nat(600_000)),
    isReload: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 5, maxLength: 30 }),
      fc.constantFrom(50, 900, 5_000),
      reaching(async (events, takes) => {
        const { run, request, reload, seen, backend } = setUp([0, 0, 5_000, -5_000]);
        backend.takes = takes;
        await run(
          ...events.map(({ instance, comes, isReload }) => async () => {
            if (isReload) await reload(instance, comes);
            await request(instance, comes);
          }),
        );
        const most = Math.max(
          ...seen.map((from) => seen.filter((at) => at >= from && at < from + 300_000).length),
        );
        expect(most).toBeLessThan(5);
        return seen.length > 1;
      }),
    ),
    { numRuns: 10 },
  );
});
