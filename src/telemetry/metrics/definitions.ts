/** Metrics as data: what there is can be counted, and written down in the documentation, from one place. */
import { Counter, Gauge, Histogram, type Registry } from './prom-client.ts';

interface Definition<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly Label[];
}

export interface CounterDefinition<Label extends string = string> extends Definition<Label> {
  readonly type: 'counter';
}

export interface GaugeDefinition<Label extends string = string> extends Definition<Label> {
  readonly type: 'gauge';
  /** What several series are where a label of theirs is left out. */
  readonly aggregator: 'sum' | 'min' | 'max';
}

export interface HistogramDefinition<Label extends string = string> extends Definition<Label> {
  readonly type: 'histogram';
  /** Upper bounds, ascending. */
  readonly buckets: readonly number[];
}

export type MetricDefinition = CounterDefinition | GaugeDefinition | HistogramDefinition;

export function counter<const Label extends string = never>(
  name: string,
  help: string,
  labels: readonly Label[] = [],
): CounterDefinition<Label> {
  return { type: 'counter', name, help, labels };
}

export function gauge<const Label extends string = never>(
  name: string,
  help: string,
  labels: readonly Label[] = [],
  aggregator: GaugeDefinition['aggregator'] = 'sum',
): GaugeDefinition<Label> {
  return { type: 'gauge', name, help, labels, aggregator };
}

export function histogram<const Label extends string = never>(
  name: string,
  help: string,
  labels: readonly Label[],
  buckets: readonly number[],
): HistogramDefinition<Label> {
  return { type: 'histogram', name, help, labels, buckets };
}

/** One metric for each definition, under the same key. */
export type Metrics<Definitions> = {
  readonly [Key in keyof Definitions]: Definitions[Key] extends CounterDefinition<infer Label>
    ? Counter<Label>
    : Definitions[Key] extends GaugeDefinition<infer Label>
      ? Gauge<Label>
      : Definitions[Key] extends HistogramDefinition<infer Label>
        ? Histogram<Label>
        : never;
};

export function createMetrics<const Definitions extends Readonly<Record<string, MetricDefinition>>>(
  definitions: Definitions,
  registry: Registry,
): Metrics<Definitions> {
  const metrics = Object.entries(definitions).map(([key, definition]) => [key, create(definition, registry)]);
  return Object.fromEntries(metrics) as Metrics<Definitions>;
}

function create(definition: MetricDefinition, registry: Registry): object {
  const { name, help, labels: labelNames } = definition;
  const common = { name, help, labelNames, registers: [registry] };
  switch (definition.type) {
    case 'counter':
      return new Counter(common);
    case 'gauge':
      return new Gauge({ ...common, aggregator: definition.aggregator });
    case 'histogram':
      return new Histogram({ ...common, buckets: [...definition.buckets] });
  }
}
