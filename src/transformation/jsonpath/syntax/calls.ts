/** SAP's condition functions, e.g. `isAttributeWithOptionalPrefix($.displayName, some.property)`. */
import { meant } from '../../meant.ts';
import type { ConditionCall, ConditionFunctionName, PathExpression } from '../types.ts';
import type { Grammar } from './grammar.ts';
import type { Scanner } from './scanner.ts';

interface Parameters {
  readonly path: boolean;
  readonly property: boolean;
}

const FUNCTIONS: Readonly<Record<ConditionFunctionName, Parameters>> = {
  isValidEmail: { path: true, property: false },
  isApplicationSpecificGroup: { path: false, property: false },
  isRegularGroup: { path: false, property: false },
  isAttributeWithOptionalPrefix: { path: true, property: true },
  isAttributeWithMandatoryPrefix: { path: true, property: true },
};
const NAMES: readonly string[] = Object.keys(FUNCTIONS);

function isFunctionName(name: string): name is ConditionFunctionName {
  return NAMES.includes(name);
}

/** Whether a function's name is next, with or without its parentheses. */
export function startsCall(scanner: Scanner): boolean {
  const name = nextName(scanner);
  return (
    name !== '' &&
    (isFunctionName(name) || scanner.source.text.charAt(scanner.position + name.length) === '(')
  );
}

function nextName(scanner: Scanner): string {
  return /^[A-Za-z]\w*/.exec(scanner.slice(scanner.position, scanner.last + 1))?.[0] ?? '';
}

/** @throws ExpressionError for an unknown name and for arguments that are too few, too many or of the wrong kind */
export function functionCall(scanner: Scanner, grammar: Grammar): ConditionCall {
  const start = scanner.position;
  const name = nextName(scanner);
  if (!isFunctionName(name)) {
    const right = meant(name, NAMES);
    throw scanner.failure(
      start,
      `'${name}' is no function that a condition may call; known are ${NAMES.join(', ')}`,
      right === undefined ? undefined : `did you mean ${right}?`,
    );
  }
  scanner.position += name.length;
  const parameters = FUNCTIONS[name];
  if (scanner.skipBlanks().peek() !== '(') {
    const form = parameters.path ? `${name}(…)` : `${name}()`;
    throw scanner.failure(scanner.position, `a call is written '${form}'`);
  }
  scanner.position++;
  scanner.skipBlanks();
  let path: PathExpression | undefined;
  let property: string | undefined;
  if (parameters.path) path = pathArgument(scanner, name, grammar);
  if (parameters.property) property = propertyArgument(scanner, name);
  if (scanner.skipBlanks().peek() !== ')') {
    throw scanner.failure(scanner.position, `expected ')' after the arguments of ${name}`);
  }
  scanner.position++;
  return {
    kind: 'call',
    name,
    ...(path === undefined ? {} : { path }),
    ...(property === undefined ? {} : { property }),
  };
}

function pathArgument(scanner: Scanner, name: string, grammar: Grammar): PathExpression {
  const start = scanner.position;
  if (scanner.peek() !== '$' && scanner.peek() !== '@') {
    throw scanner.failure(start, `${name} needs a path as its first argument`);
  }
  let end = start + 1;
  while (scanner.inBounds(end)) {
    const character = scanner.at(end);
    if (character === ',' || character === ')') break;
    if (character === '[' || character === '(') {
      const closing = scanner.closingBracket(end, character, character === '[' ? ']' : ')', false);
      if (closing === -1) throw scanner.failure(end, `'${character}' is not closed`);
      end = closing;
    }
    end++;
  }
  scanner.position = end;
  return grammar.path(scanner.source, start, end);
}

/** The name of a system property, with or without quotes. */
function propertyArgument(scanner: Scanner, name: string): string {
  if (scanner.peek() !== ',') {
    throw scanner.failure(
      scanner.position,
      `${name} needs the name of a system property as its second argument`,
    );
  }
  scanner.position++;
  const start = scanner.skipBlanks().position;
  const text = /^(?:[^\s'"(),]+|'[^'"(),]+'|"[^'"(),]+")/.exec(scanner.slice(start, scanner.last + 1))?.[0];
  if (text === undefined) throw scanner.failure(start, 'expected the name of a system property');
  scanner.position = start + text.length;
  return text.replaceAll(/^['"]|['"]$/g, '');
}
