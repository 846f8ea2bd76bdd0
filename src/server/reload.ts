/** Exchanges the configuration while requests go on, unless the new one is worse. */
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { LoadedConfiguration } from '../config/load.ts';
import { ConfigurationError, formatProblem } from '../config/problem.ts';
import type { ServerSettings } from '../config/schema.ts';
import type { Auditing } from './audit/auditing.ts';
import { buildRuntime, type RuntimeOptions } from './build-runtime.ts';
import type { GuardMemory } from './deletion-guard/memory.ts';
import { openDeletionGuards } from './deletion-guard/open.ts';
import type { Runtime, RuntimeHolder } from './runtime.ts';
import type { Service } from './service.ts';
import { reportConfiguration } from './start-log.ts';
import type { ProxyMetrics } from './telemetry/proxy-metrics.ts';
import { unexpectedFields } from './unexpected.ts';

export interface ReloadOptions extends RuntimeOptions {
  readonly runtime: RuntimeHolder;
  /** @throws ConfigurationError */
  readonly load: () => Promise<LoadedConfiguration>;
  readonly service: Pick<Service, 'url' | 'stopping' | 'renewTls'>;
  readonly logger: Logger;
  readonly guardMemory: GuardMemory;
  /** Absent: no audit log. */
  readonly audit?: Auditing | undefined;
  /** Absent: nobody counts. */
  readonly metrics?: Pick<ProxyMetrics, 'reloaded'> | undefined;
}

/** Settings that are bound to the listening socket. */
const NEED_RESTART = [
  'host',
  'port',
  'management',
  'bodyLimit',
  'requestTimeout',
] as const satisfies (keyof ServerSettings)[];

/** What a process keeps until its end, whatever is loaded meanwhile. */
interface AtStart extends Pick<Runtime, 'settings' | 'stateSettings' | 'tracingSettings'> {
  readonly servesTls: boolean;
}

/** @returns a function that reloads; while it runs, further calls lead to one more reload afterwards */
export function createReloader(options: ReloadOptions): () => Promise<void> {
  const { current } = options.runtime;
  const { settings, stateSettings, tracingSettings } = current;
  const atStart: AtStart = { settings, stateSettings, tracingSettings, servesTls: servesTls(current) };
  let running: Promise<void> | undefined;
  let again = false;
  return () => {
    if (running !== undefined) {
      again = true;
      return running;
    }
    running = (async () => {
      do {
        again = false;
        await reload(options, atStart);
      } while (again);
    })().finally(() => {
      running = undefined;
    });
    return running;
  };
}

async function reload(
  { runtime, load, service, logger, guardMemory, audit, metrics, ...rest }: ReloadOptions,
  atStart: AtStart,
): Promise<void> {
  // Whatever becomes of the configuration: programs that rotate files send the same signal.
  await audit?.reopen();
  let configuration: LoadedConfiguration;
  try {
    configuration = await load();
  } catch (error) {
    const problems = error instanceof ConfigurationError ? error.problems.map(formatProblem) : undefined;
    logger.error(
      { problems, err: problems ? undefined : unexpectedFields(error, logger) },
      'reload refused, the configuration in use stays',
    );
    metrics?.reloaded('refused', runtime.current.systems.keys());
    return;
  }
  if (service.stopping) {
    logger.warn('reload given up, as the proxy is stopping');
    return;
  }
  const old = runtime.current;
  const oldLevel = logger.level;
  // Before the connectors take their loggers from this one.
  logger.level = configuration.server.logLevel;
  const lossWatchOf = await openDeletionGuards(configuration, old.state, logger, guardMemory, audit?.note);
  const next = await buildRuntime(configuration, { ...rest, logger, lossWatchOf });
  const losses = findLosses(old, next, configuration);
  if (losses.length > 0) {
    logger.level = oldLevel;
    const problems = configuration.problems.filter(({ severity }) => severity === 'error').map(formatProblem);
    logger.error({ losses, problems }, 'reload refused, the configuration in use stays');
    metrics?.reloaded('refused', old.systems.keys());
    for (const slot of next.systems.values()) if (slot.status === 'serving') void slot.system.close();
    return;
  }
  for (const setting of NEED_RESTART) {
    if (!isDeepStrictEqual(next.settings[setting], atStart.settings[setting])) {
      logger.warn(`server.${setting} has changed; this takes effect with the next start`);
    }
  }
  if (!isDeepStrictEqual(next.stateSettings, atStart.stateSettings)) {
    logger.warn('state has changed; this takes effect with the next start');
  }
  if (!isDeepStrictEqual(next.tracingSettings, atStart.tracingSettings)) {
    logger.warn('tracing has changed; this takes effect with the next start');
  }
  if (atStart.servesTls !== servesTls(next)) {
    logger.warn('server.tls.certificate has been set or removed; this takes effect with the next start');
  }
  const isOtherAudit =
    audit === undefined ? configuration.audit !== undefined : audit.isOther(configuration.audit);
  if (isOtherAudit) logger.warn('the audit log has changed; this takes effect with the next start');
  runtime.swap(next);
  service.renewTls();
  reportConfiguration(configuration, next, service.url, logger);
  logger.info('configuration reloaded');
  metrics?.reloaded('ok', next.systems.keys());
  void next.oauth?.prepare();
}

function servesTls({ tls }: Runtime): boolean {
  return tls?.material.identity !== undefined;
}

/**
 * What works now and would be broken by mistake. What is removed or disabled is meant to go, unless nothing is left: that
 * looks like a file that was cut off, or mixed up.
 */
function findLosses(old: Runtime, next: Runtime, configuration: LoadedConfiguration): string[] {
  const losses: string[] = [];
  for (const [id, slot] of next.systems) {
    if (slot.status === 'broken' && old.systems.get(id)?.status === 'serving') {
      losses.push(`system ${id} would no longer be served: ${slot.reason}`);
    }
  }
  for (const { userId, severity } of configuration.problems) {
    if (
      userId !== undefined &&
      severity === 'error' &&
      old.authenticator.has(userId) &&
      !next.authenticator.has(userId)
    ) {
      losses.push(`technical user ${userId} could no longer log in`);
    }
  }
  if (countServing(old) > 0 && countServing(next) === 0) {
    losses.push('no system would be served any longer; if that is meant, restart the proxy');
  }
  if (old.authenticator.size > 0 && next.authenticator.size === 0) {
    losses.push('no technical user could log in any longer; if that is meant, restart the proxy');
  }
  return [...new Set(losses)];
}

function countServing({ systems }: Runtime): number {
  return [...systems.values()].filter(({ status }) => status === 'serving').length;
}
