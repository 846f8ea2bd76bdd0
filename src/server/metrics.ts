/** What the proxied systems counted, in the text format of Prometheus. Anybody may ask, so there are no ids here. */
import type { SystemSlot } from './runtime.ts';

const METRICS = [
  {
    name: 'ipsproxy_failed_reads_total',
    help: 'Entities left out of lists because their read transformation failed.',
    counter: 'failedReads',
  },
  {
    name: 'ipsproxy_skipped_operations_total',
    help: 'Writes answered without touching the backend because of skipOperations.',
    counter: 'skippedOperations',
  },
] as const;

export const METRICS_MEDIA_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Counted since the configuration was loaded: a reload starts anew, which Prometheus takes for a restart. */
export function renderMetrics(slots: Iterable<SystemSlot>): string {
  const serving = [...slots].flatMap((slot) => (slot.status === 'serving' ? [slot.system.counters] : []));
  return METRICS.map(({ name, help, counter }) => {
    const total = serving.reduce((sum, counters) => sum + counters[counter], 0);
    return `# HELP ${name} ${help}\n# TYPE ${name} counter\n${name} ${total}\n`;
  }).join('');
}
