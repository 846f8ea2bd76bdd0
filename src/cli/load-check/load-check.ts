/** Reads every entity of an endpoint as a client's initial load does, and says what such a client would get. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadOptions } from '../../config/load.ts';
import { UsageError } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { startProgress } from '../progress.ts';
import { promptHidden } from '../secret/prompt-hidden.ts';
import { type OpenSystem, openSystem } from './in-process.ts';
import { type FetchPage, initialLoad, type LoadResult } from './loop.ts';
import { remotePages } from './over-http.ts';
import { type EndpointReport, isFine, loadCheckText } from './report.ts';

export interface LoadCheckOptions {
  readonly id: string;
  /** Configuration file; absent: `url` says where a proxy runs. */
  readonly config?: string | undefined;
  readonly url?: string | undefined;
  readonly user?: string | undefined;
  readonly endpoints: readonly string[];
  /** Entities a page. */
  readonly count: number;
  readonly json: boolean;
  /** Its environment has the password of `user` as well. */
  readonly load: LoadOptions;
  /** Takes the report. */
  readonly print: (text: string) => void;
}

/** The password of `--user`, which an argument would show to everybody on the machine. */
const PASSWORD_VARIABLE = 'IPSPROXY_PASSWORD';

/**
 * @returns the exit code
 * @throws UsageError, ConfigurationError
 */
export async function loadCheck(options: LoadCheckOptions): Promise<number> {
  const { id, json } = options;
  const system =
    options.url === undefined ? await openSystem(options.config ?? '', id, options.load) : undefined;
  const reports: EndpointReport[] = [];
  try {
    const password = system === undefined ? await passwordOf(options) : '';
    // All of them, before the first is read.
    const loads = options.endpoints.map(
      (endpoint) => [endpoint, pagesOf(system, options, password, endpoint)] as const,
    );
    for (const [endpoint, pages] of loads) {
      const before = new Map(system?.reasons.map(({ reason, count }) => [reason, count]));
      const result = await load(endpoint, pages, options);
      const reasons = (system?.reasons ?? []).flatMap(({ reason, count }) => {
        const more = count - (before.get(reason) ?? 0);
        return more > 0 ? [{ reason, count: more }] : [];
      });
      reports.push({ endpoint, ...result, reasons });
    }
  } finally {
    await system?.close();
  }
  const ok = reports.every(isFine);
  const told = json
    ? `${JSON.stringify({ ok, system: id, endpoints: reports })}\n`
    : loadCheckText(id, reports);
  options.print(told);
  return ok ? EXIT.ok : EXIT.failure;
}

function pagesOf(
  system: OpenSystem | undefined,
  { url = '', id, user = '' }: LoadCheckOptions,
  password: string,
  endpoint: string,
): FetchPage {
  return system?.pages(endpoint) ?? remotePages({ url, id, user, password }, endpoint);
}

async function load(
  endpoint: string,
  fetchPage: FetchPage,
  { count, json }: LoadCheckOptions,
): Promise<LoadResult> {
  const progress = startProgress({ label: endpoint, silent: json });
  try {
    return await initialLoad({
      fetchPage,
      count,
      wait: (milliseconds) => sleep(milliseconds),
      now: () => performance.now(),
      onPage: (read, total) => progress.update(read, Math.max(read, total)),
    });
  } finally {
    progress.stop();
  }
}

async function passwordOf({ user, load: { environment } }: LoadCheckOptions): Promise<string> {
  if (user === undefined)
    throw new UsageError('With --url, --user says who calls: the id of a technical user.');
  const password = environment[PASSWORD_VARIABLE];
  if (password) return password;
  if (process.stdin.isTTY) return await promptHidden(`Password of ${user}: `);
  throw new UsageError(`Set the environment variable ${PASSWORD_VARIABLE} to the password of ${user}.`);
}
