/** What a client is told about whether its change was made. */
import type { Told } from './exchange.ts';

export type Effect = 'done' | 'undone' | 'unknown';

/**
 * By docs/clients.md, Errors, and docs/operations.md, What backends refuse: what may have been done says so; of a 504, whatever
 * does not say that nothing was sent.
 */
export function effectOf({ status, text }: Pick<Told, 'status' | 'text'>): Effect {
  if (status < 300) return 'done';
  if (/so the change was made/.test(text)) return 'done';
  if (/\bnot (?:known|confirmed)\b|\bprobably made\b|\bmay or may not\b/i.test(text)) return 'unknown';
  if (/\bnothing (?:was|has been) (?:sent|changed|done)\b|\b(?:was|were) not sent\b/i.test(text))
    return 'undone';
  return status === 504 ? 'unknown' : 'undone';
}
