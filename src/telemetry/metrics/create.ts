/** Makes metrics of their definitions. */
import type {
  CounterDefinition,
  GaugeDefinition,
  HistogramDefinition,
  MetricDefinition,
} from './definitions.ts';
import { Counter, Gauge, type Registry } from './prom-client.ts';
import { TalliedCounter, TalliedHistogram } from './tallies.ts';

/** One metric for each definition, under the same key. */
export type Metrics<Definitions> = {
  readonly [Key in keyof Definitions]: Definitions[Key] extends CounterDefinition<infer Label>
    ? Definitions[Key] extends { readonly isTallied: true }
      ? TalliedCounter<Label>
      : Counter<Label>
    : Definitions[Key] extends GaugeDefinition<infer Label>
      ? Gauge<Label>
      : Definitions[Key] extends HistogramDefinition<infer Label>
        ? TalliedHistogram<Label>
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
      return definition.isTallied ? new TalliedCounter(definition, registry) : new Counter(common);
    case 'gauge':
      return new Gauge({ ...common, aggregator: definition.aggregator });
    case 'histogram':
      return new TalliedHistogram(definition, registry);
  }
}
