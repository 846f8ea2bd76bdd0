/** Several numbers under one key. Nearly all keys have one, which then costs no set of its own. */
export class MultiMap {
  readonly #entries = new Map<string, number | Set<number>>();

  add(key: string, item: number): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) this.#entries.set(key, item);
    else if (typeof entry === 'number') this.#entries.set(key, new Set([entry, item]));
    else entry.add(item);
  }

  delete(key: string, item: number): void {
    const entry = this.#entries.get(key);
    if (entry === item) this.#entries.delete(key);
    else if (typeof entry === 'object') entry.delete(item);
  }

  get(key: string): readonly number[] {
    const entry = this.#entries.get(key);
    if (entry === undefined) return [];
    return typeof entry === 'number' ? [entry] : [...entry];
  }

  /** The one that was added first. */
  first(key: string): number | undefined {
    const entry = this.#entries.get(key);
    return typeof entry === 'object' ? entry.values().next().value : entry;
  }
}
