/** Metrics as data: what there is can be counted, and written down in the documentation, from one place. */

interface Definition<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly Label[];
}

export interface CounterDefinition<Label extends string = string> extends Definition<Label> {
  readonly type: 'counter';
  /** It counts with every request. */
  readonly isTallied?: boolean | undefined;
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

/** Of what happens with every request. */
export function tallied<const Label extends string>(
  name: string,
  help: string,
  labels: readonly Label[],
): CounterDefinition<Label> & { readonly isTallied: true } {
  return { type: 'counter', name, help, labels, isTallied: true };
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
