/** Entities that the condition of the read transformation keeps from clients: counted, and told at level debug. */
import type { ProxiedEntity } from './entity.ts';
import type { ProxyContext } from './types.ts';

/** @param hidden how many of one answer */
export function noteHidden({ read, counters }: ProxiedEntity, hidden: number, { log }: ProxyContext): void {
  if (hidden === 0) return;
  const { entityType, condition } = read;
  counters.hiddenReads.set(entityType, (counters.hiddenReads.get(entityType) ?? 0) + hidden);
  log.debug({ entityType, hidden, condition }, 'hidden by the condition of the read transformation');
}
