/** A collector of traces that takes OTLP over HTTP as JSON, and says what it got. Knows nothing of the proxy. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CollectedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty: none. */
  readonly parentSpanId: string;
  readonly kind: 'internal' | 'server' | 'client';
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly isError: boolean;
  readonly traceState: string;
  /** Nanoseconds since the epoch. */
  readonly start: bigint;
  readonly end: bigint;
}

export interface Collector {
  /** Its address, to which `/v1/traces` is added. */
  readonly url: string;
  readonly spans: CollectedSpan[];
  /** Of all spans that came. */
  readonly resource: Record<string, unknown>;
  readonly requests: { readonly url: string; readonly headers: IncomingHttpHeaders; readonly body: Buffer }[];
  /** What it answers from now on. Default: 200. `hang`: nothing. */
  answer: number | 'hang';
  close(): Promise<void>;
}

interface OtlpAttribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface OtlpSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly kind: number;
  readonly attributes: readonly OtlpAttribute[];
  readonly status: { readonly code: number };
  readonly traceState?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}

interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly OtlpAttribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

const KINDS = ['internal', 'internal', 'server', 'client'] as const;
const ERROR = 2;

export async function startCollector(): Promise<Collector> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const { url = '', headers } = request;
      collector.requests.push({ url, headers, body });
      if (collector.answer === 'hang') return;
      response.statusCode = collector.answer;
      if (collector.answer === 200 && headers['content-type'] === 'application/json') read(body.toString());
      response.end();
    });
  });
  const read = (text: string) => {
    for (const { resource, scopeSpans } of (JSON.parse(text) as OtlpTraces).resourceSpans) {
      Object.assign(collector.resource, valuesOf(resource.attributes));
      for (const { spans } of scopeSpans) collector.spans.push(...spans.map(collected));
    }
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const collector: Collector = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: [],
    resource: {},
    requests: [],
    answer: 200,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return collector;
}

function collected(span: OtlpSpan): CollectedSpan {
  const { name, traceId, spanId, parentSpanId = '', kind, attributes, status, traceState = '' } = span;
  return {
    name,
    traceId,
    spanId,
    parentSpanId,
    kind: KINDS[kind] ?? 'internal',
    attributes: valuesOf(attributes),
    isError: status.code === ERROR,
    traceState,
    start: BigInt(span.startTimeUnixNano),
    end: BigInt(span.endTimeUnixNano),
  };
}

/** `{"key": "a", "value": {"intValue": 1}}` and so on. */
function valuesOf(attributes: readonly OtlpAttribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
