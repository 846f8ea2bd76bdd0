/** What stands in every line of the log that a request has caused. */
import type { FastifyRequest } from 'fastify';

export interface RequestIds {
  readonly requestId: string;
  /** Absent: the request is in no trace. */
  readonly traceId?: string | undefined;
}

export function idsOf({ id, trace }: Pick<FastifyRequest, 'id' | 'trace'>): RequestIds {
  return { requestId: id, traceId: trace?.traceId };
}
