/** What `npm run bench:initial-load` is told on the command line. */
import { parseArgs } from 'node:util';

export const USAGE = `npm run bench:initial-load -- [options]

  --users N    default 100000
  --count N    users on a page; default 100
  --help       this text
`;
export interface Options {
  readonly users: number;
  /** On a page. */
  readonly count: number;
}

/** @throws Error for options that are none; `undefined` where help is asked for */
export function readOptions(args: readonly string[]): Options | undefined {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      users: { ...text, default: '100000' },
      count: { ...text, default: '100' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  return { users: wholeNumber('users', values.users), count: wholeNumber('count', values.count) };
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new Error(`--${name} takes whole numbers from 1.`);
  return Number(text);
}
