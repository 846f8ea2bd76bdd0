/** OpenTelemetry at work: spans of requests, handed to a collector by OTLP. Loaded only where traces are wanted. */
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import { contextOf } from './incoming.ts';
import { RequestSpan } from './request-span.ts';
import type { Sampling, TracingSettings } from './settings.ts';
import { type ExportNews, WatchedExporter } from './watched-exporter.ts';

const NAME = 'ipsproxy';
/** Milliseconds for handing over what is left when the process ends. */
const LAST_WORDS = 2000;

export interface Tracing {
  /** A request of a client begins. */
  begin(method: string, headers: IncomingHttpHeaders): RequestSpan;
  /** Hands over what is left, as far as that goes in two seconds. Never fails. */
  close(): Promise<void>;
}

/** Nothing is sent yet. @param version of the proxy */
export async function openTracing(
  settings: TracingSettings,
  version: string,
  news: ExportNews,
): Promise<Tracing> {
  const { serviceName, sampling } = settings;
  const usual = { 'service.name': NAME, 'service.version': version, 'service.instance.id': randomUUID() };
  const given = serviceName === undefined ? {} : { 'service.name': serviceName };
  const provider = new BasicTracerProvider({
    sampler: samplerOf(sampling),
    resource: resourceFromAttributes(usual)
      .merge(detectResources({ detectors: [envDetector] }))
      .merge(resourceFromAttributes(given)),
    spanProcessors: [new BatchSpanProcessor(new WatchedExporter(await exporterTo(settings), news))],
  });
  const tracer = provider.getTracer(NAME, version);
  return {
    begin: (method, headers) => new RequestSpan(tracer, method, contextOf(headers)),
    close: async () => {
      const timer = new AbortController();
      const late = sleep(LAST_WORDS, undefined, { signal: timer.signal });
      // It ends with the other one.
      late.catch(() => undefined);
      await Promise.race([provider.shutdown(), late]).catch(() => undefined);
      timer.abort();
    },
  };
}

/** Certificates, the time for a batch and compression are those of `OTEL_EXPORTER_OTLP_…`. */
async function exporterTo({ url, headers, protocol }: TracingSettings): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter({ url, headers: { ...headers } });
}

function samplerOf({ ratio, heedsClient }: Sampling): Sampler {
  const root = new TraceIdRatioBasedSampler(ratio);
  return heedsClient ? new ParentBasedSampler({ root }) : root;
}
