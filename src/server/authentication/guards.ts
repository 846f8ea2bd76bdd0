/** What authentication has to remember beyond a reload of the configuration. */

import type { PublishedKeys } from '../../oauth/published-keys.ts';
import { AttemptQueue } from './attempt-queue.ts';
import { PairMemory } from './pair-memory.ts';

export class AuthenticationGuards {
  readonly queue = new AttemptQueue();
  readonly memory = new PairMemory();
  /** Of other issuers of tokens. */
  readonly publishedKeys = new Map<string, PublishedKeys>();
}
