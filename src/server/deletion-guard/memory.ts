/** What this process knows of the deletion guards of its systems, over reloads: each makes them anew. */
import type { Trip } from './records.ts';

export interface Remembered {
  /** As it was seen last; `undefined`: nothing is refused. */
  trip: Trip | undefined;
  /** Changes that were not let through. */
  refusals: number;
}

export class GuardMemory {
  readonly #systems = new Map<string, Remembered>();

  of(systemId: string): Remembered {
    let remembered = this.#systems.get(systemId);
    if (remembered === undefined) {
      remembered = { trip: undefined, refusals: 0 };
      this.#systems.set(systemId, remembered);
    }
    return remembered;
  }
}
