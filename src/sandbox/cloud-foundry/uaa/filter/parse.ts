import { type Filter, InvalidFilter, OPERATORS, type Operator, type Value } from './ast.ts';

const TOKEN = /\s*(?:(?<string>"(?:[^"\\]|\\.)*")|(?<word>[^\s()"[\]]+)|(?<bracket>[()]))/y;
const NUMBER = /^-?\d+(?:\.\d+)?$/;
const ATTRIBUTE = /^[A-Za-z][\w.-]*$/;
/** More than any client writes, and little enough to recurse into. */
const DEEPEST = 64;

/**
 * @throws InvalidFilter
 */
export function parseFilter(text: string): Filter {
  try {
    return new Parser(tokenize(text)).parse();
  } catch (error) {
    // Filters of early clients were quoted with apostrophes; the UAA tries that only when all else has failed.
    if (!(error instanceof InvalidFilter) || !text.includes("'")) throw error;
    return new Parser(tokenize(text.replaceAll("'", '"'))).parse();
  }
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text);
    if (match === null) throw new InvalidFilter('a character that belongs to no token');
    tokens.push(match[0].trimStart());
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly string[];
  #position = 0;
  #depth = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  parse(): Filter {
    const filter = this.#or();
    if (this.#position < this.#tokens.length) throw new InvalidFilter('text after the end');
    return filter;
  }

  #or(): Filter {
    return this.#chain('or', () => this.#and());
  }

  #and(): Filter {
    return this.#chain('and', () => this.#operand());
  }

  #chain(kind: 'and' | 'or', next: () => Filter): Filter {
    const operands = [next()];
    while (this.#peek()?.toLowerCase() === kind) {
      this.#position += 1;
      operands.push(next());
    }
    const [first] = operands;
    return first !== undefined && operands.length === 1 ? first : { kind, operands };
  }

  #operand(): Filter {
    if (this.#peek() !== '(') return this.#comparison();
    this.#position += 1;
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new InvalidFilter('too many parentheses');
    const filter = this.#or();
    if (this.#take() !== ')') throw new InvalidFilter('a parenthesis is not closed');
    this.#depth -= 1;
    return filter;
  }

  #comparison(): Filter {
    const attribute = this.#take();
    if (!ATTRIBUTE.test(attribute)) throw new InvalidFilter('no attribute name');
    const operator = this.#take().toLowerCase();
    if (operator === 'pr') return { kind: 'present', attribute };
    if (!isOperator(operator)) throw new InvalidFilter('no such operator');
    return { kind: 'compare', attribute, operator, value: parseValue(this.#take()) };
  }

  #peek(): string | undefined {
    return this.#tokens[this.#position];
  }

  #take(): string {
    const token = this.#tokens[this.#position];
    if (token === undefined) throw new InvalidFilter('the end comes too early');
    this.#position += 1;
    return token;
  }
}

function isOperator(word: string): word is Operator {
  return (OPERATORS as readonly string[]).includes(word);
}

function parseValue(token: string): Value {
  if (token.startsWith('"')) return { kind: 'quoted', text: unquote(token) };
  const word = token.toLowerCase();
  if (word === 'true' || word === 'false') return { kind: 'boolean', boolean: word === 'true' };
  if (word === 'null') return { kind: 'null' };
  if (NUMBER.test(token)) return { kind: 'number', number: Number(token) };
  throw new InvalidFilter('text without quotes');
}

function unquote(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    throw new InvalidFilter('an escape that JSON does not know');
  }
}
