/** What a request carries that a command makes itself, without a server. */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { ProxyContext } from '../proxy/types.ts';
import { steadyNow } from '../steady-clock.ts';

export interface OwnRequest {
  /** Milliseconds, as long as a request of a client may take. */
  readonly patience: number;
  readonly log: Logger;
  readonly baseUrl: string;
}

export function ownRequest({ patience, log, baseUrl }: OwnRequest): ProxyContext {
  const signal = AbortSignal.timeout(patience);
  return { signal, deadline: steadyNow() + patience, requestId: randomUUID(), log, baseUrl };
}
