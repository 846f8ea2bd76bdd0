/**
 * Changes of one entity that depend on what was read of it take turns in this process: nobody else changes the entity
 * between reading and writing, and while the backend may still do what was written. Changes that the backend makes by
 * itself go side by side.
 */
import { nothingSent } from '../scim/request-ended.ts';

const OTHERS = 'Other changes of the same entity took too long.';

/** Keeps the turn until the promise settles, although the work is over before. */
export type Hold = (end: Promise<unknown>) => void;

interface Waiting {
  readonly alone: boolean;
  readonly begin: () => void;
}

/** Who works on an entity, and who waits for it. */
interface Queue {
  working: number;
  isAlone: boolean;
  readonly waiting: Waiting[];
}

export class Turns {
  readonly #queues = new Map<string, Queue>();

  /** How many entities are worked on. */
  get size(): number {
    return this.#queues.size;
  }

  /**
   * @param alone whether the work reads and writes
   * @param signal ends the waiting, not the work
   * @param onWait told where the turn does not come at once; returns what is told at the end of the waiting
   * @throws ScimError 504, or with the status of what the signal was aborted with, where the turn does not come in time
   */
  async take<T>(
    id: string,
    alone: boolean,
    signal: AbortSignal,
    work: (hold: Hold) => Promise<T>,
    onWait?: () => () => void,
  ): Promise<T> {
    const queue = this.#queues.get(id) ?? { working: 0, isAlone: false, waiting: [] };
    this.#queues.set(id, queue);
    // Nobody overtakes who waits, else many small changes would keep a large one waiting for ever.
    if (queue.waiting.length === 0 && mayBegin(queue, alone)) begin(queue, alone);
    else await this.#wait(id, queue, alone, signal, onWait?.());
    const ends: Promise<unknown>[] = [];
    try {
      return await work((end) => ends.push(end));
    } finally {
      const done = () => {
        queue.working -= 1;
        this.#goOn(id, queue);
      };
      if (ends.length === 0) done();
      else void Promise.allSettled(ends).then(done);
    }
  }

  async #wait(
    id: string,
    queue: Queue,
    alone: boolean,
    signal: AbortSignal,
    onEnd?: () => void,
  ): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting: Waiting = { alone, begin: resolve };
    const giveUp = () => {
      const at = queue.waiting.indexOf(waiting);
      if (at === -1) return;
      queue.waiting.splice(at, 1);
      reject(nothingSent(signal, OTHERS));
      this.#goOn(id, queue);
    };
    queue.waiting.push(waiting);
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    try {
      await promise;
    } finally {
      signal.removeEventListener('abort', giveUp);
      onEnd?.();
    }
  }

  #goOn(id: string, queue: Queue): void {
    for (
      let [next] = queue.waiting;
      next !== undefined && mayBegin(queue, next.alone);
      [next] = queue.waiting
    ) {
      queue.waiting.shift();
      begin(queue, next.alone);
      next.begin();
    }
    if (queue.working === 0) this.#queues.delete(id);
  }
}

/** Of the process: systems may lead to one backend, and during a reload requests of the old and the new one go together. */
const places = new Map<string, Turns>();

/** @param place where the entities are, such as `https://tenant/scim user` */
export function turnsAt(place: string): Turns {
  const turns = places.get(place) ?? new Turns();
  places.set(place, turns);
  return turns;
}

function mayBegin(queue: Queue, alone: boolean): boolean {
  return queue.working === 0 || (!alone && !queue.isAlone);
}

function begin(queue: Queue, alone: boolean): void {
  queue.working += 1;
  queue.isAlone = alone;
}
