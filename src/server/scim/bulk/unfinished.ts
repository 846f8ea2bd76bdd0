/** What is told of operations that were not begun, or that could not be brought to their end. */
import { ScimError } from '../../../scim/errors.ts';
import { RequestEnded } from '../../../scim/request-ended.ts';
import type { Stop } from './schedule.ts';

/** What it refers to was not created. @param number of that operation, from 1 @param status `undefined`: it was not begun */
export function notCreated(number: number, status: number | undefined): ScimError {
  const what =
    status === undefined
      ? 'was not begun'
      : status < 300
        ? 'was answered without an id that can be used'
        : `ended with status ${status}`;
  return new ScimError(
    409,
    `This operation refers to what operation ${number} was to create, and that one ${what}. Nothing was done.`,
  );
}

/** Created, and nobody knows as what. */
export function idUnknown(): ScimError {
  return new ScimError(
    409,
    'It was created, but the answer has no id that can be used, so that its circular references could not be added. Find it and add them by PATCH.',
  );
}

/** Created, but its circular references could not be added (RFC 7644 §3.7.1). */
export function incomplete(cause: ScimError): ScimError {
  const detail = `It was created, as the location says, but without its circular references, which were to be added afterwards: ${cause.message} Add them by PATCH; do not create it again.`;
  const { extensions } = cause;
  return new ScimError(409, detail, { extensions, isPartlyDone: true, cause });
}

/** @param signal of the request */
export function notStarted(stop: Stop, signal: AbortSignal): ScimError {
  switch (stop.why) {
    case 'busy': {
      const { status, message, retryAfter } = stop.error;
      const when = retryAfter === undefined ? '' : ` Repeat it in ${Math.ceil(retryAfter)} seconds.`;
      return new ScimError(status, `${NOT_STARTED}${when} Why nothing more was begun: ${message}`, {
        retryAfter,
      });
    }
    case 'errors':
      return new ScimError(503, `${NOT_STARTED} There were as many errors as failOnErrors allows.`);
    case 'time':
      return new ScimError(
        503,
        `${NOT_STARTED} The time of the request was over (server.requestTimeout). Send it again with the next request.`,
      );
    case 'ended': {
      const { reason } = signal;
      const why = reason instanceof RequestEnded ? reason.what : 'The request ended before.';
      return new ScimError(503, `${NOT_STARTED} ${why}`);
    }
  }
}

const NOT_STARTED = 'Not started; nothing was done.';

/** Whether it is the caller who asks for too much, and not the backend that can do no more. */
export function isLimit(stop: Stop): boolean {
  return stop.why === 'busy' && stop.isLimit;
}
