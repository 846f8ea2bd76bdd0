/**
 * Changes of one entity that depend on what was read of it take turns in this process: nobody else changes the entity
 * between reading and writing. Changes that the backend makes by itself go side by side.
 */
import { ScimError } from '../scim/errors.ts';

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
   * @throws ScimError 504, or what the signal was aborted with, where the turn does not come in time
   */
  async take<T>(id: string, alone: boolean, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(id) ?? { working: 0, isAlone: false, waiting: [] };
    this.#queues.set(id, queue);
    // Nobody overtakes who waits, else many small changes would keep a large one waiting for ever.
    if (queue.waiting.length === 0 && mayBegin(queue, alone)) begin(queue, alone);
    else await this.#wait(id, queue, alone, signal);
    try {
      return await work();
    } finally {
      queue.working -= 1;
      this.#goOn(id, queue);
    }
  }

  async #wait(id: string, queue: Queue, alone: boolean, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting: Waiting = { alone, begin: resolve };
    const giveUp = () => {
      const at = queue.waiting.indexOf(waiting);
      if (at === -1) return;
      queue.waiting.splice(at, 1);
      reject(signal.reason instanceof ScimError ? signal.reason : tooLate());
      this.#goOn(id, queue);
    };
    queue.waiting.push(waiting);
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    try {
      await promise;
    } finally {
      signal.removeEventListener('abort', giveUp);
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

function mayBegin(queue: Queue, alone: boolean): boolean {
  return queue.working === 0 || (!alone && !queue.isAlone);
}

function begin(queue: Queue, alone: boolean): void {
  queue.working += 1;
  queue.isAlone = alone;
}

function tooLate(): ScimError {
  return new ScimError(
    504,
    'Other changes of the same entity took too long. Nothing was sent; repeat the request.',
  );
}
