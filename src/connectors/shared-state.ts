/**
 * What systems have in common. Each connector gets two: that of the configuration load, such as connections to the same
 * host, made anew with every load so that nothing outlives a reload by accident; and that of the process, for what has
 * to outlive it.
 */
export class SharedState {
  readonly #instances = new Map<new () => object, object>();

  /** The one instance of this class, made when it is first asked for. */
  get<T extends object>(type: new () => T): T {
    const known = this.#instances.get(type);
    if (known instanceof type) return known;
    const made = new type();
    this.#instances.set(type, made);
    return made;
  }
}
