/** Serves the configured systems, until it is stopped. */
import type { Logger } from 'pino';
import type { AuditSettings } from '../../config/audit.ts';
import { loadConfiguration } from '../../config/load.ts';
import { Cursors } from '../../proxy/cursor/cursors.ts';
import type { Auditing } from '../../server/audit/auditing.ts';
import { AuthenticationGuards } from '../../server/authentication/guards.ts';
import { buildRuntime } from '../../server/build-runtime.ts';
import { CertificateExpiry } from '../../server/certificate-expiry.ts';
import { SharedCursorKeys } from '../../server/cursor-keys.ts';
import { GuardMemory } from '../../server/deletion-guard/memory.ts';
import { openDeletionGuards } from '../../server/deletion-guard/open.ts';
import { followFiles } from '../../server/follow-files.ts';
import { Limits } from '../../server/limits/limits.ts';
import { createReloader } from '../../server/reload.ts';
import { RuntimeHolder } from '../../server/runtime.ts';
import { startService } from '../../server/service.ts';
import { reportConfiguration, reportRecords } from '../../server/start-log.ts';
import { ProxyMetrics } from '../../server/telemetry/proxy-metrics.ts';
import type { RequestTracing } from '../../server/telemetry/request-tracing.ts';
import { openState } from '../../state/open-state.ts';
import type { TracingSettings } from '../../telemetry/tracing/settings.ts';
import { loadOptions } from '../load-options.ts';
import { createLog } from '../log.ts';
import { handleSignals, surviveRejections } from '../process-signals.ts';
import { packageVersion } from '../version.ts';
import { listenAddress } from './listen-address.ts';

/**
 * Signals end the process.
 *
 * @throws ConfigurationError
 * @throws ListenError
 * @throws AuditError
 * @throws UsageError for a wrong `PORT`
 */
export async function serve(file: string): Promise<undefined> {
  const load = () => loadConfiguration(file, { ...loadOptions, makeKeys: true });
  const configuration = await load();
  const address = listenAddress(configuration.server, process.env);

  const log = createLog(configuration.server.logLevel, 'stdout');
  const { logger } = log;
  surviveRejections(log);
  const version = packageVersion();
  const audit = await auditing(configuration.audit, logger, version);
  const state = await openState(configuration.state, logger).catch(async (error) => {
    await audit?.close();
    throw error;
  });
  const tracing = await tracingOf(configuration.tracing, logger, version);
  const guards = new AuthenticationGuards(state);
  const cursors = new Cursors(new SharedCursorKeys(state));
  const metrics = new ProxyMetrics({ version });
  const { watchOf, countersOf } = metrics;
  const limits = new Limits(state);
  const options = { guards, logger, state, limits, cursors, watchOf, countersOf };
  const guardMemory = new GuardMemory();
  const lossWatchOf = await openDeletionGuards(configuration, state, logger, guardMemory, audit?.note);
  const current = await buildRuntime(configuration, { ...options, lossWatchOf });
  const runtime = new RuntimeHolder(current);
  const { hosts: host, port } = address;
  const service = await startService({ runtime, logger, host, port, audit, metrics, tracing });

  // Before the log says that it listens: whoever waits for that line may send a signal at once.
  handleSignals(
    service,
    log,
    createReloader({ ...options, guardMemory, runtime, load, service, audit, metrics }),
  );
  const { url, urls, managementUrl } = service;
  const where = urls.join(', ') + (managementUrl === undefined ? '' : `, management on ${managementUrl}`);
  logger.info(
    { version, node: process.version, url, managementUrl },
    `ipsproxy ${version} listening on ${where}`,
  );
  reportConfiguration(configuration, current, service.url, logger);
  reportRecords(configuration, logger, process.env);
  void current.oauth?.prepare();
  new CertificateExpiry(runtime, logger).start();
  followFiles(runtime, service);
}

/** Loaded only where traces are wanted. */
async function tracingOf(
  settings: TracingSettings | undefined,
  logger: Logger,
  version: string,
): Promise<RequestTracing | undefined> {
  if (settings === undefined) return undefined;
  const { openRequestTracing } = await import('../../server/telemetry/open-tracing.ts');
  return await openRequestTracing({ settings, logger, version });
}

/** Loaded only where there is one. */
async function auditing(
  settings: AuditSettings | undefined,
  logger: Logger,
  version: string,
): Promise<Auditing | undefined> {
  if (settings === undefined) return undefined;
  const { openAuditing } = await import('../../server/audit/open-auditing.ts');
  return openAuditing({ settings, logger, version, stdout: process.stdout });
}
