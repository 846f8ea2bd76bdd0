/**
 * Texts as they are compared with secrets: without letter case and without what encodings and people who wrap lines put
 * in, take out, or exchange. `+` is a blank in forms, `-` and `_` stand for `+` and `/` in the URL's base64, `=` is padding.
 */
import type { Layer, Range } from './layer.ts';

export interface Folded {
  readonly text: string;
  /** Where each character stands in the layer's text. */
  readonly positions: readonly number[];
}

export function fold(text: string): Folded {
  let result = '';
  const positions: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (isDropped(text.charCodeAt(index))) continue;
    const lower = character.toLowerCase();
    result += character === '_' ? '/' : lower.length === 1 ? lower : character;
    positions.push(index);
  }
  return { text: result, positions };
}

/** Part of the original text. */
export function originalRange({ starts }: Layer, { start, end }: Range): Range {
  return { start: starts[start] ?? 0, end: starts[end] ?? 0 };
}

/** `+`, `-`, `=`; white space and control characters; characters without width. */
function isDropped(code: number): boolean {
  if (code === 0x2b || code === 0x2d || code === 0x3d || code <= 0x20) return true;
  if (code < 0x7f) return false;
  if (code <= 0xa0 || code === 0xad || code === 0xfeff || code === 0x3000) return true;
  return (code >= 0x2000 && code <= 0x200f) || (code >= 0x2028 && code <= 0x202f) || code === 0x2060;
}
