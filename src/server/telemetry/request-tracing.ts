/**
 * What traces say of a request: which kind it was, and how it ended. No path and no query, as ids and names of people stand in
 * them; no user, no address.
 */
import type { FastifyRequest } from 'fastify';
import type { Tracing } from '../../telemetry/tracing/open.ts';
import type { RequestSpan, SpanEnd } from '../../telemetry/tracing/request-span.ts';
import { HEALTH_PATHS } from '../health-paths.ts';
import { isEncrypted } from '../http/origin.ts';
import { CLIENT_GONE } from '../request-state.ts';
import { operationOfTarget } from './request-labels.ts';

/** Those that platforms ask for every few seconds are in no trace. */
const UNTRACED: ReadonlySet<string> = new Set(HEALTH_PATHS);
/** By which a method is named that nobody knows (semantic conventions of HTTP). */
const OTHER = '_OTHER';
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

export class RequestTracing {
  readonly #tracing: Tracing;

  constructor(tracing: Tracing) {
    this.#tracing = tracing;
  }

  begin({ url, method, raw }: FastifyRequest): RequestSpan | undefined {
    return UNTRACED.has(url) ? undefined : this.#tracing.begin(method, raw.headers);
  }

  /** To be called when the line of the access log is complete. */
  end(span: RequestSpan, request: FastifyRequest): void {
    if (span.isRecorded) span.end(endOf(request));
  }

  /** Never fails. */
  async close(): Promise<void> {
    await this.#tracing.close();
  }
}

function endOf({ method, raw, trail, scim }: FastifyRequest): SpanEnd {
  const { status = CLIENT_GONE, system, operations, failedOperations, requestId } = trail;
  const target = scim?.target;
  const route = target === undefined ? trail.route : trail.route.replace(':endpoint', target.endpoint);
  const isKnown = METHODS.has(method);
  const isGone = status === CLIENT_GONE;
  return {
    // As the conventions want it: few names, so that they can be counted.
    name: `${isKnown ? method : 'HTTP'} ${route}`,
    attributes: {
      'http.request.method': isKnown ? method : OTHER,
      'http.route': route,
      'http.response.status_code': isGone ? undefined : status,
      'url.scheme': isEncrypted(raw.socket) ? 'https' : 'http',
      'ipsproxy.request_id': requestId,
      'ipsproxy.system': system,
      'ipsproxy.operation': target && operationOfTarget(method, target),
      'ipsproxy.bulk.operations': operations,
      'ipsproxy.bulk.failed_operations': failedOperations,
    },
    error: isGone ? 'client_gone' : status >= 500 ? String(status) : undefined,
  };
}
