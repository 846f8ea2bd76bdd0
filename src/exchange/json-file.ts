/** A JSON file whose values keep the characters they were written with: `2.0` stays `2.0`. */
import { stat } from 'node:fs/promises';
import { type Node, parseTree } from 'jsonc-parser';
import type { Position } from '../config/problem.ts';
import { parseJsonc } from '../config/source/jsonc.ts';
import { readFailure, readText } from '../config/source/read-source.ts';
import { excessiveNesting } from '../transformation/index.ts';
import { ExchangeError, refusedAt } from './errors.ts';

/** An export of a whole tenant has some hundred kilobytes. */
const LARGEST_FILE = 20 * 1024 * 1024;
/** That of transformations, and the few levels of a list of systems around them. */
const MAX_NESTING = 110;

export interface JsonFile {
  readonly file: string;
  readonly text: string;
  readonly root: Node;
}

/**
 * Comments and trailing commas are fine; keys that stand twice, `__proto__` and NUL characters are not.
 *
 * @throws ExchangeError
 */
export async function readJsonFile(file: string): Promise<JsonFile> {
  let text: string;
  try {
    const { size } = await stat(file);
    if (size > LARGEST_FILE)
      throw new ExchangeError(`${file}: the file is larger than ${LARGEST_FILE / 1024 / 1024} MB.`);
    text = await readText(file);
  } catch (error) {
    if (error instanceof ExchangeError) throw error;
    throw new ExchangeError(`${file}: ${readFailure(error)}.`, { cause: error });
  }
  return parseJsonFile(file, text);
}

/** @throws ExchangeError */
export function parseJsonFile(file: string, text: string): JsonFile {
  const deep = excessiveNesting(text, MAX_NESTING);
  if (deep !== undefined) {
    const message = `objects and lists are nested more than ${MAX_NESTING} deep`;
    throw refusedAt(file, positionAt(text, deep), message);
  }
  const parsed = parseJsonc(file, text);
  const root = parseTree(text, [], { allowTrailingComma: true });
  if ('problems' in parsed || root === undefined) {
    const [problem] = 'problems' in parsed ? parsed.problems : [];
    throw refusedAt(file, problem ?? { line: 1, column: 1 }, problem?.message ?? 'this is not valid JSON');
  }
  const strange = withNul(root);
  if (strange !== undefined) {
    throw refusedAt(file, positionAt(text, strange.offset), 'this text has a NUL character (\\u0000)');
  }
  return { file, text, root };
}

export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - start + 1 };
}

function withNul(root: Node): Node | undefined {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === 'string' && String(node.value).includes('\u0000')) return node;
    open.push(...(node.children ?? []));
  }
  return undefined;
}

/** Members of an object by their names; of anything else, none. */
export function membersOf(node: Node | undefined): ReadonlyMap<string, Node> {
  const members = new Map<string, Node>();
  if (node?.type !== 'object') return members;
  for (const { children = [] } of node.children ?? []) {
    const [key, value] = children;
    if (key !== undefined && value !== undefined) members.set(String(key.value), value);
  }
  return members;
}

/** The value as JSON without comments, two blanks a level, texts and numbers as they were typed. */
export function printNode({ text }: Pick<JsonFile, 'text'>, node: Node, indent = ''): string {
  const inner = `${indent}  `;
  const list = (open: string, items: readonly string[], close: string) =>
    items.length === 0 ? open + close : `${open}\n${inner}${items.join(`,\n${inner}`)}\n${indent}${close}`;
  switch (node.type) {
    case 'object': {
      const members = (node.children ?? []).map(({ children: [key, value] = [] }) => {
        return `${JSON.stringify(key?.value)}: ${value === undefined ? 'null' : printNode({ text }, value, inner)}`;
      });
      return list('{', members, '}');
    }
    case 'array':
      return list(
        '[',
        (node.children ?? []).map((item) => printNode({ text }, item, inner)),
        ']',
      );
    default:
      return text.slice(node.offset, node.offset + node.length);
  }
}
