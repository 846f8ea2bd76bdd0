/** What authentication has to remember beyond a reload of the configuration. */

import type { PublishedKeys } from '../../oauth/published-keys.ts';
import type { State } from '../../state/state.ts';
import { AttemptQueue } from './attempt-queue.ts';
import { PairMemory } from './pair-memory.ts';
import { SharedFailures } from './shared-failures.ts';

export class AuthenticationGuards {
  readonly queue = new AttemptQueue();
  readonly memory = new PairMemory();
  readonly failures: SharedFailures;
  /** Of other issuers of tokens. */
  readonly publishedKeys = new Map<string, PublishedKeys>();

  /** @param state where instances share it, they count failures together. Default: nothing is shared */
  constructor(state?: State) {
    this.failures = new SharedFailures(state);
  }
}
