/** A listening proxy that can be stopped gracefully. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Auditing } from './audit/auditing.ts';
import { type Listeners, openListeners } from './listeners.ts';
import { Overload } from './overload/overload.ts';
import type { RuntimeHolder } from './runtime.ts';
import { Shutdown } from './shutdown.ts';
import { ProxyMetrics } from './telemetry/proxy-metrics.ts';
import type { RequestTracing } from './telemetry/request-tracing.ts';

export interface ServiceOptions {
  readonly runtime: RuntimeHolder;
  readonly logger: Logger;
  /** One address or name, or several, which all get the same port. */
  readonly host: string | readonly string[];
  /** 0 takes a free port. */
  readonly port: number;
  /** Absent: no audit log. */
  readonly audit?: Auditing | undefined;
  /** Default: some of its own. */
  readonly metrics?: ProxyMetrics | undefined;
  /** Absent: no request is traced. */
  readonly tracing?: RequestTracing | undefined;
  /** Default: goes by `server.overload` and by what the process has to do. */
  readonly overload?: Overload | undefined;
}

export interface Service {
  /** Where it listens, without trailing slash: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** The same of all addresses. */
  readonly urls: readonly string[];
  /** Where management has an address of its own. */
  readonly managementUrl: string | undefined;
  readonly stopping: boolean;
  /**
   * Where there were requests in the last minute, goes on answering them for `server.drainTime`, while it says that it is not ready; then takes no further
   * connections, and answers on those that there are for as long again. From then on new requests get 503, as long as those under way are
   * waited for, `server.shutdownTimeout` from the beginning at most. Then closes everything, in no less than twice the drain time. Further calls wait for the same end.
   *
   * @returns false if requests had to be cut off
   */
  stop(): Promise<boolean>;
  /** New connections get the certificate that the runtime has now. */
  renewTls(): void;
}

/** Milliseconds without a request after which nobody has to be told to go elsewhere. */
const FORGOTTEN = 60_000;
/** Milliseconds for the last answers to get out after requests were cut off, and for connections to close. */
const LAST_WORDS = 1000;

/**
 * Takes `runtime`, `audit` and `tracing` over: they are closed when the service stops, or cannot start.
 *
 * @throws ListenError
 */
export async function startService({
  runtime,
  logger,
  host,
  port,
  audit,
  metrics = new ProxyMetrics(),
  tracing,
  overload = new Overload({ settings: () => runtime.current.settings.overload, logger }),
}: ServiceOptions): Promise<Service> {
  const shutdown = new Shutdown();
  let listeners: Listeners;
  try {
    listeners = await openListeners({
      runtime,
      logger,
      shutdown,
      host,
      port,
      overload,
      audit,
      metrics,
      tracing,
    });
  } catch (error) {
    await runtime.close();
    await Promise.all([audit?.close(), tracing?.close()]);
    throw error;
  }
  overload.start();

  /**
   * A connection that is closed while a request is on its way to it looks like a failure, and balancers repeat only what they could not send. So none is
   * closed until others had the time to notice; then none is accepted, which sends them elsewhere safely, and those that are open
   * carry one more answer, with a word to close them.
   */
  async function leave(milliseconds: number): Promise<void> {
    await sleep(milliseconds);
    await listeners.acceptNoMore();
    shutdown.advance('leaving');
    await sleep(milliseconds);
  }

  async function drain(): Promise<boolean> {
    shutdown.advance('noticing');
    const { drainTime, shutdownTimeout } = runtime.current.settings;
    const end = performance.now() + shutdownTimeout * 1000;
    const othersKnow = drainTime === 0 || runtime.unusedFor > FORGOTTEN ? undefined : leave(drainTime * 1000);
    if (othersKnow !== undefined) await settlesWithin(othersKnow, shutdownTimeout * 1000);
    shutdown.advance('refusing');
    const drained = await settlesWithin(runtime.idle(), Math.max(0, end - performance.now()));
    if (!drained) {
      shutdown.force();
      await settlesWithin(runtime.idle(), LAST_WORDS);
    }
    await othersKnow;
    overload.stop();
    await listeners.close();
    // Connections to backends wait for what is under way on them, and nobody waits for that any longer.
    await settlesWithin(runtime.close(), LAST_WORDS);
    await Promise.all([audit?.close(), tracing?.close()]);
    return drained;
  }
  let stopping: Promise<boolean> | undefined;
  return {
    url: listeners.urls[0],
    urls: listeners.urls,
    managementUrl: listeners.managementUrl,
    get stopping() {
      return shutdown.begun;
    },
    stop: () => {
      stopping ??= drain();
      return stopping;
    },
    renewTls: () => {
      const identity = runtime.current.tls?.material.identity;
      if (identity !== undefined) listeners.tls?.use(identity);
    },
  };
}

async function settlesWithin(work: Promise<void>, milliseconds: number): Promise<boolean> {
  const timer = new AbortController();
  const late = sleep(milliseconds, false, { signal: timer.signal });
  late.catch(() => undefined);
  const inTime = await Promise.race([work.then(() => true), late]);
  timer.abort();
  return inTime;
}
