/** JSON with comments, as editors know it: comments and trailing commas are welcome. */
import {
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
  stripComments,
} from 'jsonc-parser';
import { excessiveNesting } from '../../transformation/index.ts';
import type { Position, Problem } from '../problem.ts';
import { FORBIDDEN_KEY, type ParseResult, type Path } from './source.ts';

/** A configuration needs six, and an exported system a few more than its transformations. */
const MAX_NESTING = 200;

const EXPLANATIONS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'this is no JSON; put keys and text in double quotes',
  InvalidNumberFormat: 'this is no JSON number; write it like 8080 or 0.5, or put it in double quotes',
  PropertyNameExpected: 'a key is expected here; put it in double quotes, e.g. "port": 8080',
  ValueExpected:
    'a value is expected here: text in double quotes, a number, true, false, null, a list or an object',
  ColonExpected: 'a colon is expected between key and value; add it',
  CommaExpected: 'a comma is missing before this; add it',
  CloseBraceExpected: 'a closing brace } is missing',
  CloseBracketExpected: 'a closing bracket ] is missing',
  EndOfFileExpected: 'the file should end here; is there one brace or bracket too many?',
  InvalidCommentToken: 'this is no comment; write // … or /* … */',
  UnexpectedEndOfComment: 'this comment does not end; close it with */',
  UnexpectedEndOfString: 'this text does not end; close it with a double quote on the same line',
  UnexpectedEndOfNumber: 'this number does not end; write it like 8080 or 0.5',
  InvalidUnicode: 'write a Unicode escape as \\u and four hexadecimal digits',
  InvalidEscapeCharacter: 'unknown escape; write a backslash as \\\\',
  InvalidCharacter: 'control characters are not allowed here; write a tab as \\t, a line break as \\n',
};

/** @param file name for messages */
export function parseJsonc(file: string, text: string): ParseResult {
  const position = positions(text);
  const problem = (offset: number, message: string): Problem => ({
    severity: 'error',
    message,
    file,
    ...position(offset),
  });

  if (stripComments(text).trim() === '') {
    return { problems: [problem(0, 'the file is empty; see config/ for examples')] };
  }
  const deep = excessiveNesting(text, MAX_NESTING);
  if (deep !== undefined) {
    const message = `objects and lists are nested more than ${MAX_NESTING} deep; remove brackets and braces that were repeated by mistake`;
    return { problems: [problem(deep, message)] };
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
  // One mistake often makes the parser stumble several times; what follows the first only confuses.
  const [first] = errors;
  if (first !== undefined || root === undefined) {
    return { problems: [problem(first?.offset ?? 0, explain(first, text))] };
  }
  const problems = keyProblems(root).map(({ offset, message }) => problem(offset, message));
  if (problems.length > 0) return { problems };

  return {
    source: {
      file,
      value: getNodeValue(root),
      valueAt: (path) => position(descend(root, path).value.offset),
      keyAt: (path) => position(descend(root, path).key.offset),
      numberText: (path) => {
        const { value, found } = descend(root, path);
        return found && value.type === 'number'
          ? text.slice(value.offset, value.offset + value.length)
          : undefined;
      },
    },
  };
}

function explain(error: ParseError | undefined, text: string): string {
  if (error === undefined) return 'this is not valid JSON';
  const code = printParseErrorCode(error.error);
  const closing = text[error.offset];
  if (code === 'CommaExpected' && closing === ']') return 'a closing brace } is missing before this';
  if (code === 'CommaExpected' && closing === '}') return 'a closing bracket ] is missing before this';
  return EXPLANATIONS[code] ?? 'this is not valid JSON';
}

/** Keys that JSON allows and nobody means: given twice (the last would win silently), or `__proto__`. */
function keyProblems(root: Node): { offset: number; message: string }[] {
  const problems: { offset: number; message: string }[] = [];
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const seen = new Set<string>();
    for (const child of node.children ?? []) {
      if (child.type !== 'property') {
        open.push(child);
        continue;
      }
      const [key, value] = child.children ?? [];
      if (key === undefined) continue;
      const name = String(key.value);
      if (name === FORBIDDEN_KEY) {
        problems.push({
          offset: key.offset,
          message: `the key "${FORBIDDEN_KEY}" is not allowed; remove it`,
        });
      } else if (seen.has(name)) {
        problems.push({
          offset: key.offset,
          message: `the key "${name}" stands here a second time; remove one of them`,
        });
      }
      seen.add(name);
      if (value !== undefined) open.push(value);
    }
  }
  return problems.sort((a, b) => a.offset - b.offset);
}

function descend(root: Node, path: Path): { value: Node; key: Node; found: boolean } {
  let value = root;
  let key = root;
  for (const step of path) {
    const property = value.children?.find(
      (child) => child.type === 'property' && child.children?.[0]?.value === step,
    );
    const next =
      property === undefined ? (typeof step === 'number' ? value.children?.[step] : undefined) : property;
    if (next === undefined) return { value, key, found: false };
    value = next.children?.[1] !== undefined && next.type === 'property' ? next.children[1] : next;
    key = next.type === 'property' ? (next.children?.[0] ?? next) : next;
  }
  return { value, key, found: true };
}

function positions(text: string): (offset: number) => Position {
  const starts = [0];
  for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1))
    starts.push(index + 1);
  return (offset) => {
    const line = starts.findLastIndex((start) => start <= offset);
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
}
