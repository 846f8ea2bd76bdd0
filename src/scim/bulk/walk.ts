/** Walks through graphs in depth, without recursion: a client decides how deep they are. */

export interface Visitor {
  /** @param root from which the walk came here */
  readonly enter?: (node: number, root: number) => void;
  /** All that is next to the node has been left, but for what leads back. */
  readonly leave?: (node: number) => void;
  /** The edge closes a circle. */
  readonly back?: (from: number, to: number) => void;
}

const NEW = 0;
const ON_THE_WAY = 1;

/** @param count nodes are the numbers below it */
export function walk(
  roots: Iterable<number>,
  count: number,
  nextTo: (node: number) => readonly number[],
  { enter, leave, back }: Visitor,
): void {
  const states = new Uint8Array(count);
  for (const root of roots) {
    if (states[root] !== NEW) continue;
    const way: { readonly node: number; readonly next: readonly number[]; at: number }[] = [];
    const step = (node: number) => {
      states[node] = ON_THE_WAY;
      enter?.(node, root);
      way.push({ node, next: nextTo(node), at: 0 });
    };
    step(root);
    for (let last = way.at(-1); last !== undefined; last = way.at(-1)) {
      const next = last.next[last.at];
      if (next === undefined) {
        way.pop();
        states[last.node] = ON_THE_WAY + 1;
        leave?.(last.node);
        continue;
      }
      last.at += 1;
      if (states[next] === NEW) step(next);
      else if (states[next] === ON_THE_WAY) back?.(last.node, next);
    }
  }
}

/** For each node the number of its component: those that lead to each other have the same. */
export function components(count: number, nextTo: (node: number) => readonly number[]): Int32Array {
  const left: number[] = [];
  walk(numbers(count), count, nextTo, { leave: (node) => left.push(node) });
  const before: number[][] = Array.from({ length: count }, () => []);
  for (let node = 0; node < count; node += 1) for (const next of nextTo(node)) before[next]?.push(node);
  const found = new Int32Array(count);
  walk(left.reverse(), count, (node) => before[node] ?? [], {
    enter: (node, root) => {
      found[node] = root;
    },
  });
  return found;
}

export function numbers(count: number): Iterable<number> {
  return Array.from({ length: count }, (_, index) => index);
}
