/** What `npm run bench:scaling` is told on the command line. */
import { parseArgs } from 'node:util';

export const USAGE = `npm run bench:scaling -- [options]

  --check  compare the model with the proxy as it is built, instead of printing the tables; takes a minute, on Linux
  --help   this text
`;

/** @throws Error for options that are none */
export function readOptions(args: readonly string[]): { readonly check: boolean; readonly help: boolean } {
  const flag = { type: 'boolean', default: false } as const;
  return parseArgs({ args: [...args], options: { check: flag, help: flag } }).values;
}
