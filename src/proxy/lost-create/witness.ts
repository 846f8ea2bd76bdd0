/** Sees whether a create was sent, and whether the backend said that it had not done it. */
import type { Account, Attempts } from '../../connectors/account.ts';

/** Such an answer may come before what was asked was done, or after it. */
const FIRST_UNKNOWN = 500;

export class Witness implements Account {
  readonly #others: Account | undefined;
  #sent = 0;
  #refused = 0;

  constructor(others: Account | undefined) {
    this.#others = others;
  }

  /** Something was sent, and may have been done. */
  get isInDoubt(): boolean {
    return this.#sent > this.#refused;
  }

  call(isWrite: boolean): Attempts {
    const others = this.#others?.call(isWrite);
    return {
      sent: () => {
        if (isWrite) this.#sent += 1;
        others?.sent();
      },
      answered: (status) => {
        // Redirects are not followed.
        if (isWrite && status >= 300 && status < FIRST_UNKNOWN) this.#refused += 1;
        others?.answered(status);
      },
    };
  }

  lost(): void {
    this.#others?.lost();
  }

  skipped(): void {
    this.#others?.skipped();
  }
}
