/** The trace that a request of a client belongs to (W3C Trace Context); what is malformed counts as not sent. */
import type { IncomingHttpHeaders } from 'node:http';
import { type Context, ROOT_CONTEXT, type TextMapGetter } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';

export const propagator = new W3CTraceContextPropagator();

const HEADERS: TextMapGetter<IncomingHttpHeaders> = {
  get: (headers, name) => headers[name],
  keys: (headers) => Object.keys(headers),
};

export function contextOf(headers: IncomingHttpHeaders): Context {
  return headers['traceparent'] === undefined
    ? ROOT_CONTEXT
    : propagator.extract(ROOT_CONTEXT, headers, HEADERS);
}
