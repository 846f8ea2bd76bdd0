/** What the benchmark is told on the command line. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Call, callNamed, calls } from './calls.ts';
import type { Pace } from './turns.ts';

export const PARTS = ['requests', 'start', 'size', 'load'] as const;
export type Part = (typeof PARTS)[number];

export const USAGE = `npm run bench -- [options]

  --short            what .ci/run does: the ratios only, at 32 connections, in less than a minute
  --parts NAMES      of ${PARTS.join(', ')}; default: all
  --calls NAMES      of ${calls.map(({ name }) => name).join(', ')}; default: all
  --connections N,M  default 1,32
  --seconds N        of a turn; default 3
  --rounds N         of which the median counts; default 3
  --rate N           requests per second, at most; default: as many as are answered
  --users N          of the initial load; default 100000
  --against FOLDER   another build that takes turns with this one
  --json FILE        where the figures of each turn are written
  --help             this text`;

export interface Options {
  readonly short: boolean;
  readonly parts: readonly Part[];
  readonly calls: readonly Call[];
  readonly pace: Pace;
  readonly users: number;
  readonly against: string | undefined;
  readonly json: string | undefined;
}

const SHORT = { parts: 'requests', connections: '32', seconds: '1', rounds: '1' } as const;
const LONG = { parts: PARTS.join(), connections: '1,32', seconds: '3', rounds: '3' } as const;

/** @throws Error for options that are none; `undefined` where help is asked for */
export function readOptions(args: readonly string[]): Options | undefined {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      short: flag,
      help: flag,
      parts: text,
      calls: text,
      connections: text,
      seconds: text,
      rounds: text,
      rate: text,
      users: { ...text, default: '100000' },
      against: text,
      json: text,
    },
  });
  if (values.help) return undefined;
  const { parts, connections, seconds, rounds } = { ...(values.short ? SHORT : LONG), ...values };
  return {
    short: values.short,
    parts: parts.split(',').map(partNamed),
    calls: values.calls === undefined ? calls : values.calls.split(',').map(callNamed),
    pace: {
      connections: connections.split(',').map((count) => wholeNumber('connections', count)),
      seconds: positive('seconds', seconds),
      rounds: wholeNumber('rounds', rounds),
      rate: values.rate === undefined ? undefined : wholeNumber('rate', values.rate),
    },
    users: wholeNumber('users', values.users),
    against: values.against === undefined ? undefined : resolve(values.against),
    json: values.json,
  };
}

function partNamed(name: string): Part {
  const part = PARTS.find((each) => each === name);
  if (part === undefined) throw new Error(`There is no part ${name}: ${PARTS.join(', ')}.`);
  return part;
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${name} takes whole numbers from 1.`);
  return Number(text);
}

function positive(name: string, text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new Error(`--${name} takes a number above 0.`);
  return number;
}
