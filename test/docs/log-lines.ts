/** The messages of all log lines, as the sources have them; `…` stands for what is put in. */
import { argumentsAt, sourceFiles } from './source-calls.ts';

export interface LogLine {
  /** Relative to `src`. */
  readonly file: string;
  readonly message: string;
  readonly levels: readonly string[];
}

const CALL =
  /\b(?:log|logger|losses)(?:\.(trace|debug|info|warn|error|fatal)|\[(level|levelOf\(context\))\])\(/g;

export function logLines(): LogLine[] {
  return sourceFiles().flatMap(({ file, text }) => {
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
