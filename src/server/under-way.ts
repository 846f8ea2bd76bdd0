/** Requests whose response has not ended. */

export interface Listed {
  /** Where it stands in the list, which sets it. */
  place: number;
}

/**
 * An array and not a Set: one that is added to and taken from with every request leaves table after table behind, and the
 * collector keeps what was in them for long.
 */
export class UnderWay<Each extends Listed> {
  readonly #requests: Each[] = [];

  add(request: Each): void {
    request.place = this.#requests.length;
    this.#requests.push(request);
  }

  /** @param request is in the list */
  remove(request: Each): void {
    const last = this.#requests.pop();
    if (last === undefined || last === request) return;
    last.place = request.place;
    this.#requests[request.place] = last;
  }

  get size(): number {
    return this.#requests.length;
  }

  /** As it is now, whatever ends meanwhile. */
  all(): Each[] {
    return [...this.#requests];
  }
}
