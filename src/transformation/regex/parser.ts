/** Parses the dialect of `java.util.regex.Pattern` (Java 17) into a tree. */
import type { Assertion, Node, ParsedRegex } from './ast.ts';
import { foldCase } from './case.ts';
import { ANY, Charset } from './charset.ts';
import { parseClass } from './class-parser.ts';
import { parseEscape } from './escapes.ts';
import { type Flags, NO_FLAGS, withFlag } from './flags.ts';
import { LINE_BREAK } from './line-break.ts';
import { LINE_TERMINATORS } from './properties.ts';
import { parseQuantifier } from './quantifier.ts';
import { END, PatternSource } from './source.ts';
import { width } from './width.ts';

const MAX_DEPTH = 250;
const EMPTY: Node = { kind: 'empty' };

/**
 * @param flagLetters letters as in `(?idmsuxU)`
 * @throws ExpressionError with the position of what is wrong
 */
export function parseRegex(pattern: string, flagLetters: string): ParsedRegex {
  return new Parser(pattern, flagLetters).parse();
}

class Parser {
  readonly #source: PatternSource;
  readonly #names = new Map<string, number>();
  #flags: Flags;
  #groupCount = 0;
  #depth = 0;

  constructor(pattern: string, flagLetters: string) {
    this.#source = new PatternSource(pattern);
    let flags: Flags = NO_FLAGS;
    for (const letter of flagLetters) {
      flags = withFlag(flags, letter, true) ?? this.#source.fail(`Unknown flag ${letter}`, 0);
    }
    this.#flags = flags;
    this.#source.comments = flags.comments;
  }

