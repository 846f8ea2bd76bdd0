/** What is counted, as text: for Prometheus, or as OpenMetrics where that is asked for. */
import type { Aggregator, RegistryContentType } from 'prom-client';
import type { MetricDefinition } from './definitions.ts';
import { Registry } from './prom-client.ts';

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
/** Its types lack what it exports for clusters. */
type Library = typeof import('prom-client') & {
  readonly aggregators: Readonly<Record<Aggregator, (metrics: readonly Json[]) => Json>>;
};

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
  const own = (await registry.getMetricsAsJSON()).map((metric) => ({
    ...metric,
    values: metric.values.filter(({ labels }) => isShown(labels)),
  }));
  const shown = without === undefined ? own : withoutLabel(own, without, definitions, library);
  // A registry of its own for each answer: the form of the text is a matter of the registry, and changes names in it.
  const contentType = asOpenMetrics ? library.openMetricsContentType : library.prometheusContentType;
  const answer = new library.Registry<RegistryContentType>();
  answer.setContentType(contentType);
  for (const metric of [...shown, ...(await defaults.getMetricsAsJSON())]) {
    // As the library itself does with those of a cluster. It changes the name of what is registered.
    const registered = { ...metric, get: async () => registered };
    answer.registerMetric(registered as never);
  }
  return { contentType, text: await answer.metrics() };
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

function withoutLabel(
  metrics: readonly Json[],
  label: string,
  definitions: readonly MetricDefinition[],
  { aggregators }: Library,
): Json[] {
  const labels = new Map(definitions.map((definition) => [definition.name, definition.labels]));
  return metrics.map((metric) => {
    const names = labels.get(metric.name) ?? [];
    if (!names.includes(label)) return metric;
    // What is never said of anything is 0 of all together, as of a metric without labels.
    if (metric.values.length === 0 && names.length === 1 && String(metric.type) === 'counter') {
      return { ...metric, values: [{ value: 0, labels: {} }] };
    }
    const values = metric.values.map(({ labels: { [label]: _, ...others }, ...value }) => ({
      ...value,
      labels: others,
    }));
    return aggregators[metric.aggregator]([{ ...metric, values }]);
  });
}
