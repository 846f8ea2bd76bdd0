/**
 * Finds repeated requests in a text: objects (JSON and what programs print of their own), forms and queries. What
 * they hold is a client's data, and no sentence of the backend.
 */
import type { Layer, Range } from './layer.ts';

/** `{"name":`, `{name=`. */
const OBJECT = /\{\s{0,8}["'“]?[\w.$:-]{1,100}["'”]?\s{0,8}[:=]/g;
const FORM = /(?<![\w.%$=-])[\w.%$-]{1,64}=[^\s&"'<>]*(?:&[\w.%$-]{1,64}=[^\s&"'<>]*)+/dg;
const QUERY = /\?([\w.%$-]{1,64}=[^\s"'<>]*)/dg;
/** Where somebody has decoded it, a filter has blanks; it ends with the request line. */
const FILTER = /\bfilter=([^\n]+?)(?= HTTP\/|\n|$)/dgi;

export function findRequestEcho({ text }: Layer): Range[] {
  const ranges: Range[] = [];
  let done = 0;
  for (const { index } of text.matchAll(OBJECT)) {
    if (index < done) continue;
    done = endOfObject(text, index);
    ranges.push({ start: index, end: done });
  }
  for (const pattern of [FORM, QUERY, FILTER]) {
    for (const { indices } of text.matchAll(pattern)) {
      const [start, end] = indices?.[1] ?? indices?.[0] ?? [];
      if (start !== undefined && end !== undefined) ranges.push({ start, end });
    }
  }
  return ranges;
}

/** Behind the brace that closes it; of an object that was cut, the end of the text. */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let index = start; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (quoted && character === '\\') index += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === '{') depth += 1;
    else if (!quoted && character === '}') {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return text.length;
}
