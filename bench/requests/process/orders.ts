/** Orders to a process of ours and their answers, over its channel to its parent. */
import type { ChildProcess } from 'node:child_process';

interface Question<Order> {
  readonly id: number;
  readonly order: Order;
}

interface Reply<Answer> {
  readonly id: number;
  readonly answer?: Answer;
  readonly error?: string;
}

/** In the process: does what it is told until its parent goes. */
export function obey<Order, Answer>(act: (order: Order) => Answer | Promise<Answer>): void {
  process.on('message', async ({ id, order }: Question<Order>) => {
    const reply = await Promise.resolve(order)
      .then(act)
      .then(
        (answer): Reply<Answer> => ({ id, answer }),
        (error: unknown): Reply<Answer> => ({ id, error: String(error) }),
      );
    process.send?.(reply);
  });
  process.on('disconnect', () => process.exit());
}

/** In its parent. */
export class Servant<Order, Answer> {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<Answer>>();
  #orders = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', ({ id, answer, error }: Reply<Answer>) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error !== undefined) waiting?.reject(new Error(error));
      else waiting?.resolve(answer as Answer);
    });
    child.on('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('The process has ended.'));
    });
  }

  /** @throws what the process throws */
  async ask(order: Order): Promise<Answer> {
    this.#orders += 1;
    const id = this.#orders;
    const waiting = Promise.withResolvers<Answer>();
    this.#waiting.set(id, waiting);
    this.#child.send({ id, order } satisfies Question<Order>);
    return await waiting.promise;
  }
}
