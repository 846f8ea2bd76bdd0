/** The filter language, read as the SCIM 1.1 SDK of the UAA reads it: into reverse Polish notation, then into a tree. */
import { type Filter, InvalidFilter, OPERATORS, type Operator } from './ast.ts';
import { FilterReader } from './reader.ts';

type Connective = 'and' | 'or';

/** `and` binds closer than `or`. */
const PRECEDENCE: Readonly<Record<Connective, number>> = { and: 2, or: 1 };
/** A URN, which says nothing, a name, and perhaps a sub-attribute. */
const ATTRIBUTE = /^(?:.+:)?([^.]+(?:\..+)?)$/;

/**
 * As {@link parseFilter}, and once more with quotes in place of apostrophes when that fails: so early clients wrote
 * their filters.
 *
 * @throws InvalidFilter
 */
export function parseLenient(text: string): Filter {
  try {
    return parseFilter(text);
  } catch (error) {
    if (!(error instanceof InvalidFilter) || !text.includes("'")) throw error;
    return parseFilter(text.replaceAll("'", '"'));
  }
}

/** @throws InvalidFilter */
export function parseFilter(text: string): Filter {
  const reader = new FilterReader(text);
  const waiting: (Connective | '(')[] = [];
  const filters: Filter[] = [];
  const settle = (): void => {
    const connective = waiting.pop();
    if (connective === undefined || connective === '(') throw new InvalidFilter('a parenthesis too much');
    filters.push(connect(connective, filters));
  };
  for (let word = reader.peek(); word !== undefined; word = reader.peek()) {
    const connective = word.toLowerCase();
    if (isConnective(connective)) {
      reader.word();
      for (let last = waiting.at(-1); last !== undefined && binds(last, connective); last = waiting.at(-1))
        settle();
      waiting.push(connective);
    } else if (word === '(') {
      reader.word();
      waiting.push('(');
    } else if (word === ')') {
      reader.word();
      while (waiting.at(-1) !== '(') settle();
      waiting.pop();
    } else filters.push(readComparison(reader));
  }
  while (waiting.length > 0) settle();
  const [filter, ...others] = filters;
  if (filter === undefined || others.length > 0) throw new InvalidFilter('not one expression');
  return filter;
}

function isConnective(word: string): word is Connective {
  return word === 'and' || word === 'or';
}

function binds(waiting: Connective | '(', next: Connective): boolean {
  return waiting !== '(' && PRECEDENCE[waiting] >= PRECEDENCE[next];
}

/** Joins the last two of `filters`, which are taken away. */
function connect(kind: Connective, filters: Filter[]): Filter {
  const right = filters.pop();
  const left = filters.pop();
  if (left === undefined || right === undefined) throw new InvalidFilter(`${kind} with less than two sides`);
  return { kind, operands: left.kind === kind ? [...left.operands, right] : [left, right] };
}

function readComparison(reader: FilterReader): Filter {
  const attribute = ATTRIBUTE.exec(reader.word() ?? '')?.[1];
  if (attribute === undefined) throw new InvalidFilter('no attribute');
  const operator = reader.word()?.toLowerCase() ?? '';
  if (operator === 'pr') return { kind: 'present', attribute };
  if (!isOperator(operator)) throw new InvalidFilter('no such operator');
  return { kind: 'compare', attribute, operator, value: reader.value() };
}

function isOperator(word: string): word is Operator {
  return (OPERATORS as readonly string[]).includes(word);
}
