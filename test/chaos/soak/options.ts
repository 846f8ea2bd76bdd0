/** What the soak is told on the command line. */
import { parseArgs } from 'node:util';

export const USAGE = `npm run test:soak -- [options]

  --minutes N    default 60
  --rate N       requests of clients in a second; default 60
  --clients N    default 16
  --seed N       of clients and faults; default 1
  --no-state     without a server of state`;

export interface SoakOptions {
  readonly minutes: number;
  readonly rate: number;
  readonly clients: number;
  readonly seed: number;
  readonly state: boolean;
}

/** @throws Error for options that are none; `undefined` where help is asked for */
export function readOptions(args: readonly string[]): SoakOptions | undefined {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { help: flag, minutes: text, rate: text, clients: text, seed: text, 'no-state': flag },
  });
  const number = (name: string, value: string | undefined, otherwise: number) => {
    const read = value === undefined ? otherwise : Number(value);
    if (!(read > 0)) throw new Error(`--${name} takes a number above 0.`);
    return read;
  };
  if (values.help) return undefined;
  return {
    minutes: number('minutes', values.minutes, 60),
    rate: number('rate', values.rate, 60),
    clients: number('clients', values.clients, 16),
    seed: number('seed', values.seed, 1),
    state: !values['no-state'],
  };
}
