/** Whether a change that failed has certainly changed nothing. */
import { ScimError } from './errors.ts';

/**
 * Whether the backend provably did nothing. A refusal that says what was done and what not (a change of members that
 * stopped half-way, a user whose roles are gone) is none, and whatever may still be done is not known.
 */
export function isUndone(error: unknown): boolean {
  if (!(error instanceof ScimError) || error.extensions !== undefined || error.isPartlyDone) return false;
  const { status } = error;
  return error.isUndone || (status >= 400 && status < 500) || status === 501;
}
