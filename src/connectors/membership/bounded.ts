/** Many small writes: a few at a time, until all are done or something stops them. */
import { ScimError } from '../../scim/errors.ts';

/** Requests under way at once. */
const AT_ONCE = 6;

export type Outcome =
  | { readonly status: 'done' }
  /** This one alone cannot be done. */
  | { readonly status: 'refused'; readonly error: ScimError }
  /** It was tried, and nothing more is tried after it; whether it was done may be unknown. */
  | { readonly status: 'failed'; readonly error: ScimError }
  | { readonly status: 'not-started'; readonly error: ScimError };

/**
 * @param mayStart why nothing more may be started, or `undefined`
 * @param work gives the error with which one item alone was refused; throws what stops everything
 */
export async function inParallel<Item>(
  items: readonly Item[],
  mayStart: () => ScimError | undefined,
  work: (item: Item) => Promise<ScimError | undefined>,
): Promise<Map<Item, Outcome>> {
  const outcomes = new Map<Item, Outcome>();
  const queue = items.values();
  let stopped: ScimError | undefined;
  const runner = async (): Promise<void> => {
    for (const item of queue) {
      stopped ??= mayStart();
      if (stopped !== undefined) {
        outcomes.set(item, { status: 'not-started', error: stopped });
        continue;
      }
      try {
        const refusal = await work(item);
        outcomes.set(
          item,
          refusal === undefined ? { status: 'done' } : { status: 'refused', error: refusal },
        );
      } catch (cause) {
        const error =
          cause instanceof ScimError
            ? cause
            : new ScimError(500, 'An unexpected error stopped the change.', { cause });
        outcomes.set(item, { status: 'failed', error });
        stopped = error;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, runner));
  return outcomes;
}

export function batches<Item>(items: Iterable<Item>, size: number): Item[][] {
  const all = [...items];
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
