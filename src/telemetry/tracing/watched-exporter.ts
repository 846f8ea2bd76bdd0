/** Says when spans can no longer be handed over, and when they can be again; not for every batch. */
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';

export interface ExportNews {
  /** @param reason why the collector did not take them; nothing of its own words */
  failed(reason: string): void;
  /** It takes them again. @param lost spans that were dropped meanwhile, at least */
  recovered(lost: number): void;
}

export class WatchedExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #news: ExportNews;
  /** Spans that were lost since it failed. */
  #lost: number | undefined;

  constructor(exporter: SpanExporter, news: ExportNews) {
    this.#exporter = exporter;
    this.#news = news;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#exporter.export(spans, ({ code, error }) => {
      if (code === ExportResultCode.SUCCESS) this.#succeeded();
      else this.#failed(spans.length, reasonOf(error));
      // Nobody else has to hear of failures: the SDK would write them to a log of its own.
      done({ code: ExportResultCode.SUCCESS });
    });
  }

  forceFlush(): Promise<void> {
    return this.#exporter.forceFlush?.() ?? Promise.resolve();
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  #succeeded(): void {
    if (this.#lost === undefined) return;
    this.#news.recovered(this.#lost);
    this.#lost = undefined;
  }

  #failed(spans: number, reason: string): void {
    if (this.#lost === undefined) this.#news.failed(reason);
    this.#lost = (this.#lost ?? 0) + spans;
  }
}

/** `ECONNREFUSED`, `status 401`; what a server says beside it may be anything. */
function reasonOf(error: (Error & { readonly code?: unknown }) | undefined): string {
  const code = error?.code;
  if (typeof code === 'number') return `status ${code}`;
  return typeof code === 'string' ? code : (error?.message ?? 'no answer');
}
