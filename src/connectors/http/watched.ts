/** Tells of each request that goes to a connection, and of what is sent again: whoever sends it, for whatever reason, need not tell. */
import type { AttemptOutcome, SystemWatch } from '../watch.ts';
import type { OutboundRequest } from './exchange.ts';

/** To be called before an attempt goes to a connection. */
export function tellOfRepetition(watch: SystemWatch, { tries }: OutboundRequest): void {
  if (tries?.last !== undefined) watch.repeated(causeOf(tries.last));
}

/** To be called when it is over. @param milliseconds since it went */
export function tellOfAttempt(
  watch: SystemWatch,
  purpose: 'api' | 'token',
  { method, template, tries }: OutboundRequest,
  outcome: AttemptOutcome,
  milliseconds: number,
): void {
  if (tries !== undefined) tries.last = outcome;
  watch.attempted({ method, template, purpose }, outcome, milliseconds);
}

function causeOf(outcome: AttemptOutcome): string {
  return 'status' in outcome ? String(outcome.status) : outcome.reason;
}
