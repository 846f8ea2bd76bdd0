/** What stands in every line of the log that a request has caused. */
import type { FastifyRequest } from 'fastify';

export interface RequestIds {
  readonly requestId: string;
  /** Absent: the request is in no trace. */
  readonly traceId?: string | undefined;
  /** Id; absent: it is about none that there is. */
  readonly system: string | undefined;
}

export function idsOf({ id, trace }: Pick<FastifyRequest, 'id' | 'trace'>, system?: string): RequestIds {
  return { requestId: id, traceId: trace?.traceId, system };
}
