/** `/healthz`: the process lives. `/readyz`: it takes requests, even if some of its systems are broken. `/metrics`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ScimError } from '../scim/errors.ts';
import { prefersOpenMetrics } from '../telemetry/metrics/exposition.ts';
import type { Auditing } from './audit/auditing.ts';
import { HEALTH_PATHS } from './health-paths.ts';
import type { Overload } from './overload/overload.ts';
import type { RuntimeHolder, SystemSlot } from './runtime.ts';
import type { Shutdown } from './shutdown.ts';
import type { ProxyMetrics } from './telemetry/proxy-metrics.ts';
import { Unhurried } from './telemetry/unhurried.ts';

export interface HealthParts {
  readonly runtime: RuntimeHolder;
  readonly shutdown: Shutdown;
  /** Absent: nothing is refused. */
  readonly overload?: Overload | undefined;
  /** Absent: no audit log. */
  readonly audit?: Auditing | undefined;
  readonly metrics: ProxyMetrics;
  /** Metrics have the ids of systems: the address is for operators alone. */
  readonly namesSystems: boolean;
}

export function answerHealth(
  app: FastifyInstance,
  { runtime, shutdown, overload, audit, metrics, namesSystems }: HealthParts,
): void {
  const rendering = (asOpenMetrics: boolean) => async () => {
    const readings = {
      runtime: runtime.current,
      requestsInFlight: shutdown.underWay.size,
      isDraining: shutdown.begun,
      overload,
      audit: audit?.counters,
    };
    return await metrics.render(readings, { asOpenMetrics, namesSystems });
  };
  const [plain, open] = [new Unhurried(rendering(false)), new Unhurried(rendering(true))];
  const answers: Record<
    (typeof HEALTH_PATHS)[number],
    (reply: FastifyReply, request: FastifyRequest) => FastifyReply | Promise<FastifyReply>
  > = {
    '/healthz': (reply) => reply.send({ status: 'ok' }),
    '/readyz': (reply) =>
      shutdown.begun
        ? reply.code(503).send({ status: 'stopping' })
        : reply.send({ status: 'ok', systems: countSystems([...runtime.current.systems.values()]) }),
    '/metrics': async (reply, { headers: { accept } }) => {
      const { contentType, text } = await (prefersOpenMetrics(accept) ? open : plain).ask();
      return reply.type(contentType).send(text);
    },
  };
  for (const url of HEALTH_PATHS) {
    app.route({
      method: app.supportedMethods,
      url,
      onRequest: (request, _reply, done) => done(refusal(request)),
      handler: (request, reply) => answers[url](reply, request),
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
