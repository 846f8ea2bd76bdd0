/**
 * The schedule of a host that all instances keep to together. Nothing is taken in advance: an instance that is idle, or gone,
 * keeps nothing from the others. Whoever comes while the answer to others is under way goes with the next question, so that
 * there is one at a time, however many requests there are.
 *
 * While nobody can be asked, each instance goes by its own share of the rate, as many as there were.
 */
import type { Booked, Booking, Pacing, Shut } from '../../../state/pacing.ts';
import { StateUnavailable } from '../../../state/state.ts';
import { HeldBack, type RequestSchedule, secondsUntil } from '../request-schedule.ts';

/** Requests that one question is about at most. */
const MOST_TOGETHER = 100;
/** Milliseconds; what an instance was ahead by when it went by its own count. */
const LONGEST_DEBT = 60_000;

interface Waiting extends Pick<PromiseWithResolvers<Turn | undefined>, 'resolve' | 'reject'> {
  readonly latest: number;
}

export interface Turn {
  /** Milliseconds since the epoch, by the clock of this process. */
  readonly at: number;
  readonly mark: string;
}

export class SharedRate {
  readonly #pacing: Pacing;
  readonly #key: string;
  readonly #schedule: RequestSchedule;
  readonly #now: () => number;
  readonly #onShut: (until: number) => void;
  #waiting: Waiting[] = [];
  #isAsking = false;
  /** Requests went by the own count since the last answer. */
  #wasAlone = false;

  /**
   * @param key printable ASCII, the same for all who keep to it
   * @param schedule of this instance: follows what is answered, to go on where nobody answers
   * @param now milliseconds since the epoch
   * @param onShut is told until when, each time that somebody asks
   */
  constructor(
    pacing: Pacing,
    key: string,
    schedule: RequestSchedule,
    now: () => number,
    onShut: (until: number) => void,
  ) {
    this.#pacing = pacing;
    this.#key = key;
    this.#schedule = schedule;
    this.#now = now;
    this.#onShut = onShut;
  }

  /** @returns nothing where nobody can be asked. @throws HeldBack where that is after `latest`, and not now */
  book(latest: number): Promise<Turn | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<Turn | undefined>();
    this.#waiting.push({ latest, resolve, reject });
    if (!this.#isAsking) void this.#ask();
    return promise;
  }

  /** Whether what was booked then still holds: nobody was told 429 meanwhile. */
  async stands({ mark }: Turn): Promise<boolean> {
    const told = await this.#heed(() => this.#pacing.look(this.#key));
    return told === undefined || told.mark === mark;
  }

  /** Tells the others. */
  async shut(until: number): Promise<void> {
    await this.#heed(() => this.#pacing.shut(this.#key, until - this.#now(), this.#schedule.rate));
  }

  /** Milliseconds since the epoch; a time at which nobody else was told to come back. Nothing where nobody can be asked. */
  async promise(): Promise<number | undefined> {
    const again = await orAlone(() => this.#pacing.promise(this.#key, this.#schedule.rate));
    return again === undefined ? undefined : this.#now() + again;
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    while (this.#waiting.length > 0) {
      const some = this.#waiting.splice(0, MOST_TOGETHER);
      try {
        await this.#askFor(some);
      } catch (error) {
        for (const { reject } of some) reject(error);
      }
    }
    this.#isAsking = false;
  }

  async #askFor(some: readonly Waiting[]): Promise<void> {
    const schedule = this.#schedule;
    const now = this.#now();
    const booked = await this.#heed(() =>
      this.#pacing.book(this.#key, {
        rate: schedule.rate,
        patience: some.map(({ latest }) => Math.max(0, latest - now)),
        debt: this.#wasAlone ? Math.min(schedule.debt(now), LONGEST_DEBT) : 0,
      }),
    );
    if (booked === undefined) {
      this.#wasAlone = true;
      for (const { resolve } of some) resolve(undefined);
      return;
    }
    this.#follow(booked);
    booked.bookings.forEach((booking, index) => void this.#tell(some[index], booking, booked.mark));
  }

  #follow({ instances, next }: Booked): void {
    this.#wasAlone = false;
    this.#schedule.divide(instances);
    const now = this.#now();
    this.#schedule.follow(now, now + next);
  }

  #tell(waiting: Waiting | undefined, booking: Booking, mark: string): void {
    if ('again' in booking) waiting?.reject(new HeldBack(secondsUntil(booking.again, 0)));
    else waiting?.resolve({ at: this.#now() + Math.ceil(booking.wait), mark });
  }

  /** Whatever it is asked for: who waits here has to know of a host that is shut. */
  async #heed<Answer extends Shut>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
    const answer = await orAlone(ask);
    if (answer !== undefined && answer.shut > 0) this.#onShut(this.#now() + answer.shut);
    return answer;
  }
}

/** @returns nothing where nobody can be asked */
export async function orAlone<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof StateUnavailable) return undefined;
    throw error;
  }
}
