/** What stands in brackets of a path, filters aside: `['a','b']`, `[0]`, `[1,2]`, `[1:3]`. */
import type { PathStep } from '../types.ts';
import type { Scanner } from './scanner.ts';
import { containsVariable, EscapeError, resolveEscapes } from './text.ts';

export function bracketedNames(scanner: Scanner): PathStep | undefined {
  const first = scanner.nextSignificant();
  const quote = scanner.inBounds(first) ? scanner.at(first) : ' ';
  if (quote !== "'" && quote !== '"') return undefined;

  const names: string[] = [];
  let start = 0;
  let end = 0;
  let inName = false;
  let afterComma = false;
  let at = scanner.position + 1;
  for (; scanner.inBounds(at); at++) {
    const character = scanner.at(at);
    if (character === '\\') {
      at++;
    } else if (character === ']' && !inName) {
      if (afterComma) throw scanner.failure(at, "expected a name after ','");
      break;
    } else if (character === quote) {
      if (inName) {
        const next = scanner.nextSignificant(at);
        const follower = scanner.inBounds(next) ? scanner.at(next) : ' ';
        if (follower !== ']' && follower !== ',') {
          throw scanner.failure(next, "expected ',' or ']' after the quoted name");
        }
        end = at;
        names.push(name(scanner, start, end));
        inName = false;
      } else {
        start = at + 1;
        inName = true;
        afterComma = false;
      }
    } else if (character === ',' && !inName) {
      if (afterComma) throw scanner.failure(at, "expected a name after ','");
      afterComma = true;
    }
  }
  if (inName) throw scanner.failure(start - 1, `the name that starts with ${quote} is not closed`);
  const closing = scanner.nextSignificant(end);
  if (end === 0 || scanner.at(closing) !== ']') {
    throw scanner.failure(closing, "expected ']' after the quoted name");
  }
  scanner.position = closing + 1;
  const [single] = names;
  return names.length === 1 && single !== undefined
    ? { kind: 'member', name: single }
    : { kind: 'members', names };
}

function name(scanner: Scanner, start: number, end: number): string {
  const text = scanner.slice(start, end);
  if (scanner.source.variables && containsVariable(text)) {
    throw scanner.failure(start, 'a name in a path cannot be taken from a variable');
  }
  try {
    return resolveEscapes(text);
  } catch (error) {
    if (error instanceof EscapeError) throw scanner.failure(start, error.message);
    throw error;
  }
}

export function bracketedNumbers(scanner: Scanner): PathStep | undefined {
  const first = scanner.nextSignificant();
  if (!scanner.inBounds(first) || !/[\d:-]/.test(scanner.at(first))) return undefined;
  const start = scanner.position + 1;
  const closing = scanner.indexOf(']', start);
  if (closing === -1) return undefined;
  const text = scanner.slice(start, closing).trim();
  if (!/^[\d,: -]*$/.test(text)) return undefined;
  const step = text.includes(':') ? slice(scanner, start, text) : indexes(scanner, start, text);
  scanner.position = closing + 1;
  return step;
}

function indexes(scanner: Scanner, start: number, text: string): PathStep {
  const numbers = text.split(',').map((token) => integer(scanner, start, token.trim()));
  const [index] = numbers;
  return numbers.length === 1 && index !== undefined
    ? { kind: 'index', index }
    : { kind: 'indexes', indexes: numbers };
}

/** A third part, the step, is ignored. */
function slice(scanner: Scanner, start: number, text: string): PathStep {
  if (/[ ,]/.test(text)) throw scanner.failure(start, 'a slice is written as [from:to], without blanks');
  const [first = '', second = ''] = text.split(':');
  if (first === '' && second === '') throw scanner.failure(start, 'a slice needs a start or an end');
  return {
    kind: 'slice',
    ...(first === '' ? {} : { from: integer(scanner, start, first) }),
    ...(second === '' ? {} : { to: integer(scanner, start, second) }),
  };
}

function integer(scanner: Scanner, position: number, text: string): number {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= -(2 ** 31) && value < 2 ** 31)) {
    throw scanner.failure(position, `'${text}' is no position in a list`);
  }
  // Not -0.
  return value + 0;
}
