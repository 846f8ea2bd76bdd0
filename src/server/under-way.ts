/**
 * Requests whose response has not ended. In an array and not in a Set: one that is added to and taken from with every
 * request leaves table after table behind, and the collector keeps what was in them for long.
 */
export interface Request {
  /** Of the list; where it is in it. */
  place: number;
}

export class UnderWay<Each extends Request> {
  readonly #requests: Each[] = [];

  add(request: Each): void {
    request.place = this.#requests.length;
    this.#requests.push(request);
  }

  /** Once. */
  remove(request: Each): void {
    const last = this.#requests.pop();
    if (last === undefined || last === request) return;
    last.place = request.place;
    this.#requests[request.place] = last;
  }

  /** As it is now, whatever ends meanwhile. */
  all(): Each[] {
    return [...this.#requests];
  }
}
