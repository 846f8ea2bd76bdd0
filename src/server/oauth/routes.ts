/** The URLs of the proxy's own authorization server: tokens, its keys (RFC 7517) and its metadata (RFC 8414). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { ScimError } from '../../scim/errors.ts';
import type { JsonObject } from '../../scim/json.ts';
import { inviteBody } from '../http/closing.ts';
import { externalOrigin } from '../http/origin.ts';
import { idsOf } from '../request-ids.ts';
import type { Lease, RuntimeHolder } from '../runtime.ts';
import { unexpectedFields } from '../unexpected.ts';
import { describable } from './describable.ts';
import type { AuthorizationServer } from './oauth.ts';
import { TOKEN_PATH } from './token-path.ts';
import { TokenRequestError } from './token-request-error.ts';

const TOKEN_PATHS = [TOKEN_PATH, '/oauth2/token'];
const KEYS_PATH = '/.well-known/jwks.json';
const METADATA_PATH = '/.well-known/oauth-authorization-server';

export const OAUTH_PATHS: readonly string[] = [...TOKEN_PATHS, KEYS_PATH, METADATA_PATH];

/** Bytes of a form. */
const LARGEST_FORM = 16 * 1024;

export interface OAuthRoutesOptions {
  readonly runtime: RuntimeHolder;
  readonly logger: Logger;
}

type Answer = (request: FastifyRequest, own: AuthorizationServer) => JsonObject | Promise<JsonObject>;

/** Where the proxy issues no tokens, these URLs are none. */
export async function oauthRoutes(
  app: FastifyInstance,
  { runtime, logger }: OAuthRoutesOptions,
): Promise<void> {
  app.decorateRequest('tokenLease', null as unknown as Lease);
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: LARGEST_FORM },
    (_request, body, done) => done(null, body),
  );
  app.setErrorHandler((error: unknown, request, reply) => sendError(error, request, reply, logger));

  const route = (url: string, methods: readonly string[], answer: Answer) =>
    app.route({
      method: app.supportedMethods,
      url,
      onRequest: (request, reply, done) => {
        const lease = runtime.acquire();
        request.tokenLease = lease;
        reply.raw.once('close', () => lease.release());
        if (lease.runtime.oauth?.own === undefined) return void reply.callNotFound();
        if (methods.includes(request.method)) return done();
        done(new ScimError(405, `Use ${methods.join(' or ')}.`, { allow: methods }));
      },
      preParsing: ({ raw }, reply, payload, done) => {
        inviteBody(raw, reply.raw);
        done(null, payload);
      },
      handler: async (request, reply) => {
        const { oauth: { own } = {} } = request.tokenLease.runtime;
        if (own === undefined) throw new Error('There are no tokens to answer for.');
        return sendJson(reply, 200, await answer(request, own));
      },
    });

  for (const url of TOKEN_PATHS) route(url, ['POST'], (request, own) => own.answer(request));
  route(KEYS_PATH, ['GET', 'HEAD'], (_request, { keySet }) => keySet);
  route(METADATA_PATH, ['GET', 'HEAD'], metadata);
}

/** RFC 8414 §2. */
function metadata(
  { raw, originalUrl, tokenLease }: FastifyRequest,
  { issuer }: AuthorizationServer,
): JsonObject {
  const origin = externalOrigin(raw, originalUrl, tokenLease.runtime.settings);
  return {
    issuer,
    token_endpoint: `${origin}${TOKEN_PATH}`,
    jwks_uri: `${origin}${KEYS_PATH}`,
    grant_types_supported: ['client_credentials'],
    response_types_supported: [],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  };
}

function sendError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: Logger,
): FastifyReply {
  // Fastify closes connections after every bad body; only those have to be closed that have too much left to read (app.ts).
  reply.removeHeader('connection');
  const { status, problem, retryAfter, allow, body } = known(error, request, logger);
  // For the audit log, which names the error.
  request.problem =
    error instanceof ScimError ? error : new ScimError(status, problem, { code: 'TOKEN_REQUEST' });
  if (retryAfter !== undefined) reply.header('retry-after', String(Math.ceil(retryAfter)));
  if (allow !== undefined) reply.header('allow', allow.join(', '));
  if (problem === 'invalid_client')
    reply.header('www-authenticate', 'Basic realm="ipsproxy", charset="UTF-8"');
  return sendJson(reply, status, body);
}

interface KnownError {
  readonly status: number;
  readonly problem: TokenRequestError['problem'];
  readonly body: JsonObject;
  readonly retryAfter?: number | undefined;
  readonly allow?: readonly string[] | undefined;
}

function known(error: unknown, request: FastifyRequest, logger: Logger): KnownError {
  if (error instanceof TokenRequestError) {
    return { status: error.status, problem: error.problem, body: error.toBody() };
  }
  if (error instanceof ScimError) {
    const { status, message, retryAfter, allow } = error;
    const problem = status === 429 || status >= 500 ? 'temporarily_unavailable' : 'invalid_request';
    return { status, problem, retryAfter, allow, body: bodyOf(problem, message) };
  }
  const { code = '', statusCode = 500 } = (error ?? {}) as {
    readonly code?: string;
    readonly statusCode?: number;
  };
  if (code.startsWith('FST_') && statusCode >= 400 && statusCode < 500) {
    return {
      status: statusCode,
      problem: 'invalid_request',
      body: bodyOf('invalid_request', 'This request cannot be processed.'),
    };
  }
  logger.error({ ...idsOf(request), err: unexpectedFields(error, logger) }, 'unexpected error');
  const detail = `Unexpected error in the proxy; its log says more under request id ${request.id}.`;
  return { status: 500, problem: 'server_error', body: bodyOf('server_error', detail) };
}

/** RFC 6749 §5.2. */
function bodyOf(error: string, description: string): JsonObject {
  return { error, error_description: describable(description) };
}

/** RFC 6749 §5.1. */
function sendJson(reply: FastifyReply, status: number, body: JsonObject): FastifyReply {
  return reply.code(status).type('application/json').header('pragma', 'no-cache').send(body);
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a request to the authorization server; ends with its answer. */
    tokenLease: Lease;
  }
}
