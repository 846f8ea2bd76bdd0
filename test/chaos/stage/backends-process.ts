/** The process of the backends, as the runner sees it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type {
  BackendAnswer,
  BackendAnswers,
  BackendOrder,
  BackendsReady,
  NumberedBackendOrder,
} from './backend-messages.ts';

export class Backends {
  readonly ready: BackendsReady;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: BackendAnswer) => void>();
  #orders = 0;

  private constructor(child: ChildProcess, ready: BackendsReady) {
    this.#child = child;
    this.ready = ready;
    child.on('message', (answer: BackendAnswer) => {
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
  }

  static async start(): Promise<Backends> {
    const child = fork(fileURLToPath(new URL('./backends.ts', import.meta.url)));
    const [ready] = (await once(child, 'message')) as [BackendsReady];
    return new Backends(child, ready);
  }

  async tell<O extends BackendOrder>(order: O): Promise<BackendAnswers[O['order']]> {
    this.#orders += 1;
    const id = this.#orders;
    const { result, error } = await new Promise<BackendAnswer>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#child.send({ ...order, id } satisfies NumberedBackendOrder);
    });
    if (error !== undefined) throw new Error(error);
    return result as BackendAnswers[O['order']];
  }

  stop(): void {
    this.#child.disconnect();
  }
}
