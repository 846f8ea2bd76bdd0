/** One line for every request: no bodies, no query, no ids of entities, no header but the request id and the address. */
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { clientAddress } from './http/origin.ts';
import { CLIENT_GONE, type Trail } from './request-state.ts';
import type { RuntimeHolder } from './runtime.ts';
import type { ProxyMetrics } from './telemetry/proxy-metrics.ts';
import type { RequestTracing } from './telemetry/request-tracing.ts';

export interface AccessLogParts {
  readonly runtime: RuntimeHolder;
  readonly logger: Logger;
  readonly metrics: ProxyMetrics;
  /** Absent: no request is traced. */
  readonly tracing?: RequestTracing | undefined;
}

export function logAccess(app: FastifyInstance, parts: AccessLogParts): void {
  const { runtime, logger, metrics, tracing } = parts;
  app.decorateRequest('trail');
  app.decorateRequest('trace');
  app.decorateRequest('started', 0);
  app.addHook('onRequest', (request, reply, done) => {
    request.started = performance.now();
    const span = tracing?.begin(request);
    request.trace = span;
    const trail: Trail = {
      requestId: request.id,
      traceId: span?.traceId,
      method: request.method,
      // Now, as a connection that is closed has no address.
      address: clientAddress(request.raw, runtime.current.settings),
      route: request.url,
      // What nobody sets does not stand in the log.
      system: undefined,
      user: undefined,
      triedUser: undefined,
      triedCertificate: undefined,
      operations: undefined,
      failedOperations: undefined,
      status: undefined,
      durationMs: undefined,
    };
    request.trail = trail;
    reply.header('x-request-id', request.id);
    // Unlike `onResponse`, this also comes when the client is gone. One listener for all that ends with a response.
    reply.raw.on('close', () => {
      trail.status = reply.raw.writableFinished ? reply.raw.statusCode : CLIENT_GONE;
      trail.durationMs = Math.round((performance.now() - request.started) * 10) / 10;
      logger.info(trail, 'request');
      metrics.requestEnded(request);
      if (span !== undefined) tracing?.end(span, request);
      request.scim?.responseEnded();
    });
    done();
  });
}
