/**
 * Circular references (RFC 7644 §3.7.1): which of them are left out when a resource is created and added afterwards.
 */
import { components, numbers, walk } from './walk.ts';

/** What an operation refers to, by the number of the operation that creates it. */
export interface References {
  /** `members`: only in the list of the members of a group, which can always be changed. */
  readonly refers: ReadonlyMap<number, 'members' | 'anywhere'>;
}

const NOTHING: ReadonlySet<number> = new Set();

/**
 * Members of groups first, whoever else refers to whom; then as few as it needs.
 *
 * @param creates whether the operation makes a resource; others are referred to by nobody
 * @returns by operation, those to which it is to refer only afterwards
 */
export function postponedReferences(
  operations: readonly (References & { readonly creates: boolean })[],
): (operation: number) => ReadonlySet<number> {
  const count = operations.length;
  const postponed = new Map<number, Set<number>>();
  const postpone = (from: number, to: number) => {
    const known = postponed.get(from);
    if (known === undefined) postponed.set(from, new Set([to]));
    else known.add(to);
  };
  const edges = (isWanted: (kind: 'members' | 'anywhere') => boolean) => {
    const lists = operations.map(({ creates, refers }) =>
      creates ? [...refers].flatMap(([to, kind]) => (isWanted(kind) ? [to] : [])) : [],
    );
    return (node: number): readonly number[] => lists[node] ?? [];
  };
  walk(
    numbers(count),
    count,
    edges((kind) => kind === 'anywhere'),
    { back: postpone },
  );
  const left = edges(() => true);
  const component = components(count, (node) => left(node).filter((to) => !postponed.get(node)?.has(to)));
  operations.forEach(({ creates, refers }, from) => {
    if (!creates) return;
    for (const [to, kind] of refers) {
      if (kind === 'members' && component[from] === component[to]) postpone(from, to);
    }
  });
  return (operation) => postponed.get(operation) ?? NOTHING;
}
