/**
 * What is counted, as text: for Prometheus, or as OpenMetrics where that is asked for. Hundreds of systems are tens of thousands of
 * lines, so they are written in pieces: requests go on in between.
 */
import { setImmediate as othersTurn } from 'node:timers/promises';
import type { Aggregator, Registry as LibraryRegistry, RegistryContentType } from 'prom-client';
import type { MetricDefinition } from './definitions.ts';
import { Registry } from './prom-client.ts';
import type { Value } from './tallies.ts';

export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

export interface ExpositionOptions {
  /** Default: the text format of Prometheus. */
  readonly asOpenMetrics?: boolean | undefined;
  /** A label that whoever asks need not know: the series that differ by it alone are one. Default: none. */
  readonly without?: string | undefined;
  /** Whether a series is shown. */
  readonly isShown: (labels: Readonly<Record<string, unknown>>) => boolean;
}

type Json = Awaited<ReturnType<Registry['getMetricsAsJSON']>>[number];
type Writer = LibraryRegistry<RegistryContentType>;
/** Tallies make their values as they are asked for. */
type Read = Omit<Json, 'values'> & { readonly values: Iterable<Value> };
/** Its types lack what it exports for clusters. */
type Library = typeof import('prom-client') & {
  readonly aggregators: Readonly<Record<Aggregator, (metrics: readonly Read[]) => { values: Value[] }>>;
};

/** Values that are written in one go, which takes a millisecond or two. */
const PIECE = 1_000;

/** Gauges with names of counters, which those without this end say as well. */
const BADLY_NAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** Process and Node.js; the registry of all that the proxy does not count itself. */
let defaults: Registry | undefined;

/** @param definitions of the metrics in the registry */
export async function expose(
  registry: Registry,
  definitions: readonly MetricDefinition[],
  { asOpenMetrics = false, without, isShown }: ExpositionOptions,
): Promise<Exposition> {
  const library = (await import('prom-client')).default as Library;
  defaults ??= defaultMetrics(library);
  const own = ((await registry.getMetricsAsJSON()) as readonly Read[]).map((metric) => ({
    ...metric,
    values: only(metric.values, isShown),
  }));
  const all = [...own, ...((await defaults.getMetricsAsJSON()) as readonly Read[])];
  const contentType = asOpenMetrics ? library.openMetricsContentType : library.prometheusContentType;
  // The form of the text is a matter of the registry.
  const writer: Writer = new library.Registry<RegistryContentType>();
  writer.setContentType(contentType);
  const labels = new Map(definitions.map((definition) => [definition.name, definition.labels]));
  const texts: string[] = [];
  for (const metric of all) {
    const names = labels.get(metric.name) ?? [];
    const isWhole = without === undefined || !names.includes(without);
    const shown = isWhole ? metric : await withoutLabel(metric, without, names, library);
    texts.push(await textOf(shown, writer));
  }
  return { contentType, text: asOpenMetrics ? `${texts.join('\n')}\n# EOF\n` : `${texts.join('\n\n')}\n` };
}

function* only(values: Iterable<Value>, isShown: ExpositionOptions['isShown']): Generator<Value> {
  for (const value of values) if (isShown(value.sharedLabels ?? value.labels)) yield value;
}

/** Gives all others a turn between them. */
async function* piecesOf(values: Iterable<Value>): AsyncGenerator<Value[]> {
  let piece: Value[] = [];
  for (const value of values) {
    piece.push(value);
    if (piece.length < PIECE) continue;
    yield piece;
    piece = [];
    await othersTurn();
  }
  yield piece;
}

/** @param writer has no other metrics @returns without a line end at its end */
async function textOf(metric: Read, writer: Writer): Promise<string> {
  const isOpen = writer.contentType.startsWith('application/openmetrics-text');
  const name = isOpen && String(metric.type) === 'counter' ? metric.name.replace(/_total$/, '') : metric.name;
  let values: readonly Value[] = [];
  // As the library itself does with those of a cluster.
  writer.clear();
  writer.registerMetric({ name, get: async () => ({ ...metric, name, values }) } as never);
  const head = await writer.getSingleMetricAsString(name);
  let text = head;
  for await (values of piecesOf(metric.values)) {
    text += (await writer.getSingleMetricAsString(name)).slice(head.length);
  }
  return text;
}

/** Watching the event loop and the collector costs, so it begins when somebody wants to know. */
function defaultMetrics({ collectDefaultMetrics }: Library): Registry {
  const register = new Registry();
  collectDefaultMetrics({ register });
  for (const name of BADLY_NAMED) register.removeSingleMetric(name);
  return register;
}

/** OpenMetrics only for those who name it; in doubt what every scraper reads. @param accept the header */
export function prefersOpenMetrics(accept = ''): boolean {
  const weights = { openMetrics: 0, plain: 0 };
  for (const range of accept.split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    const weight = q === undefined ? 1 : Number(q.slice(2)) || 0;
    if (type === 'application/openmetrics-text') weights.openMetrics = Math.max(weights.openMetrics, weight);
    else if (type === 'text/plain') weights.plain = Math.max(weights.plain, weight);
  }
  return weights.openMetrics > 0 && weights.openMetrics >= weights.plain;
}

async function withoutLabel(
  metric: Read,
  label: string,
  names: readonly string[],
  { aggregators }: Library,
): Promise<Read> {
  let merged: Value[] = [];
  for await (const piece of piecesOf(metric.values)) {
    const values = piece.map(({ labels, sharedLabels, ...value }) => {
      const { [label]: _, ...others } = { ...labels, ...sharedLabels };
      return { ...value, labels: others };
    });
    merged = aggregators[metric.aggregator]([{ ...metric, values: [...merged, ...values] }]).values;
  }
  // What is never said of anything is 0 of all together, as of a metric without labels.
  const isNever = merged.length === 0 && names.length === 1 && String(metric.type) === 'counter';
  return { ...metric, values: isNever ? [{ value: 0, labels: {} }] : merged };
}
