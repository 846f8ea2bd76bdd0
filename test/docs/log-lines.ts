/** The messages of all log lines, as the sources have them; `…` stands for what is put in. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface LogLine {
  /** Relative to `src`. */
  readonly file: string;
  readonly message: string;
  readonly levels: readonly string[];
}

const SOURCES = resolve(import.meta.dirname, '../../src');
const CALL =
  /\b(?:log|logger|losses)(?:\.(trace|debug|info|warn|error|fatal)|\[(level|levelOf\(context\))\])\(/g;

export function logLines(): LogLine[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.startsWith('sandbox'),
  );
  return files.flatMap((file) => {
    const text = readFileSync(join(SOURCES, file), 'utf8');
    return [...text.matchAll(CALL)].map(({ index, 0: { length }, 1: level }) => ({
      file,
      message: messageOf(text, index + length),
      levels: level === undefined ? ['info', 'warn'] : [level],
    }));
  });
}

/** The last argument of a call whose arguments begin at `start`. */
function messageOf(text: string, start: number): string {
  const last = argumentsAt(text, start).at(-1) ?? '';
  const named = new RegExp(`const ${last.replace(/\W/g, '\\$&')} =\\s*('[^']*'|\`[^\`]*\`)`).exec(text)?.[1];
  const literal = /^(['`])([\s\S]*)\1$/.exec(named ?? last)?.[2];
  return literal === undefined ? last : literal.replace(/\$\{[^}]*\}/g, '…');
}

function argumentsAt(text: string, start: number): string[] {
  const found: string[] = [];
  let depth = 0;
  let from = start;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at] as string;
    if (text.startsWith('//', at)) {
      at = text.indexOf('\n', at);
      from = at;
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
