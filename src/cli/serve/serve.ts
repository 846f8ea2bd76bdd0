/** Serves the configured systems, until it is stopped. */
import type { Logger } from 'pino';
import type { AuditSettings } from '../../config/audit.ts';
import { loadConfiguration } from '../../config/load.ts';
import type { Auditing } from '../../server/audit/auditing.ts';
import { AuthenticationGuards } from '../../server/authentication/guards.ts';
import { buildRuntime } from '../../server/build-runtime.ts';
import { CertificateExpiry } from '../../server/certificate-expiry.ts';
import { createReloader } from '../../server/reload.ts';
import { RuntimeHolder } from '../../server/runtime.ts';
import { startService } from '../../server/service.ts';
import { reportConfiguration } from '../../server/start-log.ts';
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
  const load = () => loadConfiguration(file, loadOptions);
  const configuration = await load();
  const address = listenAddress(configuration.server, process.env);

  const log = createLog(configuration.server.logLevel, 'stdout');
  const { logger } = log;
  surviveRejections(log);
  const version = packageVersion();
  const audit = await auditing(configuration.audit, logger, version);
  const guards = new AuthenticationGuards();
  const current = buildRuntime(configuration, { guards, logger });
  const runtime = new RuntimeHolder(current);
  const service = await startService({ runtime, logger, ...address, audit });

  // Before the log says that it listens: whoever waits for that line may send a signal at once.
  handleSignals(service, log, createReloader({ runtime, load, service, logger, guards, audit }));
  logger.info(
    { version, node: process.version, url: service.url },
    `ipsproxy ${version} listening on ${service.url}`,
  );
  reportConfiguration(configuration, current, service.url, logger);
  new CertificateExpiry(runtime, logger).start();
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