  parse(): ParsedRegex {
    const node = this.#choice();
    if (this.#source.peek() !== END) this.#source.fail("Unmatched closing ')'");
    return { node, groupCount: this.#groupCount, groupNames: this.#names };
  }

  #setFlags(flags: Flags): void {
    this.#flags = flags;
    this.#source.comments = flags.comments;
  }

  #choice(): Node {
    if (++this.#depth > MAX_DEPTH) this.#source.fail('Groups are nested too deeply');
    const nodes = [this.#sequence()];
    while (this.#source.peek() === 0x7c) {
      this.#source.take();
      nodes.push(this.#sequence());
    }
    this.#depth--;
    return nodes.length === 1 ? (nodes[0] as Node) : { kind: 'choice', nodes };
  }

  #sequence(): Node {
    const nodes: Node[] = [];
    for (;;) {
      const code = this.#source.peek();
      if (code === END || code === 0x7c || code === 0x29) break;
      const atom = this.#atom(code);
      if (atom !== undefined) nodes.push(this.#quantified(atom));
    }
    if (nodes.length === 0) return EMPTY;
    return nodes.length === 1 ? (nodes[0] as Node) : { kind: 'sequence', nodes };
  }

  /** One atom; `undefined` for `(?i)` and its like, which can have no quantifier. */
  #atom(code: number): Node | undefined {
    const source = this.#source;
    switch (code) {
      case 0x28: // (
        return this.#group();
      case 0x5b: // [
        return { kind: 'set', set: parseClass(source, this.#flags) };
      case 0x5c: // \
        return this.#escape();
      case 0x2e: // .
        source.take();
        return { kind: 'set', set: this.#dot() };
      case 0x5e: // ^
        source.take();
        return this.#assertion(this.#multiline('start', 'lineStart', 'unixLineStart'));
      case 0x24: // $
        source.take();
        return this.#assertion(
          this.#flags.multiline ? this.#multiline('end', 'lineEnd', 'unixLineEnd') : this.#finalEnd(),
        );
      case 0x2a: // *
      case 0x2b: // +
      case 0x3f: // ?
        return source.fail(`Dangling meta character '${String.fromCharCode(code)}'`);
      case 0x7b: // { repeats the empty string, as it does in Java
        return EMPTY;
      default:
        source.take();
        return this.#literal(PatternSource.literal(code));
    }
  }

  #literal(code: number): Node {
    return { kind: 'set', set: foldCase(Charset.of(code), this.#flags) };
  }

  #dot(): Charset {
    if (this.#flags.dotAll) return ANY;
    return (this.#flags.unixLines ? Charset.of(0x0a) : LINE_TERMINATORS).complement();
  }

  #assertion(assertion: Assertion): Node {
    return { kind: 'assertion', assertion };
  }

  #multiline(single: Assertion, multi: Assertion, unix: Assertion): Assertion {
    if (!this.#flags.multiline) return single;
    return this.#flags.unixLines ? unix : multi;
  }

  #finalEnd(): Assertion {
    return this.#flags.unixLines ? 'unixFinalEnd' : 'finalEnd';
  }

  #escape(): Node {
    const escaped = parseEscape(this.#source, this.#flags);
    if (escaped.kind === 'character') return this.#literal(escaped.code);
    if (escaped.kind === 'set') return { kind: 'set', set: escaped.set };
    const { letter, position } = escaped;
    switch (letter) {
      case 'A':
        return this.#assertion('start');
      case 'z':
        return this.#assertion('end');
      case 'Z':
        return this.#assertion(this.#finalEnd());
      case 'G':
        return this.#assertion('previousEnd');
      case 'B':
        return this.#assertion(this.#flags.unicodeClasses ? 'notUnicodeWordBoundary' : 'notWordBoundary');
      case 'b':
        if (this.#source.accept('{g}'))
          this.#source.fail('Grapheme clusters (\\b{g}) are not supported', position);
        return this.#assertion(this.#flags.unicodeClasses ? 'unicodeWordBoundary' : 'wordBoundary');
      case 'R':
        return LINE_BREAK;
      case 'k':
        return this.#namedBackreference(position);
      case 'X':
        return this.#source.fail('Grapheme clusters (\\X) are not supported', position);
      case 'N':
        return this.#source.fail('Character names (\\N{…}) are not supported', position);
      default:
        if (letter >= '1' && letter <= '9') return this.#backreference(Number(letter));
        return this.#source.fail(`Unsupported escape sequence \\${letter}`, position);
    }
  }

  /** As many digits as make the number of a group that is already open. */
  #backreference(firstDigit: number): Node {
    let group = firstDigit;
    for (;;) {
      const code = this.#source.peek();
      const longer = group * 10 + code - 0x30;
      if (code < 0x30 || code > 0x39 || longer > this.#groupCount) break;
      this.#source.take();
      group = longer;
    }
    return this.#backreferenceTo(group);
  }

  #backreferenceTo(group: number): Node {
    const { ignoreCase, unicodeCase } = this.#flags;
    return { kind: 'backreference', group, mode: ignoreCase ? (unicodeCase ? 'unicode' : 'ascii') : 'exact' };
  }

  #namedBackreference(position: number): Node {
    if (this.#source.take() !== 0x3c) this.#source.fail("\\k is not followed by '<'", position);
    const name = this.#groupName();
    const group = this.#names.get(name);
    return group === undefined
      ? this.#source.fail(`Named capturing group <${name}> does not exist`, position)
      : this.#backreferenceTo(group);
  }

  /** A name and its `>`. */
  #groupName(): string {
    const position = this.#source.position;
    let name = '';
    for (;;) {
      const code = this.#source.take();
      if (code === 0x3e && name !== '') return name;
      const letter = code === END ? '' : String.fromCodePoint(PatternSource.literal(code));
      if (!(name === '' ? /^[A-Za-z]$/ : /^[A-Za-z0-9]$/).test(letter)) {
        this.#source.fail(
          'The name of a capturing group has ASCII letters and digits and ends with >',
          position,
        );
      }
      name += letter;
    }
  }

  #group(): Node | undefined {
    const source = this.#source;
    const position = source.position;
    const outer = this.#flags;
    source.take();
    let node: Node;
    if (source.peek() === 0x3f) {
      source.take();
      const special = this.#specialGroup(position);
      if (special === undefined) return undefined;
      node = special;
    } else {
      node = this.#capturing();
    }
    if (source.peek() !== 0x29) source.fail('Unclosed group', position);
    // The closing parenthesis is still read by the rules inside, as Java reads it.
    source.take();
    this.#setFlags(outer);
    return node;
  }

  #capturing(name?: string): Node {
    const index = ++this.#groupCount;
    if (name !== undefined) this.#names.set(name, index);
    return { kind: 'group', index, node: this.#choice() };
  }

  /** What follows `(?`; `undefined` after flags without a group. */
  #specialGroup(position: number): Node | undefined {
    const source = this.#source;
    const start = source.index;
    const code = source.takeRaw();
    switch (code) {
      case 0x3a: // :
        return this.#choice();
      case 0x3d: // =
      case 0x21: // !
        return { kind: 'lookahead', node: this.#choice(), negative: code === 0x21 };
      case 0x3e: // >
        return { kind: 'atomic', node: this.#choice() };
      case 0x3c: // <
        if (source.peek() === 0x3d || source.peek() === 0x21) return this.#lookbehind();
        return this.#namedGroup(position);
      default:
        source.reset(start);
        return this.#inlineFlags(position);
    }
  }

  #namedGroup(position: number): Node {
    const name = this.#groupName();
    if (this.#names.has(name))
      this.#source.fail(`Named capturing group <${name}> is already defined`, position);
    return this.#capturing(name);
  }

  #lookbehind(): Node {
    const negative = this.#source.take() === 0x21;
    const node = this.#choice();
    return { kind: 'lookbehind', node, negative, ...width(node) };
  }

  #inlineFlags(position: number): Node | undefined {
    let on = true;
    for (;;) {
      const code = this.#source.take();
      if (code === 0x29) return undefined;
      if (code === 0x3a) return this.#choice();
      if (code === 0x2d && on) {
        on = false;
        continue;
      }
      const letter = code === END ? '' : String.fromCodePoint(PatternSource.literal(code));
      if (letter === 'c') this.#source.fail('Canonical equivalence (c) is not supported', position);
      const changed = withFlag(this.#flags, letter, on);
      this.#setFlags(changed ?? this.#source.fail('Unknown inline modifier', position));
    }
  }

  #quantified(node: Node): Node {
    const quantifier = parseQuantifier(this.#source);
    if (quantifier === undefined) return node;
    const { min, max, mode } = quantifier;
    const repeat: Node = { kind: 'repeat', node, min, max, lazy: mode === 'lazy' };
    return mode === 'possessive' ? { kind: 'atomic', node: repeat } : repeat;
  }
}
