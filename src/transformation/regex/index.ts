/**
 * Regular expressions of Java's dialect (`java.util.regex`, Java 17), safe to run on strings that users control.
 *
 * An expression runs on RE2 where that means the same; else on our own backtracking matcher, which is linear too unless
 * the expression has look-around, back-references, atomic groups or `\G`: then its steps are limited. Two things differ
 * from Java on purpose: a match never begins between the halves of a surrogate pair, and grapheme clusters, character
 * names and canonical equivalence are refused.
 */
import type { ParsedRegex } from './ast.ts';
import { BacktrackingScan, isInsidePair } from './backtracking.ts';
import { hasNestedRepetition } from './explosive.ts';
import type { Program } from './instructions.ts';
import { parseRegex } from './parser.ts';
import { compileProgram } from './program.ts';
import { holdsFor, Re2Scan, type Translation, translate } from './re2.ts';
import { compileReplacement, expand } from './replacement.ts';
import type { Captures, Scan } from './scan.ts';
import { replaceMembers } from './set-replace.ts';
import type { JavaRegex, Replacement } from './types.ts';

export { compileReplacement, literalReplacement } from './replacement.ts';
export type { JavaRegex, Replacement } from './types.ts';

/**
 * @param flags letters as in `(?idmsuxU)`
 * @throws ExpressionError with the reason and the position
 */
export function compileRegex(pattern: string, flags = ''): JavaRegex {
  const parsed = parseRegex(pattern, flags);
  return new CompiledRegex(pattern, parsed, compileProgram(pattern, parsed));
}

/**
 * How often RE2 may look at each character of a text while all matches are searched, before the matcher takes over that
 * remembers between them what leads nowhere. Searching `a.*b|a` over and over is quadratic otherwise.
 */
const RE2_PASSES = 8;

class CompiledRegex implements JavaRegex {
  readonly pattern: string;
  readonly engine: 'linear' | 'bounded';
  readonly mayExplode: boolean;
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
  readonly #parsed: ParsedRegex;
  readonly #program: Program;
  readonly #translation: Translation | undefined;

  constructor(pattern: string, parsed: ParsedRegex, program: Program) {
    this.pattern = pattern;
    this.engine = program.regular ? 'linear' : 'bounded';
    this.mayExplode = !program.regular && hasNestedRepetition(parsed.node);
    this.groupCount = parsed.groupCount;
    this.groupNames = parsed.groupNames;
    this.#parsed = parsed;
    this.#program = program;
    this.#translation = translate(parsed);
  }

  matches(text: string): boolean {
    const translation = this.#translation;
    if (translation !== undefined && holdsFor(translation, text)) return translation.re2.testExact(text);
    return new BacktrackingScan(this.#program, text).whole() !== undefined;
  }

  groups(text: string): readonly (string | undefined)[] | undefined {
    const captures = this.#scan(text).whole();
    if (captures === undefined) return undefined;
    return Array.from({ length: this.groupCount + 1 }, (_, group) => {
      const start = captures[2 * group] as number;
      return start < 0 ? undefined : text.slice(start, captures[2 * group + 1]);
    });
  }

  replaceAll(text: string, replacement: string | Replacement): string {
    const compiled = this.#replacement(replacement);
    const { node } = this.#parsed;
    if (node.kind === 'set') return replaceMembers(text, node.set, compiled);
    let result = '';
    let copied = 0;
    this.#forEachMatch(text, (captures) => {
      result += text.slice(copied, captures[0]) + expand(compiled, text, captures);
      copied = captures[1] as number;
    });
    return result + text.slice(copied);
  }

  replaceFirst(text: string, replacement: string | Replacement): string {
    const compiled = this.#replacement(replacement);
    return replaceOne(text, this.#scan(text).find(0, 0), compiled);
  }

  /** Of all matches that `replaceAll` would replace, only the last. */
  replaceLast(text: string, replacement: string | Replacement): string {
    const compiled = this.#replacement(replacement);
    let last: Captures | undefined;
    this.#forEachMatch(text, (captures) => {
      last = captures;
    });
    return replaceOne(text, last, compiled);
  }

  #replacement(replacement: string | Replacement): Replacement {
    return typeof replacement === 'string' ? compileReplacement(replacement, this) : replacement;
  }

  #scan(text: string): Scan {
    const translation = this.#translation;
    return translation?.exactCaptures && holdsFor(translation, text)
      ? new Re2Scan(translation, text)
      : new BacktrackingScan(this.#program, text);
  }

  #forEachMatch(text: string, visit: (captures: Captures) => void): void {
    let scan = this.#scan(text);
    let work = RE2_PASSES * text.length;
    let previousEnd = 0;
    for (let from = 0; from <= text.length; ) {
      if (scan instanceof Re2Scan) {
        if (work < 0) scan = new BacktrackingScan(this.#program, text);
        work -= text.length - from;
      }
      const captures = scan.find(from, previousEnd);
      if (captures === undefined) return;
      visit(captures);
      previousEnd = captures[1] as number;
      from = previousEnd;
      // Behind an empty match the search goes on one character later.
      if (captures[0] === captures[1]) from += isInsidePair(text, from + 1) ? 2 : 1;
    }
  }
}

function replaceOne(text: string, captures: Captures | undefined, replacement: Replacement): string {
  if (captures === undefined) return text;
  return text.slice(0, captures[0]) + expand(replacement, text, captures) + text.slice(captures[1]);
}
