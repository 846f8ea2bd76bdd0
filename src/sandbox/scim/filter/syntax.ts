/** A filter as text → its tree: the grammar of RFC 7644 §3.4.2.2. */
import { refused } from '../failure.ts';

export const OPERATORS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
export type Operator = (typeof OPERATORS)[number];
export type Literal = string | number | boolean | null;

export type FilterNode =
  | { readonly kind: 'compare'; readonly name: string; readonly operator: Operator; readonly value: Literal }
  | { readonly kind: 'present'; readonly name: string }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly FilterNode[] }
  | { readonly kind: 'not'; readonly operand: FilterNode }
  /** `emails[type eq "work"]` */
  | { readonly kind: 'element'; readonly name: string; readonly filter: FilterNode };

/** Deeper nesting than anybody writes would only exhaust the stack. */
const DEEPEST = 50;

/** One word or sign, after blanks. */
const TOKEN =
  /\s*(?:(?<sign>[()[\]])|(?<text>"(?:[^"\\]|\\.)*")|(?<number>[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.:]))|(?<word>[A-Za-z$][\w$.:~-]*))/y;

interface Token {
  readonly kind: 'sign' | 'text' | 'number' | 'word';
  readonly text: string;
  readonly position: number;
}

/** @throws {Failure} 400 `invalidFilter` */
export function parseFilter(text: string): FilterNode {
  const parser = new Parser(tokensOf(text));
  const filter = parser.readOr(0);
  parser.expectEnd();
  return filter;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  const end = text.trimEnd().length;
  while (position < end) {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(text);
    const [kind, found] = Object.entries(match?.groups ?? {}).find(([, each]) => each !== undefined) ?? [];
    if (found === undefined)
      throw refused('invalidFilter', `The filter cannot be read from character ${position + 1} on.`);
    tokens.push({ kind: kind as Token['kind'], text: found, position });
    position = TOKEN.lastIndex;
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  expectEnd(): void {
    if (this.#next < this.#tokens.length) throw this.#unexpected('and, or, or the end');
  }

  readOr(depth: number): FilterNode {
    return this.#chain('or', () => this.#chain('and', () => this.#term(depth)));
  }

  #chain(kind: 'and' | 'or', operand: () => FilterNode): FilterNode {
    const first = operand();
    const operands = [first];
    while (this.#takeWord(kind)) operands.push(operand());
    return operands.length === 1 ? first : { kind, operands };
  }

  #term(depth: number): FilterNode {
    if (depth > DEEPEST) throw refused('invalidFilter', 'The filter is nested too deeply.');
    if (this.#isWord('not') && this.#tokens[this.#next + 1]?.text === '(') {
      this.#next += 1;
      return { kind: 'not', operand: this.#term(depth + 1) };
    }
    if (this.#takeSign('(')) {
      const operand = this.readOr(depth + 1);
      if (!this.#takeSign(')')) throw this.#unexpected(')');
      return operand;
    }
    const name = this.#take('word')?.text;
    if (name === undefined) throw this.#unexpected('the name of an attribute');
    if (!this.#takeSign('[')) return this.#comparison(name);
    const filter = this.readOr(depth + 1);
    if (!this.#takeSign(']')) throw this.#unexpected(']');
    return { kind: 'element', name, filter };
  }

  #comparison(name: string): FilterNode {
    if (this.#takeWord('pr')) return { kind: 'present', name };
    const word = this.#take('word')?.text.toLowerCase();
    const operator = OPERATORS.find((each) => each === word);
    if (operator === undefined) throw this.#unexpected(`one of pr, ${OPERATORS.join(', ')}`);
    return { kind: 'compare', name, operator, value: this.#literal() };
  }

  #literal(): Literal {
    const token = this.#tokens[this.#next];
    const known = new Map<string, Literal>([
      ['true', true],
      ['false', false],
      ['null', null],
    ]);
    if (token?.kind === 'word' && known.has(token.text)) {
      this.#next += 1;
      return known.get(token.text) ?? null;
    }
    if (token?.kind !== 'text' && token?.kind !== 'number') throw this.#unexpected('a value as in JSON');
    this.#next += 1;
    try {
      return JSON.parse(token.text) as Literal;
    } catch {
      throw refused('invalidFilter', `The value ${token.text} in the filter is none of JSON.`);
    }
  }

  #take(kind: Token['kind']): Token | undefined {
    const token = this.#tokens[this.#next];
    if (token?.kind !== kind) return undefined;
    this.#next += 1;
    return token;
  }

  #isWord(word: string): boolean {
    const token = this.#tokens[this.#next];
    return token?.kind === 'word' && token.text.toLowerCase() === word;
  }

  #takeWord(word: string): boolean {
    if (!this.#isWord(word)) return false;
    this.#next += 1;
    return true;
  }

  #takeSign(sign: string): boolean {
    const token = this.#tokens[this.#next];
    if (token?.kind !== 'sign' || token.text !== sign) return false;
    this.#next += 1;
    return true;
  }

  #unexpected(expected: string): Error {
    const token = this.#tokens[this.#next];
    const place = token === undefined ? 'its end' : `${token.text} at character ${token.position + 1}`;
    return refused('invalidFilter', `The filter should have ${expected} in place of ${place}.`);
  }
}
