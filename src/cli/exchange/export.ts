/** Writes one system of a configuration: for SAP Identity Management, for another proxy, or for its clients. */
import { configuredEntry } from '../../exchange/export/configured-system.ts';
import type { LeftOut } from '../../exchange/export/exported-properties.ts';
import { repositoryCsv } from '../../exchange/export/repository-csv.ts';
import { systemJson } from '../../exchange/export/system-json.ts';
import { EXIT } from '../exit-codes.ts';
import { loadOptions } from '../load-options.ts';
import { writeOutput } from '../write-output.ts';
import type { ApiFormat } from './api-document.ts';

export interface ExportOptions {
  readonly id: string;
  readonly config: string;
  readonly format: 'csv' | 'json' | ApiFormat;
  /** Default: standard output. */
  readonly out?: string | undefined;
  /** Of the proxy, for all formats but JSON; default: `server.externalUrl`. */
  readonly url?: string | undefined;
  readonly force: boolean;
  readonly json: boolean;
}

/**
 * @returns the exit code
 * @throws UsageError, ConfigurationError, ExchangeError
 */
export async function exportSystem(options: ExportOptions): Promise<number> {
  const { format, out, json } = options;
  const { text, leftOut = [] } = await exported(options);
  if (out !== undefined) await writeOutput(out, text, options.force);
  if (json) {
    const where = out === undefined ? { text } : { file: out };
    process.stdout.write(`${JSON.stringify({ ok: true, format, ...where, leftOut })}\n`);
    return EXIT.ok;
  }
  if (out === undefined) process.stdout.write(text);
  process.stderr.write(notes(options, leftOut));
  return EXIT.ok;
}

async function exported(
  options: ExportOptions,
): Promise<{ readonly text: string; readonly leftOut?: readonly LeftOut[] }> {
  const { id, config, format, url } = options;
  switch (format) {
    case 'csv':
      return { text: repositoryCsv(await configuredEntry(config, id, loadOptions), options) };
    case 'json':
      return systemJson(await configuredEntry(config, id, loadOptions), loadOptions);
    default: {
      const { apiDocument } = await import('./api-document.ts');
      return { text: await apiDocument(config, id, format, url) };
    }
  }
}

function notes({ format, out }: ExportOptions, leftOut: readonly LeftOut[]): string {
  const lines = [
    ...leftOut.map(({ property, reason }) => `Left out: property "${property}": ${reason}.`),
    ...(format === 'csv' ? ['Fill in AUTH_USER and AUTH_PASSWORD: a technical user of the proxy.'] : []),
    ...(out === undefined ? [] : [`Written to ${out}.`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
