/** Calls that wait, until their time has come or faults are over. */
export class Held {
  readonly #waiting = new Set<() => void>();

  /** @param milliseconds absent: until faults are over */
  wait(milliseconds?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = milliseconds === undefined ? undefined : setTimeout(() => release(), milliseconds);
      const release = () => {
        clearTimeout(timer);
        this.#waiting.delete(release);
        resolve();
      };
      this.#waiting.add(release);
    });
  }

  release(): void {
    for (const release of this.#waiting) release();
  }
}
