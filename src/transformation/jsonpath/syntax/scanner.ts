/** Reads characters of an expression and finds the ends of brackets and quotes, as the library does. */
import { ExpressionError } from '../../errors.ts';
import type { ConditionNode, PathStep } from '../types.ts';

/** How deep conditions, parentheses and filters may nest. */
const MAX_NESTING = 100;

/** What all scanners of one expression share. */
export interface Source {
  /** As the caller wrote it. */
  readonly expression: string;
  /** What is parsed: the expression, with something put before and after it. */
  readonly text: string;
  /** How many characters were put before the expression. */
  readonly offset: number;
  /** Whether `${name}` stands for a variable. */
  readonly variables: boolean;
  /** Where in the expression nodes of conditions and steps of paths start, for messages about them. */
  readonly positions: WeakMap<ConditionNode | PathStep, number>;
  nesting: number;
  /** Steps of all paths so far. */
  steps: number;
}

export function failure(source: Source, position: number, reason: string, fix?: string): ExpressionError {
  return new ExpressionError(source.expression, positionInExpression(source, position), reason, fix);
}

export function positionInExpression(source: Source, position: number): number {
  return Math.min(Math.max(position - source.offset, 0), source.expression.length);
}

/** Runs `parse` one level deeper. */
export function nested<T>(source: Source, position: number, parse: () => T): T {
  if (source.nesting >= MAX_NESTING) {
    throw failure(source, position, `nested more than ${MAX_NESTING} levels deep`);
  }
  source.nesting++;
  try {
    return parse();
  } finally {
    source.nesting--;
  }
}

/** A window `[start, limit)` on the text; `last` is the last position that belongs to what is parsed. */
export class Scanner {
  readonly source: Source;
  readonly start: number;
  readonly limit: number;
  position: number;
  last: number;

  constructor(source: Source, start: number, limit: number) {
    this.source = source;
    this.start = start;
    this.limit = limit;
    this.position = start;
    this.last = limit - 1;
  }

  peek(): string {
    return this.at(this.position);
  }

  /** @throws ExpressionError outside the window: the expression ended too early */
  at(position: number): string {
    if (position < this.start || position >= this.limit) {
      throw this.failure(this.limit, 'the expression ends too early');
    }
    return this.source.text.charAt(position);
  }

  slice(from: number, to: number): string {
    return this.source.text.slice(from, to);
  }

  failure(position: number, reason: string, fix?: string): ExpressionError {
    return failure(this.source, position, reason, fix);
  }

  inBounds(position: number = this.position): boolean {
    return position >= this.start && position <= this.last;
  }

  /** The library takes the last character for the end, even where it was not read yet. */
  get isTail(): boolean {
    return this.position >= this.last;
  }

  skipBlanks(): this {
    while (this.inBounds() && this.position < this.last && this.peek() === ' ') this.position++;
    return this;
  }

  trim(): this {
    this.skipBlanks();
    while (this.inBounds() && this.position < this.last && this.at(this.last) === ' ') this.last--;
    return this;
  }

  /** The position of the next character that is no space, after `position`. */
  nextSignificant(position: number = this.position): number {
    let next = position + 1;
    while (this.inBounds(next) && this.source.text.charAt(next) === ' ') next++;
    return next;
  }

  nextSignificantIs(character: string, position: number = this.position): boolean {
    const next = this.nextSignificant(position);
    return this.inBounds(next) && this.source.text.charAt(next) === character;
  }

  /** The position of `character` from `position` on, or -1. */
  indexOf(character: string, position: number): number {
    const found = this.source.text.indexOf(character, position);
    return found !== -1 && found <= this.last ? found : -1;
  }

  /** The closing quote or slash that belongs to the one at `position`, or -1. */
  closingDelimiter(position: number): number {
    const delimiter = this.at(position);
    for (let at = position + 1; at <= this.last; at++) {
      const character = this.source.text.charAt(at);
      if (character === '\\') at++;
      else if (character === delimiter) return at;
    }
    return -1;
  }

  /** The bracket that closes the one at `opening`, or -1. Quoted text is skipped, and regular expressions on request. */
  closingBracket(opening: number, open: string, close: string, skipRegex: boolean): number {
    let depth = 1;
    for (let at = opening + 1; at <= this.last; at++) {
      const first = this.at(at);
      if (first === "'" || first === '"')
        at = this.#skip(at, `the text that starts with ${first} is not closed`);
      if (skipRegex && this.at(at) === '/')
        at = this.#skip(at, 'the regular expression is not closed with /');
      const character = this.at(at);
      if (character === open) depth++;
      if (character === close && --depth === 0) return at;
    }
    return -1;
  }

  #skip(position: number, problem: string): number {
    const closing = this.closingDelimiter(position);
    if (closing === -1) throw this.failure(position, problem);
    return closing + 1;
  }
}
