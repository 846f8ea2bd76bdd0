/** Whatever goes wrong, the answer is a SCIM error (RFC 7644 §3.12). */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { ScimError } from '../scim/errors.ts';
import { logFailure, toScimError } from './failure.ts';
import { idsOf } from './request-ids.ts';
import { sendBody } from './scim/respond.ts';

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
    const { method, trail } = request;
    if (!reply.raw.destroyed) logFailure(logger, idsOf(request, trail.system), method, error, known);
    return sendError(reply, known);
  });
  app.setNotFoundHandler(({ originalUrl }, reply) =>
    sendError(reply, new ScimError(404, unknownUrl(originalUrl))),
  );
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
