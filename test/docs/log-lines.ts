/** The messages of all log lines, as the sources have them; `…` stands for what is put in. */
import { argumentsAt, sourceFiles } from './source-calls.ts';

export interface LogLine {
  /** Relative to `src`. */
  readonly file: string;
  readonly message: string;
  readonly levels: readonly string[];
  /** Names of the fields that the call itself names; others are added by whoever made the logger, or the object. */
  readonly fields: readonly string[];
}

const CALL =
  /\b(?:log|logger|losses)(?:\.(trace|debug|info|warn|error|fatal)|\[(level|levelOf\(context\))\])\(/g;

export function logLines(): LogLine[] {
  return sourceFiles().flatMap(({ file, text }) => {
    return [...text.matchAll(CALL)].map(({ index, 0: { length }, 1: level }) => {
      const given = argumentsAt(text, index + length);
      return {
        file,
        message: messageOf(text, given.at(-1) ?? ''),
        levels: level === undefined ? ['info', 'warn'] : [level],
        fields: given.length < 2 ? [] : fieldsOf(text.slice(0, index), given[0] ?? ''),
      };
    });
  });
}

/** @param last argument of a call */
function messageOf(text: string, last: string): string {
  const named = new RegExp(`const ${last.replace(/\W/g, '\\$&')} =\\s*('[^']*'|\`[^\`]*\`)`).exec(text)?.[1];
  const literal = /^(['`])([\s\S]*)\1$/.exec(named ?? last)?.[2];
  return literal === undefined ? last : literal.replace(/\$\{[^}]*\}/g, '…');
}

/** @param before the call @param first argument of it: an object, or the name of one that is made before */
function fieldsOf(before: string, first: string): string[] {
  const literal = first.startsWith('{') ? first : madeAs(before, first);
  if (literal === undefined) return [];
  return argumentsAt(`${literal.slice(1, -1)})`, 0).flatMap((member) => {
    const spread = /^\.\.\.(\w+)$/.exec(member)?.[1];
    if (spread !== undefined) return fieldsOf(before, spread);
    return /^(?:\/\/.*\n\s*)*(\w+)/.exec(member)?.[1] ?? [];
  });
}

function madeAs(before: string, name: string): string | undefined {
  const made = [...before.matchAll(new RegExp(`const ${name}(?:: \\w+)? = (?=\\{)`, 'g'))].at(-1);
  if (made === undefined) return undefined;
  return argumentsAt(`${before.slice(made.index + made[0].length).replace(/;\n[\s\S]*/, '')})`, 0)[0];
}
