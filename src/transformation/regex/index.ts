/**
 * Regular expressions of Java's dialect (`java.util.regex`, Java 17), safe to run on strings that users control.
 *
 * An expression runs on RE2 where that means the same and is certain to be quick: program size × text length is what RE2
 * needs at worst. Else it runs on our own backtracking matcher, whose steps are counted; it is linear too unless the
 * expression has look-around, back-references, atomic groups or `\G`. Two things differ from Java on purpose: a match
 * never begins between the halves of a surrogate pair, and grapheme clusters, character names and canonical equivalence
 * are refused.
 */
import { isInsidePair } from '../code-points.ts';
import { EvaluationError, ExpressionError } from '../errors.ts';
import { Work } from '../work.ts';
import type { ParsedRegex } from './ast.ts';
import { BacktrackingScan } from './backtracking.ts';
import { expandedSize, worstSteps } from './cost.ts';
import type { Program } from './instructions.ts';
import { parseRegex } from './parser.ts';
import { compileProgram } from './program.ts';
import { holdsFor, loadRe2, Re2Scan, type Translation, translate } from './re2.ts';
import { rememberedSteps } from './remembered.ts';
import { compileReplacement, expand } from './replacement.ts';
import type { Captures, Scan } from './scan.ts';
import { replaceMembers } from './set-replace.ts';
import { shortened } from './shortened.ts';
import type { JavaRegex, Replacement } from './types.ts';

export { loadRe2 } from './re2.ts';
export { compileReplacement, literalReplacement } from './replacement.ts';
export { shortened } from './shortened.ts';
export type { JavaRegex, Replacement } from './types.ts';

/** Names, mails, ids and descriptions are far from it. */
const MAX_TEXT = 100_000;
/** A longer one comes from a variable. */
const MAX_PATTERN = 5_000;
/** Compiling takes RE2 some 15 microseconds for each instruction. */
const MAX_RE2_SIZE = 1_000;
/** What texts of this length may need is reported when a transformation is loaded. */
const REALISTIC_TEXT = 1_000;
/** A scan keeps up to some twenty kilobytes for each of them. */
const MAX_KEPT_CHOICES = 128;
/** By so much the estimate for expressions that are not regular is too high where nothing multiplies. */
const ESTIMATE_MARGIN = 3;

/**
 * @param flags letters as in `(?idmsuxU)`
 * @throws ExpressionError with the reason and the position
 */
export function compileRegex(pattern: string, flags = ''): JavaRegex {
  const parsed = parse(pattern, flags);
  return new CompiledRegex(pattern, parsed, compileProgram(pattern, parsed));
}

/** Checks an expression without making it ready to run. @throws ExpressionError as `compileRegex` does */
export function checkRegex(pattern: string, flags = ''): void {
  loadRe2();
  compileProgram(pattern, parse(pattern, flags));
}

function parse(pattern: string, flags: string): ParsedRegex {
  if (pattern.length > MAX_PATTERN) {
    throw new ExpressionError(
      shortened(pattern),
      0,
      `The expression has more than ${MAX_PATTERN} characters; split it up`,
    );
  }
  return parseRegex(pattern, flags);
}

/**
 * How often RE2 may look at each character of a text while all matches are searched, before the matcher takes over that
 * remembers between them what leads nowhere. Searching `a.*b|a` over and over is quadratic otherwise.
 */
const RE2_PASSES = 8;

class CompiledRegex implements JavaRegex {
  readonly pattern: string;
  readonly engine: 'linear' | 'bounded';
  readonly mayExceed: boolean;
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
  readonly #parsed: ParsedRegex;
  readonly #program: Program;
  readonly #translation: Translation | undefined;
  /** RE2's. */
  readonly #size: number;
  #own: BacktrackingScan | undefined;

  constructor(pattern: string, parsed: ParsedRegex, program: Program) {
    const size = expandedSize(parsed.node);
    this.pattern = pattern;
    this.engine = program.regular ? 'linear' : 'bounded';
    const steps = program.regular
      ? rememberedSteps(parsed.node) * REALISTIC_TEXT * 2 ** program.loopSlots.length
      : worstSteps(parsed.node, REALISTIC_TEXT);
    this.mayExceed = !(steps <= (program.regular ? 1 : ESTIMATE_MARGIN) * new Work().left);
    this.groupCount = parsed.groupCount;
    this.groupNames = parsed.groupNames;
    this.#parsed = parsed;
    this.#program = program;
    this.#translation = size > MAX_RE2_SIZE ? undefined : translate(parsed);
    this.#size = this.#translation?.re2.programSize() ?? 0;
  }

