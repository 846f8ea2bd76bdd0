import { describe, expect, it } from 'vitest';
import {
  Breaker,
  type Entry,
  FAILING_FOR,
  FAILURES,
  LONGEST_PAUSE,
  READS_FIRST,
  type Verdict,
} from '../../../../src/connectors/http/breaker/breaker.ts';
import { fc, reaching } from '../../../support/property.ts';

/** The longest pauses there can be: nothing is left to chance. */
const stage = () => {
  const clock = { now: 1_000_000 };
  const breaker = new Breaker({ now: () => clock.now, random: () => 0 });
  const pass = (milliseconds: number) => {
    clock.now += milliseconds;
  };
  const fail = (entry = breaker.enter()) => breaker.leave(entry, 'away', 'ECONNREFUSED');
  const open = () => {
    const entries = Array.from({ length: FAILURES }, () => breaker.enter());
    pass(FAILING_FOR);
    return entries.map((entry) => fail(entry)).at(-1);
  };
  return { breaker, clock, pass, fail, open };
};

describe('a circuit breaker', () => {
  it('opens after so many failures in a row, if there was no answer for so long', () => {
    const { breaker, pass, fail } = stage();
    const first = breaker.enter();
    for (let count = 1; count < FAILURES; count += 1) expect(fail()).toBeUndefined();
    pass(FAILING_FOR);
    expect(breaker.state).toBe('closed');
    expect(fail(first)).toBe('opened');
    expect(breaker.state).toBe('open');
    expect(breaker.opening?.failure).toBe('ECONNREFUSED');
    expect([breaker.wait(true), breaker.wait(false)]).toEqual([2_000, 2_000 + READS_FIRST]);
  });

  it('stays closed over what is shorter, however many fail', () => {
    const { breaker, pass, fail } = stage();
    for (let count = 0; count < 100; count += 1) fail();
    pass(FAILING_FOR - 1);
    fail();
    expect(breaker.state).toBe('closed');
  });

  it('stays closed where some are answered', () => {
    const { breaker, pass, fail } = stage();
    for (let count = 0; count < 100; count += 1) {
      pass(600);
      fail();
      if (count % 3 === 0) breaker.leave(breaker.enter(), 'there');
    }
    expect(breaker.state).toBe('closed');
  });

  it('counts nothing that says nothing', () => {
    const { breaker, pass } = stage();
    for (let count = 0; count < 100; count += 1) {
      const entry = breaker.enter();
      pass(1_000);
      expect(breaker.leave(entry, 'unknown')).toBeUndefined();
    }
    expect(breaker.state).toBe('closed');
  });

  it('lets one probe through after the pause, and closes with its answer', () => {
    const { breaker, pass, open } = stage();
    expect(open()).toBe('opened');
    pass(2_000);
    expect(breaker.state).toBe('half-open');
    expect([breaker.wait(true), breaker.wait(false)]).toEqual([0, READS_FIRST]);
    const probe = breaker.enter();
    expect(breaker.state).toBe('half-open');
    expect(breaker.wait(true)).toBe(4_000);
    expect(breaker.leave(probe, 'there')).toBe('closed');
    expect([breaker.wait(true), breaker.wait(false)]).toEqual([0, 0]);
  });

  it('doubles its pauses with each probe that fails, up to the longest', () => {
    const { breaker, pass, open, fail } = stage();
    open();
    const pauses = Array.from({ length: 6 }, () => {
      const pause = breaker.wait(true);
      pass(pause);
      fail();
      return pause;
    });
    expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, LONGEST_PAUSE, LONGEST_PAUSE]);
  });

  it('tells of the last failure, and of when they began', () => {
    const { breaker, pass, open } = stage();
    open();
    const since = breaker.opening?.since;
    pass(2_000);
    breaker.leave(breaker.enter(), 'away', '503');
    expect(breaker.opening).toEqual({ since, failure: '503' });
  });

  it('does not wait for a probe that hangs', () => {
    const { breaker, pass, open } = stage();
    open();
    pass(2_000);
    const hangs = breaker.enter();
    pass(4_000);
    expect(breaker.wait(true)).toBe(0);
    const second = breaker.enter();
    expect(breaker.leave(second, 'there')).toBe('closed');
    expect(breaker.leave(hangs, 'away')).toBeUndefined();
    expect(breaker.state).toBe('closed');
  });

  it('tries at once again where a probe says nothing, and its pauses do not grow for it', () => {
    const { breaker, pass, open, fail } = stage();
    open();
    pass(2_000);
    breaker.leave(breaker.enter(), 'unknown');
    expect(breaker.wait(true)).toBe(0);
    fail();
    expect(breaker.wait(true)).toBe(4_000);
  });

  it('closes with the answer to what was sent before it opened', () => {
    const { breaker, open } = stage();
    const early = breaker.enter();
    open();
    expect(breaker.leave(early, 'there')).toBe('closed');
  });

  it('is not opened again by what was sent before it closed', () => {
    const { breaker, pass, open, fail } = stage();
    const early = Array.from({ length: 30 }, () => breaker.enter());
    open();
    pass(2_000);
    breaker.leave(breaker.enter(), 'there');
    pass(58_000);
    for (const entry of early) fail(entry);
    expect(breaker.state).toBe('closed');
  });

  it('goes on with its pauses where the backend comes and goes, and begins anew where it stayed for a minute', () => {
    const { breaker, pass, open } = stage();
    for (const pause of [2_000, 4_000, 8_000]) {
      open();
      expect(breaker.wait(true)).toBe(pause);
      pass(pause);
      breaker.leave(breaker.enter(), 'there');
    }
    pass(120_000);
    open();
    expect(breaker.wait(true)).toBe(2_000);
  });

  it('spreads the ends of pauses', () => {
    let now = 0;
    const breaker = new Breaker({ now: () => now, random: () => 1 });
    const entries = Array.from({ length: FAILURES }, () => breaker.enter());
    now = FAILING_FOR;
    for (const entry of entries) breaker.leave(entry, 'away');
    expect(breaker.wait(true)).toBe(1_500);
  });
});

