/**
 * The parser of conditions:
 *
 *     or         = and { '||' and }
 *     and        = operand { '&&' operand }
 *     operand    = '!' operand | '(' or ')' | comparison
 *     comparison = value [ operator value ]
 *
 * A value without an operator is an existence check, which only a path can be, or one of SAP's functions.
 */
import { ExpressionError } from '../../errors.ts';
import { meant } from '../../meant.ts';
import { checkRegex } from '../../regex/index.ts';
import { parseDecimal } from '../decimal.ts';
import type { ConditionNode, Operand, PathExpression } from '../types.ts';
import { functionCall, startsCall } from './calls.ts';
import type { Grammar } from './grammar.ts';
import { fillPattern } from './pattern.ts';
import { nested, positionInExpression, Scanner, type Source } from './scanner.ts';
import {
  EscapeError,
  parsePatternTemplate,
  parseTemplate,
  resolveEscapes,
  unquotedVariable,
} from './text.ts';
import * as token from './tokens.ts';

/** Parses `[start, end)`: `[?(…)]`. */
export function parseFilterRange(
  source: Source,
  start: number,
  end: number,
  grammar: Grammar,
): ConditionNode {
  const scanner = new Scanner(source, start, end);
  scanner.position++;
  scanner.last--;
  scanner.trim();
  scanner.position++;
  scanner.trim();
  const opening = scanner.position;
  const condition = new ConditionParser(scanner, grammar).or();
  scanner.skipBlanks();
  if (scanner.inBounds()) throw scanner.failure(opening, 'the parentheses do not match');
  return condition;
}

const LITERALS = ['true', 'false', 'null'];
const ONLY_SPACES = 'only spaces may stand between the parts of a condition';

class ConditionParser {
  readonly #scanner: Scanner;
  readonly #grammar: Grammar;
  /** Why no operator and value followed the last value: tells what is wrong if nothing else can follow it either. */
  #rejected: { readonly error: ExpressionError; readonly position: number } | undefined;

  constructor(scanner: Scanner, grammar: Grammar) {
    this.#scanner = scanner;
    this.#grammar = grammar;
  }

  or(): ConditionNode {
    return this.#chain('or', '||', () => this.#chain('and', '&&', () => this.#operand()));
  }

  #chain(kind: 'or' | 'and', symbol: string, next: () => ConditionNode): ConditionNode {
    const first = next();
    const operands = [first];
    while (this.#passes(symbol)) operands.push(next());
    return operands.length === 1 ? first : { kind, operands };
  }

  #passes(symbol: string): boolean {
    const before = this.#scanner.position;
    this.#scanner.skipBlanks();
    if (token.keyword(this.#scanner, symbol)) return true;
    this.#scanner.position = before;
    return false;
  }

  #operand(): ConditionNode {
    const scanner = this.#scanner.skipBlanks();
    const start = scanner.position;
    if (scanner.peek() === '!') {
      scanner.position++;
      scanner.skipBlanks();
      // In `!$.a == 5` the library drops the '!' without a word.
      if (scanner.peek() === '$' || scanner.peek() === '@') {
        const condition = this.#comparison();
        if (condition.kind === 'exists') return { kind: 'not', operand: condition };
        return condition.kind === 'comparison'
          ? this.#located({ ...condition, droppedNegation: true }, start)
          : condition;
      }
      return { kind: 'not', operand: nested(scanner.source, start, () => this.#operand()) };
    }
    if (scanner.peek() === '(') {
      scanner.position++;
      const condition = nested(scanner.source, start, () => this.or());
      const { position } = scanner;
      if (scanner.skipBlanks().peek() !== ')') {
        scanner.position = position;
        throw this.#unexpected();
      }
      scanner.position++;
      return condition;
    }
    return this.#comparison();
  }

  #comparison(): ConditionNode {
    const start = this.#scanner.skipBlanks().position;
    return this.#located(this.#readComparison(start), start);
  }

  #located<Node extends ConditionNode>(node: Node, start: number): Node {
    const { source } = this.#scanner;
    source.positions.set(node, positionInExpression(source, start));
    return node;
  }

