/** Finds where in the text something stands. */
import type { SourceNode } from './source.ts';

/** Offset of the value at the path below `node`, or of the innermost value on the way that exists. */
export function offsetOfValue(node: SourceNode, path: readonly PropertyKey[]): number {
  let current = node;
  for (const step of path) {
    const next = typeof step === 'number' ? current.items[step] : current.members.get(String(step))?.node;
    if (next === undefined) break;
    current = next;
  }
  return current.offset;
}

/** Offset of the key of a member of `node`, or of `node` where it has no such member. */
export function offsetOfKey(node: SourceNode, key: string): number {
  return node.members.get(key)?.keyOffset ?? node.offset;
}
