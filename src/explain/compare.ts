/** Where two outputs of transformations differ. */
import type { Json } from '../transformation/index.ts';

export interface Difference {
  /** JSONPath of a value that is no object and no list, or is empty: `$.emails[0].value`. */
  readonly path: string;
  /** Absent: not there. */
  readonly before?: Json | undefined;
  readonly after?: Json | undefined;
}

/** In the order of the paths. @returns nothing where the two are equal, whatever the order of members */
export function differencesOf(before: Json, after: Json): Difference[] {
  const [old, now] = [leaves(before), leaves(after)];
  const paths = [...new Set([...old.keys(), ...now.keys()])].toSorted();
  return paths.flatMap((path) => {
    const [one, other] = [old.get(path), now.get(path)];
    return JSON.stringify(one) === JSON.stringify(other) ? [] : [{ path, before: one, after: other }];
  });
}

const PLAIN_NAME = /^[A-Za-z_$][\w$-]*$/;

function leaves(value: Json): Map<string, Json> {
  const found = new Map<string, Json>();
  const open: (readonly [path: string, value: Json])[] = [['$', value]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [path, node] = next;
    const children = childrenOf(node);
    if (children.length === 0) found.set(path, node);
    for (const [step, child] of children) open.push([path + step, child]);
  }
  return found;
}

function childrenOf(node: Json): (readonly [step: string, value: Json])[] {
  if (Array.isArray(node)) return node.map((element, index) => [`[${index}]`, element] as const);
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).map(
    ([name, child]) => [PLAIN_NAME.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`, child] as const,
  );
}
