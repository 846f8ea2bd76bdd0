/** The time that the operations of a Bulk request get: less than the request, whose answer says what came of each. */
import type { ProxyContext } from '../../../proxy/types.ts';
import { RequestEnded } from '../../../scim/request-ended.ts';
import { steadyNow } from '../../../steady-clock.ts';

export interface BulkTime {
  /** Of what is under way: aborts when its time is over, and with the request. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch, when the signal will abort. */
  readonly deadline: number | undefined;
  /** Milliseconds since the epoch, from when on nothing more is begun. */
  readonly startUntil: number;
  /** To be called when all is over. */
  readonly end: () => void;
}

/** Milliseconds that are kept for the answer, and before that for what is under way; of a short time a part. */
const LONGEST_MARGIN = 2000;
const PART = 20;

export function timeOf({ deadline, signal }: Pick<ProxyContext, 'deadline' | 'signal'>): BulkTime {
  if (deadline === undefined) {
    return { signal, deadline, startUntil: Number.POSITIVE_INFINITY, end: () => {} };
  }
  const whole = Math.max(0, deadline - steadyNow());
  const margin = Math.min(LONGEST_MARGIN, whole / PART);
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(timeIsOver()), whole - margin);
  return {
    signal: AbortSignal.any([signal, over.signal]),
    deadline: deadline - margin,
    startUntil: deadline - 2 * margin,
    end: () => clearTimeout(timer),
  };
}

function timeIsOver(): RequestEnded {
  return new RequestEnded(
    504,
    'The time of the Bulk request was over (server.requestTimeout) before this operation had ended.',
    'What was sent to the backend may still take effect; read before you repeat a write.',
  );
}
