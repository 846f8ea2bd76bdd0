/** Takes exported systems into a configuration. */
import { importSystems, newConfiguration } from '../../exchange/import/import-systems.ts';
import { importReportLines } from '../../exchange/import/report.ts';
import { UsageError } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { loadOptions } from '../load-options.ts';
import { printable } from '../print/table.ts';
import { startProgress } from '../progress.ts';

export interface ImportFileOptions {
  readonly file: string;
  /** Configuration that is there. */
  readonly config?: string | undefined;
  /** Folder of a configuration, made where there is none. */
  readonly out?: string | undefined;
  readonly id?: string | undefined;
  readonly type?: string | undefined;
  readonly force: boolean;
  readonly json: boolean;
}

/**
 * @returns the exit code
 * @throws UsageError, ConfigurationError, ExchangeError
 */
export async function importFile(options: ImportFileOptions): Promise<number> {
  const { file, out, id, type, force, json } = options;
  const config = out === undefined ? options.config : newConfiguration(out);
  if (!config) {
    throw new UsageError('Where to? Add --config FILE, or --out FOLDER for a configuration of its own.');
  }
  // What takes long is to check what was written.
  const progress = startProgress({ label: 'Systems', silent: json });
  const load = { ...loadOptions, onSystem: progress.update };
  const work = importSystems(file, { load, config, create: out !== undefined, force, id, type });
  const report = await work.finally(progress.stop);
  const findings = report.systems.flatMap((system) => system.findings);
  const ok = report.refused.length === 0 && findings.every(({ severity }) => severity !== 'error');
  const lines = json ? [JSON.stringify({ ok, ...report })] : importReportLines(report).map(printable);
  process.stdout.write(`${lines.join('\n')}\n`);
  return ok ? EXIT.ok : EXIT.failure;
}
