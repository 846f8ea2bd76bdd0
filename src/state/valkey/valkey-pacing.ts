/** The pace of instances together, on their server. What it answers is looked at: it may be another one. */
import { randomUUID } from 'node:crypto';
import type { Booked, Booking, BookingWish, Pacing, Rate, Shut } from '../pacing.ts';
import type { StateUnavailable } from '../state.ts';
import type { ValkeyLink } from './link.ts';
import { paceScript } from './pace-script.ts';

/** Milliseconds; nothing is further away than this, but for what sums are inexact. */
const FURTHEST = 3_600_000 + 1;
/** A booking is as far away as a request has patience, behind a host that is shut. */
const LONGEST_PATIENCE = 2 * FURTHEST;
const SCRIPT = paceScript();
const NO_RATE: Rate = { interval: 0, tolerance: 0 };

export class ValkeyPacing implements Pacing {
  readonly #prefix: string;
  readonly #link: ValkeyLink;
  readonly #who = randomUUID();

  constructor(prefix: string, link: ValkeyLink) {
    this.#prefix = prefix;
    this.#link = link;
  }

  async book(key: string, { rate, patience, debt }: BookingWish): Promise<Booked> {
    const waits = patience.map((time) => text(Math.min(time, FURTHEST)));
    const answer = await this.#ask(key, ['book', ...textsOf(rate), this.#who, text(debt), ...waits]);
    const booked = readBooked(answer);
    if (booked?.bookings.length !== patience.length) throw this.#refuse();
    return booked;
  }

  async promise(key: string, rate: Rate): Promise<number> {
    const [promised, ...none] =
      readBooked(await this.#ask(key, ['promise', ...textsOf(rate)]))?.bookings ?? [];
    if (promised === undefined || none.length > 0) throw this.#refuse();
    return 'again' in promised ? promised.again : promised.wait;
  }

  async shut(key: string, time: number, rate: Rate = NO_RATE): Promise<Shut> {
    return this.#shut(await this.#ask(key, ['shut', ...textsOf(rate), text(time)]));
  }

  async look(key: string): Promise<Shut> {
    return this.#shut(await this.#ask(key, ['look']));
  }

  #ask(key: string, args: readonly string[]): Promise<unknown> {
    return this.#link.send(pacing(this.#prefix + key, ...args));
  }

  #shut(answer: unknown): Shut {
    const shut = readShut(textsIn(answer));
    if (shut === undefined) throw this.#refuse();
    return shut;
  }

  #refuse(): StateUnavailable {
    return this.#link.refuse('no times for EVAL');
  }
}

/** One of the commands that are sent, which books nothing. */
export function pacingProbe(prefix: string): string[] {
  return pacing(`${prefix}probe:pace`, 'book', '0', '0', 'probe', '0');
}

function pacing(key: string, ...args: readonly string[]): string[] {
  return ['EVAL', SCRIPT, '3', key, `${key}:promises`, `${key}:instances`, ...args];
}

function textsOf({ interval, tolerance }: Rate): string[] {
  return [text(interval), text(tolerance)];
}

function text(number: number): string {
  return String(number);
}

/** `undefined`: no such answer was given. */
function readBooked(answer: unknown): Booked | undefined {
  const texts = textsIn(answer);
  const shut = readShut(texts);
  const [next, instances, ...times] = texts.slice(2).map(numberIn);
  const isPossible =
    within(next, LONGEST_PATIENCE) &&
    within(instances, Number.MAX_SAFE_INTEGER) &&
    times.every((time) => within(Math.abs(time), LONGEST_PATIENCE));
  if (shut === undefined || next === undefined || instances === undefined || !isPossible) return undefined;
  return { ...shut, next, instances: Math.max(1, instances), bookings: times.map(bookingOf) };
}

function readShut([time = '', mark = '']: readonly string[]): Shut | undefined {
  const shut = numberIn(time);
  return within(shut, FURTHEST) && mark !== '' ? { shut, mark } : undefined;
}

/** A request that has to come back is never told so without a wait: at zero it could go. */
function bookingOf(time: number): Booking {
  return time < 0 ? { again: -time } : { wait: time };
}

function textsIn(answer: unknown): string[] {
  return Array.isArray(answer) ? answer.map((each) => (typeof each === 'string' ? each : '')) : [];
}

function numberIn(told: string): number {
  return told === '' ? Number.NaN : Number(told);
}

function within(number: number | undefined, most: number): number is number {
  return number !== undefined && number >= 0 && number <= most;
}
