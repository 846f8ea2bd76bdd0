/** What the runner is told on the command line. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { judged, type Room, rooms } from './rooms.ts';

export const USAGE = `npm run test:mutation -- [options]

  --room ROOM      only this one; may be there several times; default: all of these but the last five:
                   ${rooms.join(', ')}
  --count N        places in all, as many of each room; default 300
  --seed N         other places; default 1
  --minutes N      begin none later than that; default: until all are tried;
                   Ctrl+C ends it, too, after those that are under way
  --at FILE:LINE   all changes of this line, or of the whole FILE, instead of a sample; may be there several times
  --patience N     seconds that the tests of one place may take, those of its room first; 0: all of them; default 60
  --lanes N        copies of the project at work at once; default: one for each processor
  --out FILE       results as JSON, too
  --list           only show the places
  --help           this`;

export interface Options {
  readonly rooms: readonly Room[];
  readonly count: number;
  readonly seed: number;
  /** Milliseconds. */
  readonly limit: number;
  readonly at: readonly Place[];
  /** Milliseconds. */
  readonly patience: number;
  readonly lanes: number;
  readonly out: string | undefined;
  readonly list: boolean;
}

export interface Place {
  readonly file: string;
  readonly line: number | undefined;
}

/** @throws Error for options that are none; `undefined` where help is asked for */
export function readOptions(args: readonly string[]): Options | undefined {
  const text = { type: 'string' } as const;
  const texts = { type: 'string', multiple: true } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: flag,
      list: flag,
      room: texts,
      at: texts,
      count: text,
      seed: text,
      minutes: text,
      patience: text,
      lanes: text,
      out: text,
    },
  });
  if (values.help) return undefined;
  return {
    rooms: values.room === undefined ? judged : values.room.map(roomNamed),
    count: numberOf('count', values.count) ?? 300,
    seed: numberOf('seed', values.seed) ?? 1,
    limit: endless(numberOf('minutes', values.minutes)) * 60_000,
    at: (values.at ?? []).map(placeOf),
    patience: endless(numberOf('patience', values.patience) ?? 60) * 1_000,
    lanes: Math.max(1, numberOf('lanes', values.lanes) ?? availableParallelism()),
    out: values.out,
    list: values.list,
  };
}

function roomNamed(name: string): Room {
  const room = rooms.find((other) => other === name);
  if (room === undefined) throw new Error(`--room takes ${rooms.join(', ')}.`);
  return room;
}

function placeOf(text: string): Place {
  const [, file = '', line] = /^(.*?)(?::(\d+))?$/.exec(text) ?? [];
  return { file, line: line === undefined ? undefined : Number(line) };
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,10}$/.test(text)) throw new Error(`--${name} takes a whole number.`);
  return Number(text);
}

/** Nothing, or 0, is no limit. */
function endless(value: number | undefined): number {
  return value || Number.POSITIVE_INFINITY;
}
