/** The span of one request of a client, and those below it. */
import {
  type Attributes,
  type Context,
  defaultTextMapSetter,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { propagator } from './incoming.ts';
import { SpanClock } from './span-clock.ts';

/** How a request ended. */
export interface SpanEnd {
  readonly name: string;
  readonly attributes: Attributes;
  /** What went wrong, of few kinds (`error.type`). Absent: nothing. */
  readonly error?: string | undefined;
}

export interface Attempt {
  readonly method: string;
  readonly template: string | undefined;
  readonly purpose: string;
  readonly host: string;
  readonly port: number;
}

export type AttemptEnd = { readonly status: number } | { readonly reason: string };

type Headers = Readonly<Record<string, string>>;

interface BegunAttempt {
  /** Go out with it. */
  readonly headers: Headers;
  /** Once. */
  ended(end: AttemptEnd): void;
}

const NOTHING = () => {};

export class RequestSpan {
  readonly #tracer: Tracer;
  readonly #clock = new SpanClock();
  readonly #span: Span;
  readonly #context: Context;
  #headers: Headers | undefined;

  /** Begins it. @param method of the request */
  constructor(tracer: Tracer, method: string, parent: Context) {
    this.#tracer = tracer;
    this.#span = tracer.startSpan(method, { kind: SpanKind.SERVER, startTime: this.#clock.now() }, parent);
    this.#context = trace.setSpan(parent, this.#span);
  }

  get traceId(): string {
    return this.#span.spanContext().traceId;
  }

  /** What is below one that is not recorded is not either. */
  get isRecorded(): boolean {
    return this.#span.isRecording();
  }

  call(): CallSpans {
    return new CallSpans(this);
  }

  step(name: string): () => void {
    if (!this.isRecorded) return NOTHING;
    const span = this.#tracer.startSpan(name, { startTime: this.#clock.now() }, this.#context);
    return () => span.end(this.#clock.now());
  }

  /** One attempt of a call. */
  attempt(name: string, attributes: Attributes): BegunAttempt {
    if (!this.isRecorded) {
      // That nothing is recorded goes on.
      this.#headers ??= headersOf(this.#context);
      return { headers: this.#headers, ended: NOTHING };
    }
    const options = { kind: SpanKind.CLIENT, attributes, startTime: this.#clock.now() };
    const span = this.#tracer.startSpan(name, options, this.#context);
    return {
      headers: headersOf(trace.setSpan(this.#context, span)),
      ended: (end) => {
        if ('reason' in end) this.#end(span, {}, end.reason);
        else this.#end(span, { 'http.response.status_code': end.status }, errorOf(end.status));
      },
    };
  }

  end({ name, attributes, error }: SpanEnd): void {
    this.#span.updateName(name);
    this.#end(this.#span, attributes, error);
  }

  #end(span: Span, attributes: Attributes, error: string | undefined): void {
    span.setAttributes(attributes);
    if (error !== undefined) span.setAttribute('error.type', error).setStatus({ code: SpanStatusCode.ERROR });
    span.end(this.#clock.now());
  }
}

/** The attempts of one call to a backend. */
export class CallSpans {
  readonly request: RequestSpan;
  #sent = 0;

  constructor(request: RequestSpan) {
    this.request = request;
  }

  attempt({ method, template, purpose, host, port }: Attempt): BegunAttempt {
    const resends = this.#sent;
    this.#sent += 1;
    // Neither the path nor the query: they have ids and names of people in them.
    const attributes: Attributes = {
      'http.request.method': method,
      'server.address': host,
      'server.port': port,
      'ipsproxy.purpose': purpose,
    };
    if (template !== undefined) attributes['url.template'] = template;
    if (resends > 0) attributes['http.request.resend_count'] = resends;
    return this.request.attempt(template === undefined ? method : `${method} ${template}`, attributes);
  }
}

/** To whoever asked, 400 and above are errors (semantic conventions of HTTP, client spans). */
function errorOf(status: number): string | undefined {
  return status >= 400 ? String(status) : undefined;
}

function headersOf(context: Context): Headers {
  const headers: Record<string, string> = {};
  propagator.inject(context, headers, defaultTextMapSetter);
  return headers;
}