  matches(text: string, work = new Work()): boolean {
    const translation = this.#usable(text, work);
    if (translation !== undefined) return translation.re2.testExact(text);
    return this.#backtracking(text, work).whole() !== undefined;
  }

  groups(text: string, work = new Work()): readonly (string | undefined)[] | undefined {
    const captures = this.#scan(text, work).whole();
    if (captures === undefined) return undefined;
    return Array.from({ length: this.groupCount + 1 }, (_, group) => {
      const start = captures[2 * group] as number;
      return start < 0 ? undefined : text.slice(start, captures[2 * group + 1]);
    });
  }

  replaceAll(text: string, replacement: string | Replacement, work = new Work()): string {
    const compiled = this.#replacement(replacement);
    const { node } = this.#parsed;
    if (node.kind === 'set') {
      this.#checkLength(text);
      return replaceMembers(text, node.set, compiled, work);
    }
    let result = '';
    let copied = 0;
    this.#forEachMatch(text, work, (captures) => {
      const inserted = expand(compiled, text, captures);
      work.writeText(inserted.length);
      result += text.slice(copied, captures[0]) + inserted;
      copied = captures[1] as number;
    });
    return result + text.slice(copied);
  }

  replaceFirst(text: string, replacement: string | Replacement, work = new Work()): string {
    const compiled = this.#replacement(replacement);
    return replaceOne(text, this.#scan(text, work).find(0, 0), compiled);
  }

  /** Of all matches that `replaceAll` would replace, only the last. */
  replaceLast(text: string, replacement: string | Replacement, work = new Work()): string {
    const compiled = this.#replacement(replacement);
    let last: Captures | undefined;
    this.#forEachMatch(text, work, (captures) => {
      last = captures;
    });
    return replaceOne(text, last, compiled);
  }

  #replacement(replacement: string | Replacement): Replacement {
    return typeof replacement === 'string' ? compileReplacement(replacement, this) : replacement;
  }

  #checkLength(text: string): void {
    if (text.length <= MAX_TEXT) return;
    throw new EvaluationError(
      `the text for the regular expression ${shortened(this.pattern)} has more than ${MAX_TEXT} characters; ` +
        'guard it with a condition, or send shorter values',
    );
  }

  /** The translation if it holds for this text and is certain to be quick on it. */
  #usable(text: string, work: Work): Translation | undefined {
    this.#checkLength(text);
    const translation = this.#translation;
    if (translation === undefined || !holdsFor(translation, text)) return undefined;
    if (!work.takeForRe2(this.#size * (text.length + 1))) return undefined;
    work.spend(1 + (text.length >> 2));
    return translation;
  }

  #scan(text: string, work: Work): Scan {
    const translation = this.#usable(text, work);
    return translation?.exactCaptures ? new Re2Scan(translation, text) : this.#backtracking(text, work);
  }

  /** One scan for all short texts; the memory of others is given back. */
  #backtracking(text: string, work: Work): BacktrackingScan {
    const { choices, loopSlots } = this.#program;
    const isLarge = choices * 2 ** loopSlots.length > MAX_KEPT_CHOICES || text.length > REALISTIC_TEXT;
    if (isLarge) return new BacktrackingScan(this.#program, text, work);
    if (this.#own === undefined) this.#own = new BacktrackingScan(this.#program, text, work);
    else this.#own.restart(text, work);
    return this.#own;
  }

  #forEachMatch(text: string, work: Work, visit: (captures: Captures) => void): void {
    let scan = this.#scan(text, work);
    let passes = RE2_PASSES * text.length;
    let previousEnd = 0;
    for (let from = 0; from <= text.length; ) {
      if (scan instanceof Re2Scan) {
        const ahead = text.length - from;
        if (passes < 0 || !work.takeForRe2(this.#size * (ahead + 1))) scan = this.#backtracking(text, work);
        passes -= ahead;
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
