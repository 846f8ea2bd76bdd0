/** Bracketed character classes: ranges, unions, nested classes, intersections. */
import { foldCase } from './case.ts';
import { Charset } from './charset.ts';
import { parseEscape } from './escapes.ts';
import type { Flags } from './flags.ts';
import { END, PatternSource } from './source.ts';

const OPEN = 0x5b;
const CLOSE = 0x5d;
const CARET = 0x5e;
const MINUS = 0x2d;
const AMPERSAND = 0x26;
const BACKSLASH = 0x5c;
const VERTICAL_TAB = 0x0b;
const MAX_DEPTH = 100;
/** From so many limits of ranges on a set is large. */
const LARGE = 16;

/** Reads a class whose `[` comes next, up to and including its `]`. */
export function parseClass(source: PatternSource, flags: Flags, depth = 0): Charset {
  const position = source.position;
  if (depth > MAX_DEPTH) source.fail('Character classes are nested too deeply', position);
  source.take();
  const negated = source.peekRaw() === CARET;
  if (negated) source.take();
  const set = parseMembers(source, flags, depth, position);
  source.take();
  return negated ? set.complement() : set;
}

/** Reads members up to the `]`, which stays. `&&` binds weaker than standing side by side, and to the right. */
function parseMembers(source: PatternSource, flags: Flags, depth: number, position: number): Charset {
  let members = new Members();
  for (;;) {
    const code = source.peek();
    if (code === END) source.fail('Unclosed character class', position);
    // A `]` that comes first is a member.
    if (code === CLOSE && !members.isEmpty) return members.toSet();
    if (code === OPEN) {
      members.add(parseClass(source, flags, depth + 1));
    } else if (code === AMPERSAND && source.peekSecond() === AMPERSAND) {
      source.take();
      source.take();
      const left = members.isEmpty ? undefined : members.toSet();
      members = new Members();
      members.add(intersect(source, flags, depth, position, left));
    } else {
      members.add(parseRange(source, flags));
    }
  }
}

/** Collects sets: few large ones by union, while thousands of small ones are put in order only once. */
class Members {
  isEmpty = true;
  #large: Charset | undefined;
  readonly #small: number[] = [];

  add(set: Charset): void {
    this.isEmpty = false;
    if (set.ranges.length > LARGE) this.#large = this.#large === undefined ? set : this.#large.union(set);
    else this.#small.push(...set.ranges);
  }

  toSet(): Charset {
    const small = new Charset(this.#small);
    return this.#large === undefined ? small : this.#large.union(small);
  }
}

function intersect(
  source: PatternSource,
  flags: Flags,
  depth: number,
  position: number,
  left: Charset | undefined,
): Charset {
  let right: Charset | undefined;
  while (source.peek() !== CLOSE && source.peek() !== AMPERSAND) {
    const members =
      source.peek() === OPEN
        ? parseClass(source, flags, depth + 1)
        : parseMembers(source, flags, depth + 1, position);
    right = right === undefined ? members : right.union(members);
  }
  if (left === undefined) return right ?? source.fail('An intersection (&&) of nothing', position);
  return right === undefined ? left : left.intersect(right);
}

/** A character, a range of characters, or a predefined class. */
function parseRange(source: PatternSource, flags: Flags): Charset {
  const position = source.position;
  const first = parseMember(source, flags, true);
  if (typeof first !== 'number') return first;
  const next = source.peekSecond();
  if (source.peek() !== MINUS || next === OPEN || next === CLOSE) return foldCase(Charset.of(first), flags);
  source.take();
  if (source.peek() === END) source.fail('Unclosed character class', position);
  const last = parseMember(source, flags, false);
  if (typeof last !== 'number' || last < first) source.fail('Illegal character range', position);
  return foldCase(new Charset([first, last as number]), flags);
}

function parseMember(source: PatternSource, flags: Flags, mayStartRange: boolean): number | Charset {
  if (source.peek() !== BACKSLASH) return PatternSource.literal(source.take());
  // As a limit of a range `\v` is the vertical tab, else a class.
  const verticalTab = source.peekSecond() === 0x76;
  const escaped = parseEscape(source, flags);
  if (escaped.kind === 'character') return escaped.code;
  if (escaped.kind === 'other')
    source.fail(`Unsupported escape \\${escaped.letter} in a class`, escaped.position);
  const isLimit = !mayStartRange || source.peek() === MINUS;
  return verticalTab && isLimit ? VERTICAL_TAB : escaped.set;
}
