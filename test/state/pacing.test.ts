/** The pace that instances keep to together, on a real server: the same as that of one schedule, and never believed blindly. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { HeldBack, RequestSchedule, secondsUntil } from '../../src/connectors/http/request-schedule.ts';
import { StateUnavailable } from '../../src/state/state.ts';
import { ValkeyLink } from '../../src/state/valkey/link.ts';
import { paceScript } from '../../src/state/valkey/pace-script.ts';
import { ValkeyState } from '../../src/state/valkey/valkey-state.ts';
import { spoiltValkey } from '../support/fake-valkey.ts';
import { fc, reaching } from '../support/property.ts';
import { until } from '../support/until.ts';
import { startValkey, VALKEY_BINARY } from '../support/valkey-server.ts';

const START = 1_700_000_000_000;
const silent = { warn: () => {}, info: () => {} };
const TWO_A_MINUTE = { interval: 30_000, tolerance: 0 };

function addressOf(port: number) {
  return { host: '127.0.0.1', port, tls: false, database: 0 };
}

function opened(port: number, prefix = 'p:') {
  const state = new ValkeyState({ address: addressOf(port), prefix, authorities: [], log: silent });
  onTestFinished(() => state.close());
  return state;
}

function linked(port: number) {
  const link = new ValkeyLink({
    address: addressOf(port),
    authorities: [],
    log: silent,
    probe: async () => {},
  });
  onTestFinished(() => link.close());
  return link;
}

type Step =
  | { readonly passes: number; readonly book: readonly number[] }
  | { readonly passes: number; readonly shut: number }
  | { readonly passes: number; readonly promise: true };

const passes = fc.oneof(fc.nat(400), fc.nat(12_000), fc.nat(200_000));
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      passes,
      book: fc.array(fc.constantFrom(0, 0, 900, 20_000, 55_000), { minLength: 1, maxLength: 6 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ passes, shut: fc.integer({ min: 1000, max: 90_000 }) }) },
  { weight: 1, arbitrary: fc.record({ passes, promise: fc.constant(true as const) }) },
);

/** What the schedule of one instance says: `+` and milliseconds to wait, or seconds to come back in. */
function modelled(schedule: RequestSchedule, now: number, one: Step): string[] {
  if ('shut' in one) {
    schedule.shut(now + one.shut, now);
    return [];
  }
  if ('promise' in one) return [`${secondsUntil(schedule.promise(now), now)} s`];
  return one.book.map((patience) => {
    try {
      return `+${schedule.book(now, now + patience) - now}`;
    } catch (error) {
      if (error instanceof HeldBack) return `${error.seconds} s`;
      throw error;
    }
  });
}

function argsOf(one: Step, { interval, tolerance }: RequestSchedule['rate']): string[] {
  const rate = [String(interval), String(tolerance)];
  if ('shut' in one) return ['shut', ...rate, String(one.shut)];
  return 'promise' in one
    ? ['promise', ...rate]
    : ['book', ...rate, 'somebody', '0', ...one.book.map((patience) => String(patience))];
}

