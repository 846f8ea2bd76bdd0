/** What the server of shared state does for the pace of instances, without a server: the schedule of one for all of them. */
import { HeldBack, RequestSchedule } from '../../../src/connectors/http/request-schedule.ts';
import type { Booked, Booking, BookingWish, Pacing, Rate, Shut } from '../../../src/state/pacing.ts';
import { type State, StateUnavailable } from '../../../src/state/state.ts';

interface Host {
  readonly schedule: RequestSchedule;
  readonly seen: Map<string, number>;
}

const MINUTE = 60_000;

export class ModelPacing {
  /** Nobody can be asked. */
  isAway = false;
  /** How often somebody was asked. */
  questions = 0;
  readonly #now: () => number;
  readonly #hosts = new Map<string, Host>();

  /** @param now of its own clock */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** It was restarted, with nothing in it. */
  empty(): void {
    this.#hosts.clear();
  }

  get keys(): string[] {
    return [...this.#hosts.keys()];
  }

  of(instance: string): Pacing {
    return {
      book: async (key, wish) => this.#book(key, instance, wish),
      promise: async (key, rate) => this.#host(key, rate).schedule.promise(this.#now()) - this.#now(),
      shut: async (key, time, rate) => {
        const { schedule } = this.#host(key, rate);
        schedule.shut(this.#now() + time, this.#now());
        return this.#shutOf(schedule);
      },
      look: async (key) => this.#shutOf(this.#host(key).schedule),
    };
  }

  #book(key: string, who: string, { rate, patience, debt }: BookingWish): Booked {
    const { schedule, seen } = this.#host(key, rate);
    const now = this.#now();
    seen.set(who, now);
    for (const [each, at] of seen) if (at <= now - MINUTE) seen.delete(each);
    if (debt > schedule.debt(now)) schedule.follow(now, now + debt);
    const bookings = patience.map((time): Booking => {
      try {
        return { wait: schedule.book(now, now + time) - now };
      } catch (error) {
        if (error instanceof HeldBack) return { again: error.seconds * 1000 };
        throw error;
      }
    });
    return { ...this.#shutOf(schedule), bookings, next: schedule.debt(now), instances: seen.size };
  }

  #shutOf({ shutUntil }: RequestSchedule): Shut {
    return { shut: Math.max(0, shutUntil - this.#now()), mark: String(shutUntil) };
  }

  #host(key: string, { interval }: Pick<Rate, 'interval'> = { interval: 0 }): Host {
    this.questions += 1;
    if (this.isAway) throw new StateUnavailable('away');
    const host = this.#hosts.get(key) ?? { schedule: new RequestSchedule(), seen: new Map() };
    this.#hosts.set(key, host);
    if (interval > 0) host.schedule.limit(Math.round(MINUTE / interval));
    return host;
  }
}

/** State of which nothing but the pace is used. */
export function stateWith(pacing: Pacing): State {
  const never = () => Promise.reject(new Error('Nobody asks for this.'));
  return {
    reach: 'instances',
    isAvailable: true,
    pacing,
    add: never,
    addWithin: never,
    get: never,
    set: never,
    delete: never,
    close: async () => undefined,
  };
}
