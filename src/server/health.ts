/** `/healthz`: the process lives. `/readyz`: it takes requests, even if some of its systems are broken. `/metrics`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ScimError } from '../scim/errors.ts';
import type { Auditing } from './audit/auditing.ts';
import { METRICS_MEDIA_TYPE, renderMetrics } from './metrics.ts';
import type { RuntimeHolder, SystemSlot } from './runtime.ts';
import type { Shutdown } from './shutdown.ts';

export const HEALTH_PATHS = ['/healthz', '/readyz', '/metrics'] as const;

export function answerHealth(
  app: FastifyInstance,
  runtime: RuntimeHolder,
  shutdown: Shutdown,
  audit?: Auditing,
): void {
  const answers: Record<
    (typeof HEALTH_PATHS)[number],
    (reply: FastifyReply) => FastifyReply | Promise<FastifyReply>
  > = {
    '/healthz': (reply) => reply.send({ status: 'ok' }),
    '/readyz': (reply) =>
      shutdown.draining
        ? reply.code(503).send({ status: 'stopping' })
        : reply.send({ status: 'ok', systems: countSystems([...runtime.current.systems.values()]) }),
    '/metrics': async (reply) =>
      reply.type(METRICS_MEDIA_TYPE).send(await renderMetrics(runtime.current, audit?.counters)),
  };
  for (const url of HEALTH_PATHS) {
    app.route({
      method: app.supportedMethods,
      url,
      onRequest: (request, _reply, done) => done(refusal(request)),
      handler: (_request, reply) => answers[url](reply),
    });
  }
}

function refusal({ method }: FastifyRequest): ScimError | undefined {
  if (method === 'GET' || method === 'HEAD') return undefined;
  return new ScimError(405, 'Use GET or HEAD.', { allow: ['GET', 'HEAD'] });
}

/** Anybody may ask, so there are no ids here. */
function countSystems(slots: readonly SystemSlot[]): Record<SystemSlot['status'], number> {
  const counts = { serving: 0, broken: 0, disabled: 0 };
  for (const { status } of slots) counts[status] += 1;
  return counts;
}
