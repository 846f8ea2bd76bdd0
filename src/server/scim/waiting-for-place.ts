/** For the trace of a request that has to wait until its system has room. */
import type { FastifyRequest } from 'fastify';

export function waitingForPlace({ trace }: Pick<FastifyRequest, 'trace'>): (() => () => void) | undefined {
  return trace && (() => trace.step('waiting for a place'));
}
