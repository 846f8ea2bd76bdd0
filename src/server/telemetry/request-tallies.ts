/** Counts requests of clients: each finds its place by two short names. */
import type { Metrics } from '../../telemetry/metrics/create.ts';
import { statusLabel } from '../../telemetry/metrics/label-values.ts';
import type { CounterTally, HistogramTally } from '../../telemetry/metrics/tallies.ts';
import type { METRICS } from './catalogue.ts';

interface Operation {
  readonly duration: HistogramTally;
  readonly statuses: Map<number, CounterTally>;
}

export class RequestTallies {
  readonly #metrics: Pick<Metrics<typeof METRICS>, 'requests' | 'requestDuration'>;
  readonly #systems = new Map<string, Map<string, Operation>>();

  constructor(metrics: Pick<Metrics<typeof METRICS>, 'requests' | 'requestDuration'>) {
    this.#metrics = metrics;
  }

  count(system: string, operation: string, status: number, seconds: number): void {
    const { duration, statuses } = this.#operation(system, operation);
    let tally = statuses.get(status);
    if (tally === undefined) {
      tally = this.#metrics.requests.tally({ system, operation, status: statusLabel(status) });
      statuses.set(status, tally);
    }
    tally.count += 1;
    duration.observe(seconds);
  }

  forget(system: string): void {
    this.#systems.delete(system);
  }

  #operation(system: string, operation: string): Operation {
    let operations = this.#systems.get(system);
    if (operations === undefined) {
      operations = new Map();
      this.#systems.set(system, operations);
    }
    let known = operations.get(operation);
    if (known === undefined) {
      known = { duration: this.#metrics.requestDuration.tally({ system, operation }), statuses: new Map() };
      operations.set(operation, known);
    }
    return known;
  }
}
