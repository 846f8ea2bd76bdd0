/** What the runner is told on the command line. */
import { parseArgs } from 'node:util';
import { VALKEY_BINARY } from '../support/valkey-process.ts';

export const USAGE = `npm run test:chaos -- [options]

  --seed N         of the first round; each further one has the next number. Default: another one each time, printed; short 1
  --minutes N      no round is begun after that; default 10
  --requests N     until so many requests of clients were answered, whatever the time
  --rounds N       so many rounds, whatever the time
  --round N        requests of clients in a round; default 3000, short 800
  --clients N      at once; default 48, short 16
  --instances N    of the proxy; default 2 where they share state, else 1
  --no-state       instances share no state; default: they do where valkey-server or redis-server is installed
  --only PATTERN   only faults whose kind fits this regular expression
  --replay FILE    only this saved round, ten times
  --no-shrink      a round with violations is not made smaller
  --out FOLDER     where rounds with violations are saved; default: a new folder for temporary files
  --short          what .ci/run does: the recorded seeds, and what else fits into half a minute`;

export interface Options {
  readonly short: boolean;
  readonly seed: number;
  /** When a round may still begin. */
  readonly until: { readonly minutes: number } | { readonly requests: number } | { readonly rounds: number };
  readonly roundRequests: number;
  readonly clients: number;
  readonly instances: number;
  readonly state: boolean;
  readonly only: RegExp;
  readonly shrink: boolean;
  readonly replay: string | undefined;
  readonly out: string | undefined;
}

/** @throws Error for options that are none; `undefined` where help is asked for */
export function readOptions(args: readonly string[]): Options | undefined {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: flag,
      short: flag,
      'no-state': flag,
      'no-shrink': flag,
      seed: text,
      minutes: text,
      requests: text,
      rounds: text,
      round: text,
      clients: text,
      instances: text,
      only: text,
      replay: text,
      out: text,
    },
  });
  if (values.help) return undefined;
  const { short } = values;
  const state = !values['no-state'] && VALKEY_BINARY !== undefined;
  const number = (
    name: 'seed' | 'minutes' | 'requests' | 'rounds' | 'round' | 'clients' | 'instances',
    otherwise: number,
  ) => numberOf(name, values[name] ?? String(otherwise));
  return {
    short,
    seed: number('seed', short ? 1 : Math.floor(Math.random() * 1e9)),
    until:
      values.requests !== undefined
        ? { requests: number('requests', 0) }
        : values.rounds !== undefined
          ? { rounds: number('rounds', 0) }
          : { minutes: number('minutes', short ? 0.5 : 10) },
    roundRequests: number('round', short ? 800 : 3_000),
    clients: number('clients', short ? 16 : 48),
    instances: number('instances', state ? 2 : 1),
    state,
    only: new RegExp(values.only ?? ''),
    shrink: !values['no-shrink'] && !short,
    replay: values.replay,
    out: values.out,
  };
}

function numberOf(name: string, text: string): number {
  if (!/^\d{1,10}(?:\.\d{1,3})?$/.test(text)) throw new Error(`--${name} takes a number.`);
  return Number(text);
}
