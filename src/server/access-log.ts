/** One line for every request: no bodies, no query, no ids of entities, no header but the request id and the address. */
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { clientAddress } from './http/origin.ts';
import type { Trail } from './request-state.ts';
import type { RuntimeHolder } from './runtime.ts';
import type { ProxyMetrics } from './telemetry/proxy-metrics.ts';

/** In the log for clients that did not wait for the answer; never sent. */
export const CLIENT_GONE = 499;

export interface AccessLogParts {
  readonly runtime: RuntimeHolder;
  readonly logger: Logger;
  readonly metrics: ProxyMetrics;
}

export function logAccess(app: FastifyInstance, { runtime, logger, metrics }: AccessLogParts): void {
  app.decorateRequest('trail');
  app.decorateRequest('started', 0);
  app.addHook('onRequest', (request, reply, done) => {
    request.started = performance.now();
    const trail: Trail = {
      requestId: request.id,
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
      milliseconds: undefined,
    };
    request.trail = trail;
    reply.header('x-request-id', request.id);
    // Unlike `onResponse`, this also comes when the client is gone. One listener for all that ends with a response.
    reply.raw.on('close', () => {
      trail.status = reply.raw.writableFinished ? reply.raw.statusCode : CLIENT_GONE;
      trail.milliseconds = Math.round((performance.now() - request.started) * 10) / 10;
      logger.info(trail, 'request');
      metrics.requestEnded(request);
      request.scim?.responseEnded();
    });
    done();
  });
}
