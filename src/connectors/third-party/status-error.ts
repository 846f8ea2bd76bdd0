/** What a client gets for the HTTP status with which a backend refused something. */
import { ScimError, type ScimErrorOptions } from '../../scim/errors.ts';

export interface StatusErrorOptions {
  /** What the backend said, without secrets; becomes a part of the detail. */
  readonly message?: string | undefined;
  /** Seconds, of its `Retry-After`. */
  readonly retryAfter?: number | undefined;
}

/**
 * 404 is for one entity that does not exist: of a list, or where the whole address may be wrong, throw a `ScimError` 502.
 *
 * @param status of the backend, 300 or more
 * @param what was asked, for people: `GET /people/7 of the HR system`
 */
export function statusError(status: number, what: string, options: StatusErrorOptions = {}): ScimError {
  const { message, retryAfter } = options;
  const said = `${what} was answered with ${status}${message === undefined ? '' : `: ${message}`}`;
  const error = (clientStatus: number, advice: string, more: ScimErrorOptions = {}) =>
    new ScimError(clientStatus, `${/[.!?…]$/.test(said) ? said : `${said}.`}${advice}`, more);
  switch (status) {
    case 400:
    case 422:
      return error(400, '', { scimType: 'invalidValue' });
    case 404:
    case 412:
    case 413:
      return error(status, '');
    case 409:
      return error(409, '', { scimType: 'uniqueness' });
    case 401:
    case 403:
      return error(502, ' Check the credentials of the system, and what its technical user may do.');
    case 429:
      return error(429, ' The limit of requests of the backend is reached.', { retryAfter });
    default:
      return error(502, ' Check whether the backend is in order.', { retryAfter });
  }
}
