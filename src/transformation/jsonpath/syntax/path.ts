/** The path parser. Names follow the library's grammar; positions are those of the whole expression. */
import type { FunctionArgument, PathExpression, PathStep } from '../types.ts';
import { splitArguments } from './arguments.ts';
import { bracketedNames, bracketedNumbers } from './brackets.ts';
import type { Grammar } from './grammar.ts';
import { nested, positionInExpression, Scanner, type Source } from './scanner.ts';

/** Compiled steps call each other, so that the number of an expression's steps is bounded. */
const MAX_STEPS = 1000;

/** Parses `[start, end)`; spaces around it are ignored. */
export function parsePathRange(source: Source, start: number, end: number, grammar: Grammar): PathExpression {
  const scanner = new Scanner(source, start, end).trim();
  if (scanner.at(scanner.last) === '.') {
    throw scanner.failure(scanner.last, "a path must not end with '.'");
  }
  return readPath(scanner, grammar);
}

/** The rest of the scanner, without trimming. */
function readPath(scanner: Scanner, grammar: Grammar): PathExpression {
  while (scanner.inBounds() && /[ \t\r\n]/.test(scanner.peek())) scanner.position++;
  const root = scanner.peek();
  if (root !== '$' && root !== '@') {
    throw scanner.failure(scanner.position, "a path must start with '$' or '@'");
  }
  const steps: PathStep[] = [];
  if (scanner.isTail) return { root, steps };
  scanner.position++;
  if (scanner.peek() === '{' && scanner.source.variables) throw bareVariable(scanner, scanner.position - 1);
  if (scanner.peek() !== '.' && scanner.peek() !== '[') {
    throw scanner.failure(scanner.position, `expected '.' or '[' after '${root}'`);
  }
  const add = (step: PathStep, start: number) => {
    const { source } = scanner;
    if (++source.steps > MAX_STEPS) throw scanner.failure(start, `more than ${MAX_STEPS} steps`);
    source.positions.set(step, positionInExpression(source, start));
    steps.push(step);
  };
  do {
    if (scanner.peek() === '.') readDots(scanner, add);
    const start = scanner.position;
    add(readStep(scanner, grammar), start);
  } while (!scanner.isTail);
  return { root, steps };
}

/** `.` or `..`, in front of another step. */
function readDots(scanner: Scanner, add: (step: PathStep, start: number) => void): void {
  const dot = scanner.position;
  scanner.position++;
  if (scanner.inBounds() && scanner.peek() === '.') {
    add({ kind: 'scan' }, dot);
    scanner.position++;
  }
  if (!scanner.inBounds()) throw scanner.failure(dot, "a path must not end with '.'");
  if (scanner.peek() === '.') throw scanner.failure(scanner.position, "unexpected '.'");
}

function readStep(scanner: Scanner, grammar: Grammar): PathStep {
  switch (scanner.peek()) {
    case '[':
      return readBracket(scanner, grammar);
    case '*':
      scanner.position++;
      return { kind: 'wildcard' };
    default:
      return readNameOrFunction(scanner, grammar);
  }
}

function readBracket(scanner: Scanner, grammar: Grammar): PathStep {
  const opening = scanner.position;
  const step =
    bracketedNames(scanner) ??
    bracketedNumbers(scanner) ??
    bracketedWildcard(scanner) ??
    filter(scanner, grammar);
  if (step === undefined) {
    throw scanner.failure(opening, "expected a quoted name, a number, '*' or '?(…)' and ']' after '['");
  }
  return step;
}

function bracketedWildcard(scanner: Scanner): PathStep | undefined {
  if (!scanner.nextSignificantIs('*')) return undefined;
  const star = scanner.nextSignificant();
  if (!scanner.nextSignificantIs(']', star)) throw scanner.failure(star + 1, "expected ']' after '*'");
  scanner.position = scanner.nextSignificant(star) + 1;
  return { kind: 'wildcard' };
}

function filter(scanner: Scanner, grammar: Grammar): PathStep | undefined {
  if (!scanner.nextSignificantIs('?')) return undefined;
  const opening = scanner.position;
  const question = scanner.nextSignificant();
  if (!scanner.nextSignificantIs('(', question)) {
    throw scanner.failure(question + 1, "expected '(' after '?'");
  }
  const open = scanner.nextSignificant(question);
  const close = scanner.closingBracket(open, '(', ')', true);
  if (close === -1) throw scanner.failure(open, "'(' is not closed");
  if (!scanner.nextSignificantIs(']', close)) {
    const isFrame = opening < scanner.source.offset;
    throw scanner.failure(close, isFrame ? "')' has no '('" : "expected ']' behind the ')' of the filter");
  }
  const end = scanner.nextSignificant(close) + 1;
  const condition = nested(scanner.source, opening, () => grammar.filter(scanner.source, opening, end));
  scanner.position = end;
  return { kind: 'filter', text: scanner.slice(open + 1, close), condition };
}

function readNameOrFunction(scanner: Scanner, grammar: Grammar): PathStep {
  const start = scanner.position;
  if (scanner.peek() === ' ') throw scanner.failure(start, 'unexpected blank');
  let end = start;
  let isFunction = false;
  for (; scanner.inBounds(end); end++) {
    const character = scanner.at(end);
    if (character === ' ') {
      throw scanner.failure(end, "a name with a blank has to be written as ['my name']");
    }
    if (character === '.' || character === '[') break;
    if (character === '(') {
      isFunction = true;
      break;
    }
  }
  const name = scanner.slice(start, end);
  if (name.includes('${') && scanner.source.variables)
    throw bareVariable(scanner, start + name.indexOf('${'));
  if (!isFunction) {
    scanner.position = end;
    return { kind: 'member', name };
  }
  return { kind: 'function', name, arguments: readArguments(scanner, end, name, grammar) };
}

function readArguments(
  scanner: Scanner,
  open: number,
  name: string,
  grammar: Grammar,
): readonly FunctionArgument[] {
  let depth = 1;
  for (let at = open + 1; at <= scanner.last && depth > 0; at++) {
    if (scanner.at(at) === '(') depth++;
    else if (scanner.at(at) === ')') depth--;
  }
  if (depth > 0) throw scanner.failure(open, `the arguments of ${name}( are not closed`);
  if (scanner.at(open + 1) === ')') {
    // Here the library stands on the ')' still: what follows it would be a member whose name starts with ')'.
    scanner.position = open + 1;
    return [];
  }
  scanner.position = open + 1;
  return splitArguments(scanner, name).map((argument) =>
    argument.kind === 'json'
      ? { kind: 'json', text: argument.text }
      : { kind: 'path', path: readArgument(scanner, argument.start, argument.end, grammar) },
  );
}

function readArgument(scanner: Scanner, start: number, end: number, grammar: Grammar): PathExpression {
  return nested(scanner.source, start, () => readPath(new Scanner(scanner.source, start, end), grammar));
}

function bareVariable(scanner: Scanner, position: number) {
  return scanner.failure(position, `a variable has to stand inside the quotes of a text, as in '\${name}'`);
}
