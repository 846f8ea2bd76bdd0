/** What must never be. */
export interface Violation {
  /** Its kind: the same for all of a kind. */
  readonly what: string;
  readonly detail: string;
}

/** So many of a round are kept; the rest is counted. */
const KEPT = 100;

export class Violations {
  readonly all: Violation[] = [];
  count = 0;

  add(what: string, detail: string): void {
    this.count += 1;
    if (this.all.length < KEPT) this.all.push({ what, detail });
  }
}
