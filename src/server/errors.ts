/** Whatever goes wrong, the answer is a SCIM error (RFC 7644 §3.12). */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { ScimError } from '../scim/errors.ts';
import { sendBody } from './scim/respond.ts';
import { unexpectedFields } from './unexpected.ts';

/** @param unknownUrl what is said of one that is not there */
export function answerErrors(
  app: FastifyInstance,
  logger: Logger,
  unknownUrl: (url: string) => string,
): void {
  app.decorateRequest('problem');
  app.setErrorHandler((error: unknown, request, reply) => {
    const known = toScimError(error, request.id);
    request.problem = known;
    // Nobody reads the answer to a client that is gone.
    if (!reply.raw.destroyed) logFailure(logger, request, error, known);
    return sendError(reply, known);
  });
  app.setNotFoundHandler(({ originalUrl }, reply) =>
    sendError(reply, new ScimError(404, unknownUrl(originalUrl))),
  );
}

const WRITES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

function logFailure(
  logger: Logger,
  { id, method, trail }: FastifyRequest,
  error: unknown,
  known: ScimError,
): void {
  const { status, code } = known;
  const fields = { requestId: id, system: trail.system, status, code };
  if (status === 500 && known !== error) {
    logger.error({ ...fields, err: unexpectedFields(error, logger) }, 'unexpected error');
  } else if (status >= 500 && status !== 501) {
    // The backend's own words may be part of the detail, and with them personal data.
    const detail = logger.isLevelEnabled('debug') ? known.message : undefined;
    logger.warn({ ...fields, detail }, 'request failed');
  } else if (status >= 400 && WRITES.has(method)) {
    logger.debug({ ...fields, method, detail: known.message }, 'write refused');
  }
}

function sendError(reply: FastifyReply, error: ScimError): FastifyReply {
  // Fastify closes connections after every bad body; only those have to be closed that have too much left to read (app.ts).
  reply.removeHeader('connection');
  if (error.retryAfter !== undefined)
    reply.header('retry-after', String(Math.max(0, Math.ceil(error.retryAfter))));
  if (error.allow !== undefined) reply.header('allow', error.allow.join(', '));
  if (error.status === 304) return reply.code(304).send();
  return sendBody(reply, error.status, error.toBody());
}

/** Bodies of clients are bounded before. */
const TOO_DEEP =
  'The backend gave an entity that is nested too deeply to be processed. Whether a change was made is not known: read the entity before you repeat the request.';

/** @param error anything, since anything can be thrown */
function toScimError(error: unknown, requestId: string): ScimError {
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
