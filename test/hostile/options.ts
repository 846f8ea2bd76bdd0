/** What the runner is told on the command line. */
import { parseArgs } from 'node:util';

export const USAGE = `npm run test:hostile -- [options]

  --short          what .ci/run does: the same 1,500 cases each time, and some shapes of bombs, fewer at once
  --seed N         the same cases again; default: another one each time, printed; short 1
  --count N        cases made by grammar; default 100000, short 1500
  --parallel N     bombs of a shape at once; default 64, short 8
  --bombs PATTERN  only shapes whose name fits this regular expression, and no cases made by grammar
  --no-bombs       only cases made by grammar
  --replay FILE    only this saved case
  --out FOLDER     where cases that found something are saved; default: a new folder for temporary files`;

/** One for each bound that could be lost. */
const SHORT_BOMBS = new RegExp(
  [
    '^POST: (?:millions of empty objects|150,000 e-mail addresses|objects nested deeply|a mistake in its last byte)$',
    '^POST: (?:the same name a million times|nothing but line breaks, and an x)$',
    '^PATCH(?:, emulated)?: 100,000 operations$',
    '^POST of a group: 250,000 members$',
    '^answer to list: (?:gzip of 60 MB of {} in an attribute|gzip of about 1 MB|an answer without an end)$',
    '^answer to (?:list, version 1|list, Cloud Foundry): (?:more entities than asked for|objects nested deeply)$',
    '^answer to read: an entity of 30 MB$',
  ].join('|'),
);

export interface Options {
  readonly short: boolean;
  readonly seed: number;
  readonly count: number;
  readonly parallel: number;
  readonly bombs: RegExp | undefined;
  readonly replay: string | undefined;
  readonly out: string | undefined;
  /**
   * Milliseconds of the main thread's work in one go that one request may cost. In the short form with room for a busy
   * machine: it is there to notice that a bound is gone, not to measure.
   */
  readonly longest: number;
}

/** @throws Error for options that are none; `undefined` where help is asked for */
export function readOptions(args: readonly string[]): Options | undefined {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      short: flag,
      help: flag,
      'no-bombs': flag,
      seed: text,
      count: text,
      parallel: text,
      bombs: text,
      replay: text,
      out: text,
    },
  });
  if (values.help) return undefined;
  const { short } = values;
  return {
    short,
    seed:
      values.seed === undefined
        ? short
          ? 1
          : Math.floor(Math.random() * 2 ** 31)
        : numberOf('seed', values.seed),
    count:
      values.count === undefined
        ? values.bombs !== undefined
          ? 0
          : short
            ? 1_500
            : 100_000
        : numberOf('count', values.count),
    parallel: values.parallel === undefined ? (short ? 8 : 64) : numberOf('parallel', values.parallel),
    bombs: values['no-bombs']
      ? undefined
      : values.bombs !== undefined
        ? new RegExp(values.bombs)
        : short
          ? SHORT_BOMBS
          : /^/,
    replay: values.replay,
    out: values.out,
    longest: short ? 300 : 100,
  };
}

function numberOf(name: string, text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new Error(`--${name} takes a whole number.`);
  return Number(text);
}
