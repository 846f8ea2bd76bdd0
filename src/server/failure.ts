/** What is told, and logged, of whatever goes wrong. */
import type { FastifyError } from 'fastify';
import type { Logger } from 'pino';
import { ScimError } from '../scim/errors.ts';
import type { RequestIds } from './request-ids.ts';
import { unexpectedFields } from './unexpected.ts';

const WRITES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** What failed: a request, or an operation of it. */
export interface FailedParts extends RequestIds {
  readonly system: string | undefined;
  /** Of a Bulk request, from 1. */
  readonly operation?: number | undefined;
}

/** @param known what is answered for the error */
export function logFailure(
  logger: Logger,
  parts: FailedParts,
  method: string | undefined,
  error: unknown,
  known: ScimError,
): void {
  const { status, code } = known;
  const fields = { ...parts, status, code };
  if (status === 500 && known !== error) {
    logger.error({ ...fields, err: unexpectedFields(error, logger) }, 'unexpected error');
  } else if (status >= 500 && status !== 501) {
    // The backend's own words may be part of the detail, and with them personal data.
    const detail = logger.isLevelEnabled('debug') ? known.message : undefined;
    logger.warn({ ...fields, detail }, 'request failed');
  } else if (status >= 400 && method !== undefined && WRITES.has(method)) {
    logger.debug({ ...fields, method, detail: known.message }, 'write refused');
  }
}

/** Bodies of clients are bounded before. */
const TOO_DEEP =
  'The backend gave an entity that is nested too deeply to be processed. Whether a change was made is not known: read the entity before you repeat the request.';

/** @param error anything, since anything can be thrown */
export function toScimError(error: unknown, requestId: string): ScimError {
  if (error instanceof ScimError) return error;
  const { code, statusCode = 500 } = (error ?? {}) as Partial<FastifyError>;
  switch (code) {
    case 'FST_BASIC_AUTH_MISSING_OR_BAD_AUTHORIZATION_HEADER':
      return new ScimError(401, 'Basic authentication with a technical user is required.');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ScimError(
        415,
        'The Content-Type header is malformed. Send application/scim+json or application/json in UTF-8.',
      );
  }
  if (typeof code === 'string' && code.startsWith('FST_') && statusCode >= 400 && statusCode < 500) {
    return new ScimError(statusCode, 'This request cannot be processed.');
  }
  if (error instanceof RangeError && error.message.includes('call stack')) {
    return new ScimError(502, TOO_DEEP, { cause: error });
  }
  const detail = `Unexpected error in the proxy; its log says more under request id ${requestId}.`;
  return new ScimError(500, detail, { cause: error });
}
