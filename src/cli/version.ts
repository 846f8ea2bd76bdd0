/** This package's version. */
import { readFileSync } from 'node:fs';

/** package.json is as far from `src/cli` as from `dist/cli`. */
export function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return version;
}
