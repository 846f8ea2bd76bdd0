/**
 * Filters from text to tree (RFC 7644 §3.4.2.2). Operators and keywords are case-insensitive; `not` binds closer
 * than `and`, `and` closer than `or`. Beyond the RFC: SAP's `emails[0].value`, and `emails[type eq "work"].value eq "x"`,
 * which is read as `emails[type eq "work" and value eq "x"]`.
 */
import { parseAttributePath } from './attribute-path.ts';
import type { AttributePath, ComparisonOperator, ComparisonValue, Filter } from './filter-ast.ts';
import { filterError, type Token, tokenize } from './filter-tokens.ts';
import { allOf, compare, join } from './filter-tree.ts';

/** In UTF-16 code units. No server takes a request line of more than about 8,000. */
export const MAX_FILTER_LENGTH = 10_000;
/** Brackets within brackets. */
export const MAX_FILTER_DEPTH = 50;

const OPERATORS: ReadonlySet<string> = new Set(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le']);
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const LITERALS: Readonly<Record<string, ComparisonValue>> = { true: true, false: false, null: null };
/** What people write for an operator, and short enough to be shown back. */
const OPERATOR_LIKE = /^[a-z=<>!~&|]{1,12}$/i;

export interface FilterOptions {
  /** SAP's short form in properties: `displayName eq "A" or "B"`. Default: false. */
  readonly repeatedValues?: boolean | undefined;
}

/**
 * @throws ScimError 400 `invalidFilter` that says what is wrong, at which position and what was expected; it never
 * quotes the values of the filter
 */
export function parseFilter(text: string, options: FilterOptions = {}): Filter {
  if (text.length > MAX_FILTER_LENGTH) {
    throw filterError(MAX_FILTER_LENGTH, `a filter has at most ${MAX_FILTER_LENGTH} characters`);
  }
  const parser = new FilterParser(tokenize(text), options);
  return parser.parse();
}

class FilterParser {
  readonly #tokens: readonly Token[];
  readonly #options: FilterOptions;
  #position = 0;
  #depth = 0;
  #insideValuePath = false;

  constructor(tokens: readonly Token[], options: FilterOptions) {
    this.#tokens = tokens;
    this.#options = options;
  }

  parse(): Filter {
    if (this.#peek().kind === 'end') throw filterError(0, 'it is empty; write for example userName eq "ada"');
    const filter = this.#disjunction();
    const rest = this.#peek();
    if (rest.kind !== 'end') throw filterError(rest.start, 'expected "and", "or" or the end of the filter');
    return filter;
  }

  #disjunction(): Filter {
    const first = this.#conjunction();
    const operands = [first];
    while (this.#takeKeyword('or'))
      operands.push(this.#repeatedValue(operands.at(-1)) ?? this.#conjunction());
    return join('or', operands) ?? first;
  }

  #conjunction(): Filter {
    const first = this.#factor();
    const operands = [first];
    while (this.#takeKeyword('and')) operands.push(this.#factor());
    return join('and', operands) ?? first;
  }

  #repeatedValue(previous: Filter | undefined): Filter | undefined {
    if (!this.#options.repeatedValues || this.#peek().kind !== 'string' || previous?.kind !== 'compare') {
      return undefined;
    }
    return compare(previous.path, previous.operator, this.#value());
  }

  #factor(): Filter {
    const token = this.#peek();
    if (token.kind === '(') return this.#bracketed('(', ')');
    if (isKeyword(token, 'not') && this.#peek(1).kind === '(') {
      this.#next();
      return { kind: 'not', operand: this.#bracketed('(', ')') };
    }
    return this.#expression();
  }

  #bracketed(open: '(' | '[', close: ')' | ']'): Filter {
    const opening = this.#next();
    this.#depth += 1;
    if (this.#depth > MAX_FILTER_DEPTH) {
      throw filterError(opening.start, `brackets are nested more than ${MAX_FILTER_DEPTH} deep`);
    }
    const filter = this.#disjunction();
    const closing = this.#next();
    if (closing.kind !== close) {
      throw filterError(
        closing.start,
        `expected "and", "or" or the "${close}" that closes the "${open}" at position ${opening.start + 1}`,
      );
    }
    this.#depth -= 1;
    return filter;
  }

  #expression(): Filter {
    const token = this.#next();
    const path = token.kind === 'word' ? parseAttributePath(token.text) : undefined;
    if (path === undefined) {
      throw filterError(
        token.start,
        'expected an attribute name such as userName or emails.value, "not (" or "("',
      );
    }
    return this.#peek().kind === '[' ? this.#valuePath(path, token) : this.#comparison(path);
  }

  #comparison(path: AttributePath): Filter {
    const token = this.#next();
    const operator = token.kind === 'word' ? token.text.toLowerCase() : '';
    if (operator === 'pr') return { kind: 'present', path };
    if (!isOperator(operator)) {
      const found = OPERATOR_LIKE.test(token.text) ? `, found "${token.text}"` : '';
      throw filterError(
        token.start,
        `expected an operator (eq, ne, co, sw, ew, pr, gt, ge, lt, le) after the attribute${found}`,
      );
    }
    return compare(path, operator, this.#value());
  }

  #valuePath(path: AttributePath, name: Token): Filter {
    const opening = this.#peek();
    if (this.#insideValuePath)
      throw filterError(opening.start, 'a value path cannot stand in another value path');
    if (opening.start !== name.end || path.index !== undefined) {
      throw filterError(opening.start, 'a "[" follows its attribute at once, as in emails[type eq "work"]');
    }
    this.#insideValuePath = true;
    const filter = this.#bracketed('[', ']');
    this.#insideValuePath = false;
    const closing = this.#peek(-1);
    const follower = this.#peek();
    if (follower.kind !== 'word' || follower.start !== closing.end)
      return { kind: 'valuePath', path, filter };

    this.#next();
    const sub = follower.text.startsWith('.') ? parseAttributePath(follower.text.slice(1)) : undefined;
    if (sub === undefined) {
      throw filterError(
        follower.start,
        'expected "and", "or", the end of the filter or a sub-attribute such as .value',
      );
    }
    return { kind: 'valuePath', path, filter: allOf(filter, this.#comparison(sub)) ?? filter };
  }

  #value(): ComparisonValue {
    const token = this.#next();
    if (token.kind === 'string') return stringValue(token);
    const word = token.kind === 'word' ? token.text.toLowerCase() : '';
    const literal = Object.hasOwn(LITERALS, word) ? LITERALS[word] : undefined;
    if (literal !== undefined) return literal;
    if (NUMBER.test(word)) return numberValue(token);
    throw filterError(token.start, 'expected a value: text in double quotes, a number, true, false or null');
  }

  #takeKeyword(keyword: string): boolean {
    if (!isKeyword(this.#peek(), keyword)) return false;
    this.#position += 1;
    return true;
  }

  #peek(ahead = 0): Token {
    return this.#tokens[this.#position + ahead] ?? this.#end();
  }

  #next(): Token {
    const token = this.#peek();
    this.#position += 1;
    return token;
  }

  #end(): Token {
    return this.#tokens.at(-1) ?? { kind: 'end', text: '', start: 0, end: 0 };
  }
}

function isKeyword(token: Token, keyword: string): boolean {
  return token.kind === 'word' && token.text.toLowerCase() === keyword;
}

function isOperator(word: string): word is ComparisonOperator {
  return OPERATORS.has(word);
}

/** RFC 7644 §3.4.2.2: strings are those of JSON. */
function stringValue(token: Token): string {
  try {
    const value: unknown = JSON.parse(token.text);
    if (typeof value === 'string') return value;
  } catch {
    // Answered below, with the position of the whole string.
  }
  throw filterError(
    token.start,
    'the string is not a JSON string; a backslash is written \\\\, a double quote \\", a line break \\n',
  );
}

function numberValue(token: Token): number {
  const value = Number(token.text);
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
    throw filterError(
      token.start,
      'the number is too large to be compared exactly; write it in double quotes',
    );
  }
  // −0 is not told apart from 0 by any backend, and cannot be printed.
  return value + 0;
}
