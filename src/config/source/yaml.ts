/** YAML 1.2: `yes` and `on` stay text, and keys are text. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import type { Position, Problem } from '../problem.ts';
import { FORBIDDEN_KEY, type ParseResult, type Path } from './source.ts';

const EXPLANATIONS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this key stands here a second time; remove one of them',
  TAB_AS_INDENT: 'indent with spaces, not with tabs',
  MULTIPLE_DOCS: 'only one document is allowed; remove the line --- and what follows',
  NON_STRING_KEY: 'this key is not text; put it in quotes',
  TAG_RESOLVE_FAILED: 'tags are not known here; put text that begins with ! in quotes',
  BAD_DIRECTIVE: 'this is no directive; put text that begins with % in quotes',
  BAD_DQ_ESCAPE: 'unknown escape; write a backslash as \\\\',
};

/** What the parser says without what it quotes of the file, which may be a secret: that follows a colon. */
function withoutQuotation(message: string): string {
  const [start = '', quotation] = message.split(': ');
  return quotation === undefined
    ? start
    : `${start}; put text that begins with a special character in quotes`;
}

/** @param file name for messages */
export function parseYaml(file: string, text: string): ParseResult {
  const lines = new LineCounter();
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problem = (offset: number, message: string): Problem => ({
    severity: 'error',
    message,
    file,
    ...position(offset),
  });
  // Pretty errors would quote the line, and with it perhaps a secret.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const explain = (error: YAMLError) =>
    problem(error.pos[0], EXPLANATIONS[error.code] ?? lowerFirst(withoutQuotation(error.message)));

  const [first] = [...document.errors, ...document.warnings];
  if (first !== undefined) return { problems: [explain(first)] };
  const root = document.contents;
  if (root === null) return { problems: [problem(0, 'the file is empty; see config/ for examples')] };

  const resolve = (node: unknown): Node | undefined => {
    const target = isAlias(node) ? node.resolve(document) : node;
    return isMap(target) || isSeq(target) || isScalar(target) ? target : undefined;
  };
  const descend = (path: Path): { value: Node; key: Node; found: boolean } => {
    let value: Node = root;
    let key: Node = root;
    for (const step of path) {
      const around = resolve(value);
      if (isMap(around)) {
        const pair = around.items.find((item) => isScalar(item.key) && item.key.value === step);
        if (pair === undefined) return { value, key, found: false };
        key = pair.key as Node;
        value = (pair.value as Node | null) ?? key;
      } else if (isSeq(around) && typeof step === 'number' && around.items[step] !== undefined) {
        value = around.items[step] as Node;
        key = value;
      } else {
        return { value, key, found: false };
      }
    }
    return { value, key, found: true };
  };
  const offset = (node: Node) => node.range?.[0] ?? 0;

  const traps = findTraps(document).map(({ at, message }) => problem(at, message));
  if (traps.length > 0) return { problems: traps };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch {
    return {
      problems: [problem(0, 'the aliases (*name) of this file expand to too much; write the values out')],
    };
  }
  return {
    source: {
      file,
      value,
      valueAt: (path) => position(offset(descend(path).value)),
      keyAt: (path) => position(offset(descend(path).key)),
      numberText: (path) => {
        const { value, found } = descend(path);
        const node = found ? resolve(value) : undefined;
        return isScalar(node) && typeof node.value === 'number' ? node.source : undefined;
      },
    },
  };
}

/** What YAML allows and would harm us: `__proto__` and `<<` as keys, aliases of nothing, and of what they stand in. */
function findTraps(document: Document): { at: number; message: string }[] {
  const traps: { at: number; message: string }[] = [];
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key) && key.value === FORBIDDEN_KEY) {
        traps.push({
          at: key.range?.[0] ?? 0,
          message: `the key "${FORBIDDEN_KEY}" is not allowed; remove it`,
        });
      } else if (isScalar(key) && key.value === '<<') {
        traps.push({
          at: key.range?.[0] ?? 0,
          message: 'YAML 1.2 has no merge keys (<<); write the keys out',
        });
      }
    },
    Alias(_, alias) {
      const at = alias.range?.[0] ?? 0;
      const target = alias.resolve(document);
      if (target === undefined) {
        const message =
          'there is no anchor of this name before this alias; put text that begins with * in quotes';
        traps.push({ at, message });
      } else if (target.range && target.range[0] <= at && at < target.range[1]) {
        traps.push({
          at,
          message: `the alias *${alias.source} stands inside of what it means; write the value out`,
        });
      }
    },
  });
  return traps;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
