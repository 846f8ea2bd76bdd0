/** A line of the log, as any program that collects logs reads it. */
import { type Node, parseTree } from 'jsonc-parser';
import type { JsonObject } from '../../src/scim/json.ts';

/** @throws Error where a name stands in it twice, of which JSON readers keep either one, or a system under another name */
export function parseLogLine(text: string): JsonObject {
  const line = JSON.parse(text) as JsonObject;
  const tree = parseTree(text);
  if (tree !== undefined) refuseTwice(tree, text);
  if ('systemId' in line) throw new Error(`a system is "system" in the log: ${text}`);
  return line;
}

function refuseTwice(node: Node, text: string): void {
  const { type, children = [] } = node;
  const names = type === 'object' ? children.map(({ children: [name] = [] }) => name?.value) : [];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`"${twice}" stands twice in the log line ${text}`);
  for (const child of children) refuseTwice(child, text);
}
