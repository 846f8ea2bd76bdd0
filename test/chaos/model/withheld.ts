/** What clients were told of credentials that a backend had refused, and whether the proxy keeps to it. */
import type { SystemKey } from '../faults/kinds.ts';

/** Seconds: docs/troubleshooting.md, docs/cloud-foundry.md. */
const LONGEST = 15 * 60;
/** Of a sentence of the proxy that says that nothing is sent. */
const NEXT_ATTEMPT = /The next attempt is made in (\d+) (second|minute)/;

/** With credentials that nobody knows, one goes ahead, and while it is not answered another one, and a third. */
const OF_AN_OCCASION = 3;

/** From the first refusal to the last one. */
interface Time {
  /** Instances that have said that nothing is sent. */
  readonly quiet: Set<number>;
  /** For what they may try again nevertheless: so often was the configuration loaded, or shared state lost. */
  occasions: number;
  /** Requests to instances that were quiet, by their ids. */
  readonly late: Map<string, number>;
}

export class Withheld {
  readonly #now = new Map<SystemKey, Time>();
  readonly #times: (readonly [SystemKey, Time])[] = [];

  /** The backend refuses from now on, or does not any more. */
  change(system: SystemKey, refuses: boolean): void {
    if (!refuses) return void this.#now.delete(system);
    if (this.#now.has(system)) return;
    const time: Time = { quiet: new Set(), occasions: 0, late: new Map() };
    this.#now.set(system, time);
    this.#times.push([system, time]);
  }

  /** Credentials may be tried once more. */
  occasion(): void {
    for (const time of this.#now.values()) time.occasions += 1;
  }

  /**
   * A request goes to an instance.
   *
   * @returns takes the text of its answer, and returns a sentence where it is wrong
   */
  sends(instance: number, system: SystemKey, id: string): (text: string) => string | undefined {
    const time = this.#now.get(system);
    if (time?.quiet.has(instance)) time.late.set(id, instance);
    return (text) => {
      const [, count, unit] = NEXT_ATTEMPT.exec(text) ?? [];
      if (count === undefined) return undefined;
      // What was sent before, or when it was refused before, says nothing about now.
      if (time === this.#now.get(system)) time?.quiet.add(instance);
      const seconds = Number(count) * (unit === 'minute' ? 60 : 1);
      return seconds > LONGEST ? `${system}: ${seconds} seconds` : undefined;
    };
  }

  /** @param attempts of one system, request ids; @returns sentences */
  differences(system: SystemKey, attempts: readonly string[]): string[] {
    return this.#times
      .filter(([of]) => of === system)
      .flatMap(([, { late, occasions }]) => {
        const again = attempts.filter((id) => late.has(id));
        return [...Map.groupBy(again, (id) => late.get(id))]
          .filter(([, ids]) => ids.length > OF_AN_OCCASION * occasions)
          .map(
            ([instance, ids]) =>
              `${system}: instance ${instance} shows them ${ids.length} times after ${occasions} occasions (${ids.join(', ')})`,
          );
      });
  }
}
