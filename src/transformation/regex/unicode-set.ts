/** Sets of Unicode properties, computed once each from the tables of the JavaScript engine. */
import { Charset } from './charset.ts';

/** Where code points differ from their neighbours: without surrogates, and of one size in UTF-16 each. */
const MIXED = [
  [0, 0xd7ff],
  [0xe000, 0xffff],
  [0x10000, 0x3ffff],
  [0xe0000, 0xe0fff],
] as const;

/** Where all code points are alike: surrogates, unassigned planes, private use and its noncharacters. */
const UNIFORM = [
  [0xd800, 0xdfff],
  [0x40000, 0xdffff],
  [0xe1000, 0xeffff],
  [0xf0000, 0xffffd],
  [0xffffe, 0xfffff],
  [0x100000, 0x10fffd],
  [0x10fffe, 0x10ffff],
] as const;

/** Code points of a call of `String.fromCodePoint`. */
const PAGE = 0x1000;

const sets = new Map<string, Charset>();
/** All code points of each of `MIXED`; a quarter of a million are slow to be put together for each set. */
let samples: readonly string[] | undefined;

/**
 * The code points of a JavaScript character class.
 *
 * @param content what stands between its brackets; a text from our own tables, never from outside
 * @throws SyntaxError when it is no such class
 */
export function unicodeSet(content: string): Charset {
  const known = sets.get(content);
  if (known !== undefined) return known;
  const one = new RegExp(`^[${content}]$`, 'u');
  const run = new RegExp(`[${content}]+`, 'gu');
  samples ??= MIXED.map(([first, last]) => allBetween(first, last));
  const ranges: number[] = [];
  samples.forEach((sample, i) => {
    const [start] = MIXED[i] as (typeof MIXED)[number];
    const width = start > 0xffff ? 2 : 1;
    for (const { index, 0: found } of sample.matchAll(run)) {
      const from = start + index / width;
      ranges.push(from, from + found.length / width - 1);
    }
  });
  for (const [first, last] of UNIFORM) {
    if (one.test(String.fromCodePoint(first))) ranges.push(first, last);
  }
  const set = new Charset(ranges);
  sets.set(content, set);
  return set;
}

function allBetween(first: number, last: number): string {
  let text = '';
  for (let start = first; start <= last; start += PAGE) {
    const length = Math.min(PAGE, last + 1 - start);
    text += String.fromCodePoint(...Array.from({ length }, (_, i) => start + i));
  }
  return text;
}
