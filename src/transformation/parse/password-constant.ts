/**
 * Where a credential may stand in a transformation: as the constant of a mapping that writes a password for the
 * backend, as SAP tells administrators of Identity Authentication to give users an initial password.
 */
import type { Node } from 'jsonc-parser';
import { ExpressionError } from '../errors.ts';
import { parsePath } from '../jsonpath/index.ts';
import type { Direction } from '../types.ts';

const REFERENCE = /^%[^%]+%$/;

/** Offsets of the texts that may be a credential. What a read transformation writes goes to clients: never there. */
export function passwordConstants(root: Node, direction: Direction): ReadonlySet<number> {
  if (direction === 'read') return new Set();
  const mappings = members(root).flatMap(([, entity]) =>
    members(entity).flatMap(([key, value]) => (key === 'mappings' ? (value.children ?? []) : [])),
  );
  return new Set(mappings.map(constantOf).filter((offset) => offset !== undefined));
}

/** With a variable as another target the value could go anywhere, so there is none. */
function constantOf(mapping: Node): number | undefined {
  // Of a key that stands twice, the last one counts.
  const { constant, targetPath, targetVariable, type } = Object.fromEntries(members(mapping)) as Partial<
    Record<string, Node>
  >;
  if (constant?.type !== 'string' || !REFERENCE.test(String(constant.value))) return undefined;
  if (targetVariable !== undefined || (type !== undefined && type.value !== 'set')) return undefined;
  return isPassword(targetPath?.value) ? constant.offset : undefined;
}

/** `$.password`, or the `password` of an extension. */
export function isPassword(path: unknown): boolean {
  if (typeof path !== 'string' || path === '') return false;
  try {
    const names = parsePath(path).map((step) => (step.kind === 'member' ? step.name : ''));
    const [first = '', second] = names;
    const name = names.length === 1 ? first : names.length === 2 && /^urn:/i.test(first) ? second : undefined;
    return name?.toLowerCase() === 'password';
  } catch (error) {
    // Reported where paths are compiled.
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}

function members(node: Node): [string, Node][] {
  if (node.type !== 'object') return [];
  return (node.children ?? []).flatMap(({ children: [key, value] = [] }): [string, Node][] =>
    key === undefined || value === undefined ? [] : [[String(key.value), value]],
  );
}
