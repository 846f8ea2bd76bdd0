/** Begins the audit log of a process that serves. */
import type { Logger } from 'pino';
import { Denials } from '../../audit/denials.ts';
import { openAuditLog } from '../../audit/open.ts';
import type { Stream } from '../../audit/stdout-output.ts';
import type { AuditSettings } from '../../config/audit.ts';
import { Auditing } from './auditing.ts';

export interface OpenAuditingOptions {
  readonly settings: AuditSettings;
  readonly logger: Logger;
  /** Of the proxy. */
  readonly version: string;
  readonly stdout: Stream;
}

/** @throws AuditError */
export async function openAuditing(options: OpenAuditingOptions): Promise<Auditing> {
  const { settings, logger, version, stdout } = options;
  const { file, chain, key } = settings;
  const now = Date.now;
  const log = await openAuditLog({
    file,
    stdout,
    isChain: chain,
    key,
    version,
    now,
    onFailure: (reason) =>
      logger.error(
        { file, reason },
        'the audit log cannot be written: requests that change something are refused until it can be',
      ),
    onRecovery: (kept, lost) => logger.warn({ file, kept, lost }, 'the audit log is written again'),
    onChange: (change) => logger.info({ file, change }, 'the audit log goes on in another file'),
    // The last resort: here it can still be found.
    onLoss: (line) => logger.error({ file, line }, 'a line of the audit log is missing there'),
    onForeignLines: () => logger.error({ file }, 'somebody else writes to the file of the audit log'),
  });
  const denials = new Denials({ now, append: (record) => void log.append(record) });
  return new Auditing({ log, denials, settings });
}
