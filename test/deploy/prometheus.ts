/** `promtool` of the Debian package `prometheus`; only where it is installed. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Absent: tests that need it are skipped. */
export const PROMTOOL = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'promtool'))
  .find((path) => existsSync(path));

export interface Ended {
  readonly code: number;
  readonly output: string;
}

export function promtool(args: readonly string[], input = ''): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(PROMTOOL ?? '', args, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
    child.stdin?.end(input);
  });
}

/** Names of metrics in an expression of PromQL, without those of histograms' parts. */
export function metricsIn(expression: string): string[] {
  const names = expression.matchAll(/\b(?:ipsproxy|process|nodejs)_\w+|\bup\b/g);
  return [...names].map(([name]) => name.replace(/_bucket$/, ''));
}
