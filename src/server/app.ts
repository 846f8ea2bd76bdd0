/** Builds the Fastify instance; it does not listen yet. */
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import fastify, { type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { ServerSettings } from '../config/schema.ts';
import { logAccess } from './access-log.ts';
import type { Auditing } from './audit/auditing.ts';
import { answerErrors } from './errors.ts';
import { ROUTE_FAMILIES } from './families.ts';
import { answerHealth } from './health.ts';
import { HEALTH_PATHS } from './health-paths.ts';
import { leavesTooMuch } from './http/closing.ts';
import { METHODS_WITH_BODY } from './http/methods.ts';
import { METHODS } from './http/node-http.ts';
import { checkAuthorization, checkHost, clientAddress, isEncrypted } from './http/origin.ts';
import { announceClose, closes, isFollowed } from './http/pipelining.ts';
import { requestIdOf } from './http/request-id.ts';
import { splitTarget } from './http/request-target.ts';
import { PAGE_POLICY, securityHeaders } from './http/security-headers.ts';
import { createHttpServer } from './http/server.ts';
import type { TlsServers } from './http/tls.ts';
import { OAUTH_PATHS, oauthRoutes } from './oauth/routes.ts';
import type { Overload } from './overload/overload.ts';
import type { RuntimeHolder } from './runtime.ts';
import { scimRoutes } from './scim/routes.ts';
import { Shutdown } from './shutdown.ts';
import { ProxyMetrics } from './telemetry/proxy-metrics.ts';
import type { RequestTracing } from './telemetry/request-tracing.ts';
import { unknownUrl } from './unknown-url.ts';

/** Of one address at once. Behind a router, which is the one to bound them, all come from its address. */
const CONNECTIONS_PER_ADDRESS = 500;

/** Those that stand for themselves. */
const OTHER_PATHS: readonly string[] = [...HEALTH_PATHS, ...OAUTH_PATHS];

/** What is told of a URL that is not there. */
const UNKNOWN_TO_MANAGEMENT = `No such URL. This address (server.management) has ${HEALTH_PATHS.join(', ')}; proxy systems are at that of server.port.`;

/** No route has a schema, and what Fastify would load to compile them is a hundred files. */
const WITHOUT_SCHEMAS = { buildValidator: refuseSchema, buildSerializer: refuseSchema };

/** What is below an address: all, or where management has one of its own, one of both. */
export type Part = 'all' | 'systems' | 'management';

export interface AppOptions {
  readonly runtime: RuntimeHolder;
  readonly logger: Logger;
  readonly shutdown?: Shutdown | undefined;
  /** Absent: everything is taken on. */
  readonly overload?: Overload | undefined;
  /** Default: all. */
  readonly part?: Part | undefined;
  /** Absent: plain HTTP. */
  readonly tls?: TlsServers | undefined;
  /** Absent: no audit log. */
  readonly audit?: Auditing | undefined;
  /** Default: some of its own. */
  readonly metrics?: ProxyMetrics | undefined;
  /** Absent: no request is traced. */
  readonly tracing?: RequestTracing | undefined;
}

/** Makes the servers that hand requests to an app; a proxy that listens on several addresses has several. */
export function serverFactory({
  runtime,
  logger,
  part,
  tls,
  metrics,
}: AppOptions): (handler: RequestListener) => Server {
  const { requestTimeout } = runtime.current.settings;
  return (handler) =>
    createHttpServer(handler, {
      requestTimeout: requestTimeout * 1000,
      connectionsPerAddress: () => connectionsPerAddress(runtime.current.settings),
      clientAddress: (request) => clientAddress(request, runtime.current.settings),
      countRefusal: part === 'management' ? undefined : metrics?.refused,
      log: logger,
      tls,
    });
}

export function buildApp(options: AppOptions): FastifyInstance {
  const { runtime, logger, shutdown = new Shutdown(), part = 'all', overload, audit, tracing } = options;
  const { metrics = new ProxyMetrics() } = options;
  const { bodyLimit } = runtime.current.settings;
  const app: FastifyInstance = fastify({
    bodyLimit,
    genReqId: requestIdOf,
    schemaController: { compilersFactory: WITHOUT_SCHEMAS },
    // Our own access log knows systems and technical users.
    logController: new LogController({ disableRequestLogging: true }),
    rewriteUrl: ({ url = '/' }) => routeOf(url),
    return503OnClosing: false,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    serverFactory: serverFactory({ ...options, metrics }),
    // The server has its own; Fastify's would answer beside it, and on the first of several addresses only.
    clientErrorHandler: () => {},
  });
  for (const method of METHODS) {
    if (method === 'CONNECT') continue;
    app.addHttpMethod(method, { hasBody: METHODS_WITH_BODY.has(method), overrideExisting: true });
  }

  // Only the SCIM routes look at bodies.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  logAccess(app, { runtime, logger, metrics, tracing });
  answerErrors(app, logger, part === 'management' ? () => UNKNOWN_TO_MANAGEMENT : unknownUrl);
  app.addHook('onRequest', (request, _reply, done) => {
    if ((shutdown.refuses && !isHealthPath(request.url)) || closes(request.raw.socket))
      throw shutdown.refusal();
    if (overload?.isShedding && !isHealthPath(request.url)) throw overload.refusal();
    checkHost(request.raw, request.originalUrl);
    checkAuthorization(request.raw);
    done();
  });
  app.addHook('onSend', (request, reply, _payload, done) => {
    reply.headers(securityHeaders(isAskedByTls(request.raw, runtime.current.settings)));
    if (isPage(reply.getHeader('content-type'))) reply.header('content-security-policy', PAGE_POLICY);
    // A body that is somewhat too large gets its 413 also where the client sends all of it first.
    const most = request.scim?.user === undefined ? undefined : 2 * bodyLimit;
    const { socket } = request.raw;
    if (leavesTooMuch(request.raw, most) || (shutdown.closesConnections && !isFollowed(reply.raw, socket))) {
      reply.header('connection', 'close');
      announceClose(socket);
    }
    const written = audit?.answering(request, reply);
    if (written === undefined) done();
    else written.then(() => done(), done);
  });
  if (part !== 'systems') {
    answerHealth(app, { runtime, shutdown, overload, audit, metrics, namesSystems: part === 'management' });
  }
  if (part !== 'management') {
    app.register(oauthRoutes, { runtime, logger });
    app.register(scimRoutes, { runtime, shutdown, logger, bodyLimit, audit });
  }
  return app;
}

/**
 * Fastify's router decodes paths, and answers what it cannot decode, or finds too long, on its own. It gets to see only
 * which room a request belongs to; the rest is read from the original URL (scim/resolve.ts).
 */
function routeOf(url: string): string {
  const { path } = splitTarget(url);
  const family = ROUTE_FAMILIES.find(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`));
  return family?.prefix ?? OTHER_PATHS.find((known) => known === path) ?? '/';
}

/** Here, or in front of the proxy: then nobody should ask in another way again. */
function isAskedByTls({ socket }: IncomingMessage, { externalUrl }: ServerSettings): boolean {
  return isEncrypted(socket) || externalUrl?.startsWith('https:') === true;
}

function isPage(contentType: unknown): boolean {
  return typeof contentType === 'string' && contentType.startsWith('text/html');
}

function isHealthPath(url: string): boolean {
  return HEALTH_PATHS.some((path) => path === url);
}

function refuseSchema(): never {
  throw new Error('Routes have no schemas here.');
}

function connectionsPerAddress({
  connectionsPerAddress: most,
  trustForwardedHeaders,
}: ServerSettings): number {
  const bound = most ?? (trustForwardedHeaders ? 0 : CONNECTIONS_PER_ADDRESS);
  return bound === 0 ? Number.POSITIVE_INFINITY : bound;
}
