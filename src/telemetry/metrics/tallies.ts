/**
 * Metrics for what happens with every request. The library finds a series by the text of all its labels, each time: these are found
 * once, and counted in place. A registry of the library takes them as its own.
 */
import type { CounterDefinition, HistogramDefinition } from './definitions.ts';
import type { Registry } from './prom-client.ts';

type Labels<Label extends string> = Readonly<Record<Label, string>>;

/** One line, as the library has it. */
export interface Value {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  /** Those of the series, the same object each time: the library makes text of them once. */
  readonly sharedLabels?: Readonly<Record<string, string | number>>;
  readonly metricName?: string;
}

interface Series<Label extends string, Tally> {
  readonly labels: Labels<Label>;
  readonly tally: Tally;
}

const NONE: Value['labels'] = Object.freeze({});

abstract class Tallied<Label extends string, Tally> {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'histogram';
  readonly aggregator = 'sum';
  readonly #labels: readonly Label[];
  readonly #series = new Map<string, Series<Label, Tally>>();

  constructor(
    { name, help, type, labels }: CounterDefinition<Label> | HistogramDefinition<Label>,
    registry: Registry,
  ) {
    this.name = name;
    this.help = help;
    this.type = type;
    this.#labels = labels;
    registry.registerMetric(this as never);
  }

  /** The same one for the same labels, until it is removed. */
  tally(labels: Labels<Label>): Tally {
    const key = this.#keyOf(labels);
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { labels, tally: this.made() };
      this.#series.set(key, series);
    }
    return series.tally;
  }

  /** What is counted by a tally of it from now on, nobody sees. */
  remove(labels: Labels<Label>): void {
    this.#series.delete(this.#keyOf(labels));
  }

  /** As the library's own; the values of a series are read at one moment, when it is its turn. */
  async get() {
    const { name, help, type, aggregator } = this;
    return { name, help, type, aggregator, values: this.#values() };
  }

  *#values(): Generator<Value> {
    for (const { labels, tally } of this.#series.values()) yield* this.valuesOf(labels, tally);
  }

  protected abstract made(): Tally;
  protected abstract valuesOf(labels: Labels<Label>, tally: Tally): Value[];

  #keyOf(labels: Labels<Label>): string {
    return JSON.stringify(this.#labels.map((label) => labels[label]));
  }
}

export class CounterTally {
  count = 0;
}

export class TalliedCounter<Label extends string> extends Tallied<Label, CounterTally> {
  protected made(): CounterTally {
    return new CounterTally();
  }

  protected valuesOf(labels: Labels<Label>, { count }: CounterTally): Value[] {
    return [{ labels: NONE, sharedLabels: labels, value: count }];
  }
}

export class HistogramTally {
  readonly #bounds: readonly number[];
  /** Of each bucket alone; the last one has no bound. */
  readonly counts: number[];
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.counts = [...bounds, Number.POSITIVE_INFINITY].map(() => 0);
  }

  observe(value: number): void {
    const bounds = this.#bounds;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket += 1;
    this.counts[bucket] = (this.counts[bucket] as number) + 1;
    this.sum += value;
  }
}

export class TalliedHistogram<Label extends string> extends Tallied<Label, HistogramTally> {
  readonly #bounds: readonly number[];

  constructor(definition: HistogramDefinition<Label>, registry: Registry) {
    super(definition, registry);
    this.#bounds = definition.buckets;
  }

  protected made(): HistogramTally {
    return new HistogramTally(this.#bounds);
  }

  protected valuesOf(labels: Labels<Label>, { counts, sum }: HistogramTally): Value[] {
    const bounds = [...this.#bounds, '+Inf'];
    let total = 0;
    const buckets = counts.map((count, bucket) => {
      total += count;
      const le = bounds[bucket] ?? '+Inf';
      return { metricName: `${this.name}_bucket`, labels: { le }, sharedLabels: labels, value: total };
    });
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels: NONE, sharedLabels: labels, value: sum },
      { metricName: `${this.name}_count`, labels: NONE, sharedLabels: labels, value: total },
    ];
  }
}