/** What can happen: time passes, a request wants to go, one of those under way ends, several fail. */
const event = fc.oneof(
  fc.record({ type: fc.constant('pass' as const), time: fc.integer({ min: 1, max: 20_000 }) }),
  fc.record({
    type: fc.constant('ask' as const),
    isRead: fc.boolean(),
    count: fc.integer({ min: 1, max: 8 }),
  }),
  fc.record({
    type: fc.constant('end' as const),
    which: fc.nat(),
    count: fc.integer({ min: 1, max: 8 }),
    verdict: fc.constantFrom<Verdict>('away', 'away', 'away', 'away', 'there', 'unknown'),
  }),
);

/** A breaker, and what can be said of it without knowing how it works. */
class Observed {
  readonly clock = { now: 0 };
  readonly breaker: Breaker;
  readonly underWay: Entry[] = [];
  awayInARow = 0;
  lastAnswer = Number.NEGATIVE_INFINITY;
  /** When the pause began that nobody has ended early. */
  pauseBegan: number | undefined;
  openings = 0;

  constructor(random: number) {
    this.breaker = new Breaker({ now: () => this.clock.now, random: () => random });
  }

  ask(isRead: boolean): void {
    const { breaker, clock } = this;
    const { state } = breaker;
    expect(breaker.wait(isRead) === 0 || state !== 'closed').toBe(true);
    if (breaker.wait(isRead) > 0) return;
    expect(state).not.toBe('open');
    this.underWay.push(breaker.enter());
    if (state === 'closed') return;
    // One at a time: the next one may go after another pause.
    if (this.pauseBegan !== undefined) {
      expect(clock.now - this.pauseBegan).toBeGreaterThanOrEqual(1_500 + (isRead ? 0 : READS_FIRST));
    }
    this.pauseBegan = clock.now;
    expect(breaker.wait(true)).toBeGreaterThanOrEqual(1_500);
  }

  end(which: number, verdict: Verdict): void {
    const { breaker, clock, underWay } = this;
    if (underWay.length === 0) return;
    const [entry] = underWay.splice(which % underWay.length, 1) as [Entry];
    const before = breaker.state;
    const change = breaker.leave(entry, verdict, '503');
    if (verdict === 'there') {
      this.awayInARow = 0;
      this.lastAnswer = clock.now;
      this.pauseBegan = undefined;
      expect(breaker.state).toBe('closed');
      expect(change).toBe(before === 'closed' ? undefined : 'closed');
      return;
    }
    if (verdict === 'away') this.awayInARow += 1;
    else this.pauseBegan = undefined;
    expect(change).not.toBe('closed');
    if (change === undefined) return;
    expect(before).toBe('closed');
    expect(this.awayInARow).toBeGreaterThanOrEqual(FAILURES);
    expect(clock.now - this.lastAnswer).toBeGreaterThanOrEqual(FAILING_FOR);
    this.pauseBegan = clock.now;
    this.openings += 1;
  }

  /** Nobody is shut out for longer, and reads are never behind writes. */
  look(): void {
    const [read, write] = [this.breaker.wait(true), this.breaker.wait(false)];
    expect(read).toBeLessThanOrEqual(LONGEST_PAUSE);
    expect(write).toBeLessThanOrEqual(LONGEST_PAUSE + READS_FIRST);
    expect(read).toBeLessThanOrEqual(write);
    if (this.breaker.state === 'closed') expect(write).toBe(0);
  }
}

it('holds what it promises, whatever happens', () => {
  fc.assert(
    fc.property(
      fc.array(event, { minLength: 60, maxLength: 200 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      reaching(
        (events: (typeof event extends fc.Arbitrary<infer Event> ? Event : never)[], random: number) => {
          const observed = new Observed(random);
          for (const step of events) {
            if (step.type === 'pass') observed.clock.now += step.time;
            else {
              for (let turn = 0; turn < step.count; turn += 1) {
                if (step.type === 'ask') observed.ask(step.isRead);
                else observed.end(step.which, step.verdict);
              }
            }
            observed.look();
          }
          return observed.openings > 0;
        },
      ),
    ),
    { numRuns: 200 },
  );
});
