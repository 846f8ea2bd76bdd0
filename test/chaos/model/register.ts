/** What one thing may be, as far as its only writer was told. */

const KEPT = 12;

/** What is to be done when a write has an outcome. */
export interface Written {
  /** It was said to be done. */
  acknowledge(value: string, request: string): void;
  /** Nobody knows whether it was done, or will be. */
  doubt(value: string, request: string): void;
  /** It was not done. */
  refuse(value: string, request: string): void;
}

export class Register implements Written {
  /** What it may be when nothing is on its way any more. */
  #possible: Set<string>;
  /** What writes of an unknown outcome may still make of it. */
  readonly #late = new Set<string>();
  /** What its writer was told, the last of it. */
  readonly #history: string[] = [];

  constructor(value: string) {
    this.#possible = new Set([value]);
  }

  acknowledge(value: string, request: string): void {
    this.#note(`${request} ${value}`);
    this.#possible = new Set([value]);
  }

  doubt(value: string, request: string): void {
    this.#note(`${request} perhaps ${value}`);
    this.#possible.add(value);
    this.#late.add(value);
  }

  may(value: string): boolean {
    return this.#possible.has(value) || this.#late.has(value);
  }

  refuse(value: string, request: string): void {
    this.#note(`${request} not ${value}`);
  }

  toString(): string {
    const late = [...this.#late].filter((value) => !this.#possible.has(value));
    const may = [...this.#possible].join(' or ') + (late.length === 0 ? '' : `, late ${late.join(' or ')}`);
    return `${may} (${this.#history.join(', ')})`;
  }

  #note(line: string): void {
    this.#history.push(line);
    if (this.#history.length > KEPT) this.#history.shift();
  }
}
