/** Puts an audit log together from its settings. */
import type { KeyObject } from 'node:crypto';
import { AuditLog, type AuditLogOptions } from './audit-log.ts';
import { FileOutput } from './file-output.ts';
import { MARK, StdoutOutput, type Stream } from './stdout-output.ts';

export interface OpenOptions
  extends Pick<AuditLogOptions, 'version' | 'now' | 'onFailure' | 'onRecovery' | 'onChange' | 'onLoss'> {
  /** Absolute path; absent: standard output. */
  readonly file: string | undefined;
  readonly stdout: Stream;
  readonly isChain: boolean;
  readonly key: KeyObject | undefined;
  readonly onForeignLines: () => void;
}

/** @throws AuditError */
export function openAuditLog(options: OpenOptions): Promise<AuditLog> {
  const { file, stdout, isChain, key, onForeignLines } = options;
  const { version, now, onFailure, onRecovery, onChange, onLoss } = options;
  return AuditLog.start({
    output: file === undefined ? new StdoutOutput(stdout) : new FileOutput({ path: file, onForeignLines }),
    mark: file === undefined ? MARK : undefined,
    chain: isChain ? { key } : undefined,
    version,
    now,
    onFailure,
    onRecovery,
    onChange,
    onLoss,
  });
}
