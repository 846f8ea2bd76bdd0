/** What is told of operations that were not begun, or that could not be brought to their end. */
import { ScimError } from '../../../scim/errors.ts';
import { RequestEnded } from '../../../scim/request-ended.ts';
import type { Stop } from './schedule.ts';

/**
 * What it refers to was not created.
 *
 * @param number of that operation, from 1
 * @param status `undefined`: it was not begun
 * @param isOpen it is created itself; only the reference is missing
 */
export function notCreated(number: number, status: number | undefined, isOpen: boolean): ScimError {
  const what =
    status === undefined
      ? 'was not begun'
      : status < 300
        ? 'was answered without an id that can be used'
        : `ended with status ${status}`;
  const detail = isOpen
    ? `Operation ${number}, which was to create what one of them leads to, ${what}.`
    : `This operation refers to what operation ${number} was to create, and that one ${what}. Nothing was done.`;
  return new ScimError(409, detail);
}

/** Created, and nobody knows as what. */
export function idUnknown(): ScimError {
  return new ScimError(
    409,
    'It was created, but the answer has no id that can be used, so that its circular references could not be added. Find it and add them by PATCH.',
    { isPartlyDone: true },
  );
}

/** Created, but its circular references could not be added (RFC 7644 §3.7.1). */
export function incomplete(cause: ScimError): ScimError {
  const detail = `It was created, as the location says, but without its circular references, which were to be added afterwards: ${cause.message} Add them by PATCH; do not create it again.`;
  const { extensions } = cause;
  return new ScimError(409, detail, { extensions, isPartlyDone: true, cause });
}

/** @param signal of the request @param isOpen it is created; its circular references were not begun to be added */
export function notStarted(stop: Stop, signal: AbortSignal, isOpen: boolean): ScimError {
  const what = isOpen ? NOT_ADDED : NOT_STARTED;
  switch (stop.why) {
    case 'busy': {
      const { status, message, retryAfter } = stop.error;
      const then = isOpen ? 'The backend can be asked again' : 'Repeat it';
      const when = retryAfter === undefined ? '' : ` ${then} in ${Math.ceil(retryAfter)} seconds.`;
      return new ScimError(status, `${what}${when} Why nothing more was begun: ${message}`, {
        retryAfter,
      });
    }
    case 'errors':
      return new ScimError(503, `${what} There were as many errors as failOnErrors allows.`);
    case 'time':
      return new ScimError(
        503,
        `${what} The time of the request was over (server.requestTimeout).${isOpen ? '' : ' Send it again with the next request.'}`,
      );
    case 'ended': {
      const { reason } = signal;
      const why = reason instanceof RequestEnded ? reason.what : 'The request ended before.';
      return new ScimError(503, `${what} ${why}`);
    }
  }
}

const NOT_STARTED = 'Not started; nothing was done.';
/** Whoever reads of nothing that was done, or of repeating, creates it once more. */
const NOT_ADDED = 'that was not begun.';

/** Whether it is the caller who asks for too much, and not the backend that can do no more. */
export function isLimit(stop: Stop): boolean {
  return stop.why === 'busy' && stop.isLimit;
}
