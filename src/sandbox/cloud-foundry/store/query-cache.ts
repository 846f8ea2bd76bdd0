import type { Revision } from './revision.ts';

const CAPACITY = 64;

/**
 * Keeps the sorted matches of recent lists until the next write: the first page costs a scan, every further page
 * of the same list only its own rows.
 */
export class QueryCache {
  readonly #revision: Revision;
  readonly #results = new Map<string, readonly unknown[]>();
  #seen = -1;

  constructor(revision: Revision) {
    this.#revision = revision;
  }

  /** @param key names the kind of row, the caller and everything that decides which rows match in which order */
  rows<T>(key: string, compute: () => readonly T[]): readonly T[] {
    if (this.#seen !== this.#revision.value) {
      this.#results.clear();
      this.#seen = this.#revision.value;
    }
    const known = this.#results.get(key) as readonly T[] | undefined;
    if (known !== undefined) return known;
    const result = compute();
    if (this.#results.size >= CAPACITY) this.#results.clear();
    this.#results.set(key, result);
    return result;
  }
}
