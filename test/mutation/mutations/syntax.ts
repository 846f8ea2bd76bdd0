/** The syntax tree that Vite's parser gives, without what only the compiler of TypeScript looks at. */
import { parseAst } from 'vitest/node';

export type Node = NonNullable<ReturnType<typeof parseAst>['body'][number]['parent']>;
export type NodeOf<Type extends Node['type']> = Extract<Node, { readonly type: Type }>;

/** Parents first, nearest last. */
export type Visit = (node: Node, parents: readonly Node[]) => void;

/** @throws Error where the source does not parse */
export function parse(source: string): Node {
  return parseAst(source, { lang: 'ts' });
}

export function parses(source: string): boolean {
  try {
    parse(source);
    return true;
  } catch {
    return false;
  }
}

/** Every node that stands for something that runs. */
export function walk(node: Node, visit: Visit, parents: readonly Node[] = []): void {
  visit(node, parents);
  const path = [...parents, node];
  for (const child of childrenOf(node)) walk(child, visit, path);
}

function childrenOf(node: Node): Node[] {
  const entries: [string, unknown][] = Object.entries(node);
  return entries
    .filter(([name]) => name !== 'source' && !(name === 'key' && isPlainKey(node)))
    .flatMap(([, value]) => value)
    .filter(isNode)
    .map(untyped)
    .filter(({ type }) => !/^(?:TS|ImportDeclaration$|ExportAllDeclaration$)/.test(type));
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** A name, written as text or number or not. */
function isPlainKey(node: Node): boolean {
  return 'computed' in node && !node.computed;
}

/** `value as Type`, `value satisfies Type` and `value!` run like `value`. */
function untyped(node: Node): Node {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
      return untyped(node.expression);
    default:
      return node;
  }
}
