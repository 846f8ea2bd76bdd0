/** Calls in the sources of the product, and what they are given. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const SOURCES = resolve(import.meta.dirname, '../../src');

export interface SourceFile {
  /** Relative to `src`. */
  readonly file: string;
  readonly text: string;
}

/** Without the stand-ins. */
export function sourceFiles(): SourceFile[] {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('sandbox'))
    .map((file) => ({ file, text: readFileSync(join(SOURCES, file), 'utf8') }));
}

/** Of a call whose arguments begin at `start`. */
export function argumentsAt(text: string, start: number): string[] {
  const found: string[] = [];
  let depth = 0;
  let from = start;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at] as string;
    if (text.startsWith('//', at)) {
      at = text.indexOf('\n', at);
      // What is inside of an argument stays a part of it.
      if (depth === 0) from = at;
    } else if ('\'"`'.includes(character)) {
      at = text.indexOf(character, at + 1);
      if (at === -1) throw new Error('a text without end');
    } else if ('([{'.includes(character)) {
      depth += 1;
    } else if (depth > 0 && ')]}'.includes(character)) {
      depth -= 1;
    } else if (depth === 0 && ',)'.includes(character)) {
      found.push(text.slice(from, at).trim());
      from = at + 1;
      if (character === ')') break;
    }
  }
  return found.filter((argument) => argument !== '');
}
