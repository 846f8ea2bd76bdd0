/** What authentication has to remember beyond a reload of the configuration. */
import { AttemptQueue } from './attempt-queue.ts';
import { PairMemory } from './pair-memory.ts';

export class AuthenticationGuards {
  readonly queue = new AttemptQueue();
  readonly memory = new PairMemory();
}