  #readComparison(start: number): ConditionNode {
    const scanner = this.#scanner;
    const left = this.#value();
    const end = scanner.position;
    try {
      const operator = token.operator(scanner);
      return { kind: 'comparison', operator, left, right: this.#value() };
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      this.#rejected = { error, position: end };
      scanner.position = end;
    }
    if (left.kind === 'path') return { kind: 'exists', path: left.path };
    if (left.kind === 'call') return left;
    if (!this.#ends()) throw this.#unexpected();
    throw scanner.failure(start, 'a value alone is no condition: compare it with something');
  }

  /** Whether the comparison is over here. */
  #ends(): boolean {
    const { position } = this.#scanner;
    const character = this.#scanner.skipBlanks().peek();
    const ends =
      character === ')' || token.keyword(this.#scanner, '&&') || token.keyword(this.#scanner, '||');
    this.#scanner.position = position;
    return ends;
  }

  #unexpected(): ExpressionError {
    const scanner = this.#scanner;
    const { position } = scanner;
    if (this.#rejected?.position === position) return this.#rejected.error;
    const at = scanner.skipBlanks().position;
    if (/[\t\r\n]/.test(scanner.peek())) return scanner.failure(at, ONLY_SPACES);
    if (!scanner.inBounds(at + 1)) return scanner.failure(at, "'(' is not closed");
    const word = /^\w+/.exec(scanner.slice(at, scanner.last))?.[0].toUpperCase();
    const hint = word === 'AND' ? "; use '&&'" : word === 'OR' ? "; use '||'" : '';
    return scanner.failure(at, `expected '&&', '||' or the end of the condition${hint}`, this.#endFix(at));
  }

  /** `&` is half of an operator, and of `truee` only `true` was read. */
  #endFix(at: number): string | undefined {
    const { text } = this.#scanner.source;
    const [symbol] = /^[&|]/.exec(text.slice(at, at + 1)) ?? [];
    if (symbol !== undefined) return `did you mean ${symbol}${symbol}?`;
    const read = text.slice(0, at);
    const glued = /[^\s'"/](&&|\|\|)\S*\s*$/.exec(read)?.[1];
    if (glued !== undefined) return `write blanks around ${glued}, which is part of a name without them`;
    const before = /[a-z]+$/i.exec(read)?.[0] ?? '';
    const after = /^\w*/.exec(text.slice(at))?.[0] ?? '';
    const literal = before === '' ? undefined : meant(before + after, LITERALS);
    return literal === undefined ? undefined : `did you mean ${literal}?`;
  }

  #value(): Operand {
    const scanner = this.#scanner.skipBlanks();
    const start = scanner.position;
    switch (scanner.peek()) {
      case '$':
      case '@':
        return { kind: 'path', path: this.#path() };
      case '!':
        scanner.position++;
        scanner.skipBlanks();
        if (scanner.peek() === '$' || scanner.peek() === '@') return { kind: 'path', path: this.#path() };
        throw scanner.failure(start, "'!' negates parentheses or a path");
      case "'":
      case '"':
        return this.#string();
      case '[':
      case '{':
        return this.#json();
      case '/':
        return this.#regex();
      default:
    }
    if (startsCall(scanner)) return functionCall(scanner, this.#grammar);
    if (token.keyword(scanner, 'true')) return { kind: 'boolean', value: true };
    if (token.keyword(scanner, 'false')) return { kind: 'boolean', value: false };
    if (token.keyword(scanner, 'null')) return { kind: 'null' };
    const text = token.number(scanner);
    if (parseDecimal(text) !== undefined) return { kind: 'number', text };
    throw scanner.failure(start, this.#noValue(start), this.#valueFix(start));
  }

  #valueFix(start: number): string | undefined {
    const rest = this.#scanner.slice(start, this.#scanner.last + 1);
    const [symbol] = /^[&|]/.exec(rest) ?? [];
    if (symbol !== undefined) return `write ${symbol}${symbol} between two conditions`;
    if (/^\((?!\s*[$@!])/.test(rest)) return "write a list in square brackets: ['a', 'b']";
    const word = /^\p{L}+/u.exec(rest)?.[0];
    if (word === undefined) return undefined;
    const literal = meant(word, LITERALS);
    return literal === undefined ? `write it in quotes: '${word}'` : `did you mean ${literal}?`;
  }

  #noValue(start: number): string {
    const character = this.#scanner.at(start);
    if (/[\t\r\n]/.test(character)) return ONLY_SPACES;
    if (/[\p{L}%]/u.test(character)) return 'expected a path or a value: text has to be quoted';
    return 'expected a path or a value';
  }

  #path(): PathExpression {
    const { start, end } = token.path(this.#scanner);
    return this.#grammar.path(this.#scanner.source, start, end);
  }

  #string(): Operand {
    const start = this.#scanner.position;
    const text = token.quoted(this.#scanner).slice(1, -1);
    try {
      return {
        kind: 'string',
        parts: this.#scanner.source.variables ? parseTemplate(text, resolveEscapes) : [resolveEscapes(text)],
      };
    } catch (error) {
      if (error instanceof EscapeError) throw this.#scanner.failure(start, error.message);
      throw error;
    }
  }

  #json(): Operand {
    const start = this.#scanner.position;
    const text = token.json(this.#scanner);
    const variable = this.#scanner.source.variables ? unquotedVariable(text) : -1;
    if (variable !== -1) {
      throw this.#scanner.failure(
        start + variable,
        `a variable has to stand inside quotes, as in ['\${name}']`,
      );
    }
    return { kind: 'json', text };
  }

  #regex(): Operand {
    const start = this.#scanner.position + 1;
    const { pattern, flags } = token.regex(this.#scanner);
    const parts = this.#scanner.source.variables ? parsePatternTemplate(pattern) : [pattern];
    try {
      checkRegex(
        fillPattern(parts, () => 'x'),
        flags,
      );
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      const position = parts.length === 1 ? start + error.position : start;
      throw this.#scanner.failure(position, `wrong regular expression: ${reasonOf(error)}`);
    }
    return { kind: 'regex', parts, flags };
  }
}

/** The message without its place, which is one inside the pattern. */
function reasonOf(error: ExpressionError): string {
  const end = error.message.lastIndexOf(` (at position ${error.position} of`);
  return end === -1 ? error.message : error.message.slice(0, end);
}
