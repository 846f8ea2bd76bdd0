/**
 * What bodies and answers take of the heap. Nobody can say what a text becomes once it is read, transformed and written
 * again, so these are estimates, on the safe side; `bench/` and the hostile tests hold them against the real heap.
 */

/** A request that needs no more is small. */
const SMALL = 1024 * 1024;

/** Bytes of heap for a JSON text, what is read from it, and what is made of that. */
export function heapOf({ bytes, values }: { readonly bytes: number; readonly values: number }): number {
  return 4 * bytes + 160 * values;
}

/** Whether a request that needs no more than this never waits. */
export function isSmall(heap: number): boolean {
  return heap <= SMALL;
}