describe.skipIf(VALKEY_BINARY === undefined)('with a server', () => {
  it('the script does step by step what the schedule of one instance does', async () => {
    const { port } = await startValkey();
    const link = linked(port);
    const script = paceScript('local now = tonumber(ARGV[#ARGV])\nARGV[#ARGV] = nil');
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(2, 12, 27, 180, 5_000),
        fc.array(step, { minLength: 5, maxLength: 40 }),
        reaching(async (rate, steps) => {
          runs += 1;
          const keys = ['bucket', 'promises', 'instances'].map((name) => `${runs}:${name}`);
          const schedule = new RequestSchedule();
          schedule.limit(rate);
          let now = START;
          let held = false;
          for (const one of steps) {
            now += one.passes;
            const expected = modelled(schedule, now, one);
            const args = [...argsOf(one, schedule.rate), String(now)];
            const answer = await link.send(['EVAL', script, '3', ...keys, ...args]);
            const [shut, , next, , ...times] = (Array.isArray(answer) ? answer : []).map(Number);
            expect(shut).toBe(Math.max(0, schedule.shutUntil - now));
            if (!('shut' in one)) expect(next).toBe(schedule.debt(now));
            const told = times.map((time) =>
              time < 0 || 'promise' in one ? `${secondsUntil(Math.abs(time), 0)} s` : `+${time}`,
            );
            expect(told).toEqual(expected);
            held ||= expected.some((text) => text.endsWith('s'));
          }
          return held;
        }),
      ),
      { numRuns: 150 },
    );
  });

  it('is one for all, by the clock of the server', async () => {
    const { port } = await startValkey();
    const [one, other] = [opened(port), opened(port)];
    const wish = { rate: TWO_A_MINUTE, patience: [50_000], debt: 0 };
    const first = await one.pacing.book('a', wish);
    expect(first).toMatchObject({ bookings: [{ wait: 0 }], shut: 0, instances: 1 });
    const second = await other.pacing.book('a', { ...wish, patience: [50_000, 0] });
    expect(second.instances).toBe(2);
    const [wait, again] = second.bookings.map((booking) => Math.abs(Object.values(booking)[0] ?? 0));
    expect(wait).toBeLessThanOrEqual(30_000);
    expect(wait).toBeGreaterThan(0);
    expect(again).toBeGreaterThan(wait ?? 0);
    expect((await one.pacing.book('b', wish)).bookings).toEqual([{ wait: 0 }]);

    const shut = await other.pacing.shut('a', 3_000_000);
    expect((await one.pacing.look('a')).mark).toBe(shut.mark);
    expect((await one.pacing.shut('a', 1_000)).shut).toBeGreaterThan(1_000_000);
    expect((await one.pacing.book('a', wish)).bookings).toMatchObject([{ again: expect.any(Number) }]);
    expect(await one.pacing.promise('a', TWO_A_MINUTE)).toBeGreaterThan(1_000_000);
  });

  it('counts what an instance has sent alone', async () => {
    const { port } = await startValkey();
    const { pacing } = opened(port);
    const { bookings } = await pacing.book('a', { rate: TWO_A_MINUTE, patience: [50_000], debt: 40_000 });
    expect(bookings).toMatchObject([{ wait: expect.closeTo(40_000, -3) }]);
  });

  it('forgets what is no longer of use', async () => {
    const { port } = await startValkey();
    const { pacing } = opened(port);
    await pacing.book('a', { rate: TWO_A_MINUTE, patience: [0, 0], debt: 0 });
    const link = linked(port);
    const keys = await link.send(['KEYS', 'p:a*']);
    expect(Array.isArray(keys) && keys.toSorted()).toEqual(['p:a', 'p:a:instances', 'p:a:promises']);
    for (const key of Array.isArray(keys) ? keys : []) {
      expect(await link.send(['PTTL', String(key)])).toBeGreaterThan(0);
    }
  });

  it.each([
    [
      'texts',
      [
        ['SET', 'p:a', 'x'],
        ['SET', 'p:a:promises', 'x'],
        ['SET', 'p:a:instances', 'x'],
      ],
    ],
    [
      'no numbers',
      [
        ['HSET', 'p:a', 'next', 'x', 'shut', '', 'seen', '{}'],
        ['RPUSH', 'p:a:promises', 'x'],
      ],
    ],
  ])('gets over %s that somebody else has written there', async (_, commands) => {
    const { port } = await startValkey();
    const link = linked(port);
    for (const command of commands) await link.send(command);
    const { pacing } = opened(port);
    const { bookings } = await pacing.book('a', { rate: TWO_A_MINUTE, patience: [0], debt: 0 });
    expect(bookings).toEqual([{ wait: 0 }]);
  });

  it('keeps nobody waiting because the clock of the server was set back', async () => {
    const { port } = await startValkey();
    const link = linked(port);
    const { pacing } = opened(port);
    const ahead = String(Date.now() + 7_200_000);
    const later = String(Date.now() + 7_203_000);
    await link.send(['HSET', 'p:a', 'next', later, 'shut', ahead, 'seen', ahead]);
    const { bookings } = await pacing.book('a', { rate: TWO_A_MINUTE, patience: [10_000], debt: 0 });
    expect(bookings).toMatchObject([{ wait: expect.closeTo(3_000, -2) }]);
  });

  it('a user who may not do all of it is told at once', async () => {
    const narrow = 'narrow on >pw ~* +eval +get +set +del +pttl';
    const { port } = await startValkey('--user', ...narrow.split(' '));
    const lines: string[] = [];
    const log = { warn: (line: string) => void lines.push(line), info: () => {} };
    const address = { ...addressOf(port), username: 'narrow', password: 'pw' };
    const state = new ValkeyState({ address, prefix: 'p:', authorities: [], log });
    onTestFinished(() => state.close());
    await until(() => lines.length > 0);
    expect(lines[0]).toMatch(/cannot be used, as it says: .*permission.*time/);
  });
});

it.each([
  ['nothing', '*0'],
  ['one text', '$2\r\nOK'],
  ['a number', ':1'],
  ['too few', '*4\r\n$1\r\n0\r\n$1\r\n0\r\n$1\r\n0\r\n$1\r\n1'],
  ['no numbers', '*5\r\n$1\r\n0\r\n$1\r\n0\r\n$1\r\nx\r\n$1\r\n1\r\n$1\r\n0'],
  ['empty texts', '*5\r\n$1\r\n0\r\n$1\r\n0\r\n$0\r\n\r\n$1\r\n1\r\n$1\r\n0'],
  ['a wait of years', '*5\r\n$1\r\n0\r\n$1\r\n0\r\n$1\r\n0\r\n$1\r\n1\r\n$12\r\n100000000000'],
  ['a host that is shut for years', '*5\r\n$12\r\n100000000000\r\n$1\r\n0\r\n$1\r\n0\r\n$1\r\n1\r\n$1\r\n0'],
  ['too many', '*6\r\n$1\r\n0\r\n$1\r\n0\r\n$1\r\n0\r\n$1\r\n1\r\n$1\r\n0\r\n$1\r\n0'],
])('a server that answers %s is not believed', async (_, answer) => {
  let isTried = false;
  const port = await spoiltValkey(
    (socket) => socket.write(`${answer}\r\n`),
    () => {
      isTried = true;
    },
  );
  const { pacing } = opened(port);
  await until(() => isTried);
  await expect(pacing.book('a', { rate: TWO_A_MINUTE, patience: [0], debt: 0 })).rejects.toThrow(
    /answers what no Valkey or Redis would \(no times for EVAL\)/,
  );
  await expect(pacing.look('a')).rejects.toBeInstanceOf(StateUnavailable);
});
