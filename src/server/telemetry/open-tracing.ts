/** Traces of requests, and what the log says of them. Loaded only where traces are wanted. */
import type { Logger } from 'pino';
import { openTracing } from '../../telemetry/tracing/open.ts';
import type { TracingSettings } from '../../telemetry/tracing/settings.ts';
import { RequestTracing } from './request-tracing.ts';

export interface OpenTracingOptions {
  readonly settings: TracingSettings;
  readonly logger: Logger;
  /** Of the proxy. */
  readonly version: string;
}

/** Nothing is sent yet. */
export async function openRequestTracing({
  settings,
  logger,
  version,
}: OpenTracingOptions): Promise<RequestTracing> {
  const { origin } = new URL(settings.url);
  const news = {
    failed: (reason: string) =>
      logger.warn(
        { collector: origin, reason },
        'traces cannot be handed over: they are lost until they can be',
      ),
    recovered: (lost: number) => logger.info({ collector: origin, lost }, 'traces are handed over again'),
  };
  return new RequestTracing(await openTracing(settings, version, news));
}
