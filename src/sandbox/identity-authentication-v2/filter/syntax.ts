/** A filter as text → its tree. The grammar is that of RFC 7644 §3.4.2.2, without `null`, with single spaces. */
import { type Failure, invalidFilter } from '../failure.ts';

export const OPERATORS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
export type Operator = (typeof OPERATORS)[number];
export type Literal = string | number | boolean;

export type FilterNode =
  | { readonly kind: 'compare'; readonly name: string; readonly operator: Operator; readonly value: Literal }
  | { readonly kind: 'present'; readonly name: string }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly FilterNode[] }
  | { readonly kind: 'parentheses'; readonly negated: boolean; readonly operand: FilterNode }
  /** `emails[type eq "work"]` */
  | { readonly kind: 'element'; readonly name: string; readonly filter: FilterNode };

/** Deeper nesting than anybody writes would only serve to exhaust the stack. */
const DEEPEST = 50;

const NAME = /[A-Za-z][A-Za-z0-9:._~@$+-]*/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const NUMBER = /[+-]?(?:\d*\.\d+(?:[eE][+-]?\d+)?|\d+)(?![A-Za-z0-9.])/y;
const BOOLEAN = /(?:true|false)(?![A-Za-z0-9])/iy;
const NOT = /not ?(?=\()/iy;

/** @throws {Failure} 400 `invalidFilter` */
export function parseFilter(text: string): FilterNode {
  const reader = new Reader(text);
  const filter = reader.readOr(0);
  if (!reader.atEnd()) throw reader.unexpected('the end');
  return filter;
}

class Reader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    return this.#position === this.#text.length;
  }

  unexpected(expected: string): Failure {
    return invalidFilter(`Filter is not valid: expected ${expected} at position ${this.#position}.`);
  }

  readOr(depth: number): FilterNode {
    return this.#readChain('or', () => this.#readChain('and', () => this.#readTerm(depth)));
  }

  #readChain(kind: 'and' | 'or', readOperand: () => FilterNode): FilterNode {
    const first = readOperand();
    const operands = [first];
    const joint = new RegExp(` ${kind} `, 'iy');
    while (this.#take(joint) !== undefined) operands.push(readOperand());
    return operands.length === 1 ? first : { kind, operands };
  }

  #readTerm(depth: number): FilterNode {
    if (depth > DEEPEST) throw invalidFilter('Filter is nested too deeply.');
    const negated = this.#take(NOT) !== undefined;
    if (this.#takeText('(')) {
      const operand = this.readOr(depth + 1);
      if (!this.#takeText(')')) throw this.unexpected('")"');
      return { kind: 'parentheses', negated, operand };
    }
    const name = this.#take(NAME);
    if (name === undefined) throw this.unexpected('an attribute name');
    this.#take(/ *(?=\[)/y);
    if (this.#takeText('[')) return this.#readElement(name, depth);
    return this.#readComparison(name);
  }

  #readElement(name: string, depth: number): FilterNode {
    this.#take(/ */y);
    const filter = this.readOr(depth + 1);
    this.#take(/ */y);
    if (!this.#takeText(']')) throw this.unexpected('"]"');
    return { kind: 'element', name, filter };
  }

  #readComparison(name: string): FilterNode {
    const word = this.#take(/ [A-Za-z]+/y)
      ?.slice(1)
      .toLowerCase();
    if (word === 'pr') return { kind: 'present', name };
    const operator = OPERATORS.find((each) => each === word);
    if (operator === undefined) throw this.unexpected(`an operator (pr, ${OPERATORS.join(', ')})`);
    if (!this.#takeText(' ')) throw this.unexpected('a value');
    return { kind: 'compare', name, operator, value: this.#readLiteral() };
  }

  #readLiteral(): Literal {
    const text = this.#take(STRING);
    if (text !== undefined) return this.#unquote(text);
    const number = this.#take(NUMBER);
    if (number !== undefined) return Number(number);
    const boolean = this.#take(BOOLEAN);
    if (boolean !== undefined) return boolean.toLowerCase() === 'true';
    throw this.unexpected('a string in double quotes, a number, true or false');
  }

  /** The escapes of a JSON string (RFC 7644 §3.4.2.2). */
  #unquote(text: string): string {
    try {
      return JSON.parse(text) as string;
    } catch {
      throw this.unexpected('a string without unknown escapes and control characters before');
    }
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#position = pattern.lastIndex;
    return match[0];
  }

  #takeText(text: string): boolean {
    if (!this.#text.startsWith(text, this.#position)) return false;
    this.#position += text.length;
    return true;
  }
}
