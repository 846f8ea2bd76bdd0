/**
 * What the systems of one configuration load have in common, such as connections to the same host. It lives as long
 * as the load, so that nothing outlives a reload: made anew with every load, and handed to each connector.
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
