/** The SCIM routes: authentication, authorization, target, body, operation, in this order. */
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { Logger } from 'pino';
import { ignoredNames } from '../../proxy/query.ts';
import type { JsonObject } from '../../scim/json.ts';
import { basicAuthentication, certificateAuthentication } from '../authentication/basic.ts';
import { ROUTE_FAMILIES, type RouteFamily } from '../families.ts';
import { splitTarget } from '../http/request-target.ts';
import type { ScimState } from '../request-state.ts';
import type { RuntimeHolder } from '../runtime.ts';
import type { Shutdown } from '../shutdown.ts';
import { checkMediaType, parseBody } from './body.ts';
import { withinDeadline } from './deadline.ts';
import { dispatch } from './dispatch.ts';
import { resolveTarget } from './resolve.ts';
import { sendResponse } from './respond.ts';

export interface ScimRoutesOptions {
  readonly runtime: RuntimeHolder;
  readonly shutdown: Shutdown;
  readonly logger: Logger;
}

const METHODS_WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

export async function scimRoutes(app: FastifyInstance, options: ScimRoutesOptions): Promise<void> {
  app.decorateRequest('scim', null as unknown as ScimState);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (request: FastifyRequest, bytes: Buffer) =>
    // The body of a DELETE has no meaning (RFC 9110 §9.3.5), and clients send odd ones.
    METHODS_WITH_BODY.has(request.method) ? parseBody(bytes) : undefined,
  );
  const authentication: Record<RouteFamily['authentication'], onRequestHookHandler> = {
    basic: await basicAuthentication(app),
    certificate: certificateAuthentication,
  };
  for (const family of ROUTE_FAMILIES) {
    app.route({
      method: app.supportedMethods,
      url: family.prefix,
      onRequest: [begin(family, options), authentication[family.authentication], admit(family)],
      handler: answer(options),
    });
  }
}

function begin(
  family: RouteFamily,
  { runtime, shutdown }: Pick<ScimRoutesOptions, 'runtime' | 'shutdown'>,
): onRequestHookHandler {
  return (request, reply, done) => {
    const { path, query } = splitTarget(request.originalUrl);
    const segments = path.slice(family.prefix.length + 1).split('/');
    // One slash at the end means nothing.
    if (segments.at(-1) === '') segments.pop();
    const names = [':systemId', ':endpoint', ':id', '…'];
    request.trail.route = [family.prefix, ...names.slice(0, segments.length)].join('/');
    const state: ScimState = { lease: runtime.acquire(), segments, queryString: query };
    request.scim = state;
    // The systems stay open until the operation is over, even if nobody waits for it any longer.
    reply.raw.once('close', () => void Promise.allSettled([state.work]).then(() => state.lease.release()));
    // A request whose body is still on its way has no deadline of its own to end it.
    const refuse = () => {
      if (state.work === undefined && !reply.sent) void reply.send(shutdown.refusal());
    };
    shutdown.forced.addEventListener('abort', refuse, { once: true });
    reply.raw.once('close', () => shutdown.forced.removeEventListener('abort', refuse));
    done();
  };
}

function admit(family: RouteFamily): onRequestHookHandler {
  return async (request) => {
    request.scim.target = resolveTarget(request, family);
    if (METHODS_WITH_BODY.has(request.method)) checkMediaType(request.raw);
  };
}

function answer({ shutdown, logger }: Pick<ScimRoutesOptions, 'shutdown' | 'logger'>) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { scim, method } = request;
    const { target } = scim;
    if (target === undefined) throw new Error('The request was not admitted.');
    if (method === 'OPTIONS') return reply.code(204).header('allow', target.allow.join(', ')).send();

    const log = logger.child({ requestId: request.id, system: target.systemId });
    const timeout = scim.lease.runtime.settings.requestTimeout * 1000;
    const deadline = Date.now() + timeout;
    const response = await withinDeadline(
      (signal) => {
        const context = { signal, deadline, requestId: request.id, log, baseUrl: target.baseUrl };
        const work = dispatch(
          method,
          target,
          request.body as JsonObject | undefined,
          request.headers,
          context,
        );
        scim.work = work;
        return work;
      },
      {
        timeout,
        response: reply.raw,
        stop: shutdown.forced,
      },
    );
    // In front, as they change what the whole answer means.
    const warnings = [...ignoredNames(target.query), ...response.warnings];
    return sendResponse(reply, { ...response, warnings });
  };
}
