/** What the proxied systems counted, in the text format of Prometheus. Anybody may ask, so there are no ids here. */
import type { AuditCounters } from '../audit/audit-log.ts';
import type { SystemCounters } from '../proxy/counters.ts';
import type { DeletionGuard } from '../proxy/deletion-guard/guard.ts';
import type { Runtime } from './runtime.ts';

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

const AUDIT_METRICS = [
  { name: 'ipsproxy_audit_lines_total', help: 'Lines written to the audit log.', counter: 'lines' },
  {
    name: 'ipsproxy_audit_failures_total',
    help: 'Attempts to write to the audit log that failed.',
    counter: 'failures',
  },
] as const;

/**
 * Counted since the configuration was loaded: a reload starts anew, which Prometheus takes for a restart. Deletion guards and limits
 * go on counting.
 *
 * @param audit counted since the start; absent: no audit log
 */
export async function renderMetrics(
  { systems, limits, state }: Pick<Runtime, 'systems' | 'limits' | 'state'>,
  audit?: Readonly<AuditCounters>,
): Promise<string> {
  const slots = [...systems.values()].filter((slot) => slot.status === 'serving');
  const serving = slots.map(({ system }) => system.counters);
  const totals = METRICS.map(({ name, help, counter }) => {
    const total = serving.reduce((sum, counters) => sum + counters[counter], 0);
    return renderCounter(name, help, total);
  });
  const guards = slots.flatMap(({ parts }) => parts.lossWatch?.guard ?? []);
  const tripped = await renderTripped(guards);
  const audited = AUDIT_METRICS.map(({ name, help, counter }) =>
    renderCounter(name, help, audit?.[counter] ?? 0),
  );
  return [
    ...totals,
    renderHidden(serving),
    renderCounter(
      'ipsproxy_deletion_guard_refusals_total',
      'Changes that deletion guards did not let through.',
      guards.reduce((sum, { refusals }) => sum + refusals, 0),
    ),
    tripped,
    renderRefused(limits),
    renderState(state),
    ...audited,
  ].join('');
}

function renderCounter(name: string, help: string, total: number): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} counter\n${name} ${total}\n`;
}

/** Since the process began: a reload does not change what the limits have counted. */
function renderRefused({ refused }: Runtime['limits']): string {
  const name = 'ipsproxy_limited_requests_total';
  const lines = Object.entries(refused).map(([limit, count]) => `${name}{limit="${limit}"} ${count}\n`);
  const help =
    'Requests refused because of a limit: of the technical user, of the system, or of what it does at once.';
  return `# HELP ${name} ${help}\n# TYPE ${name} counter\n${lines.join('')}`;
}

function renderState({ isAvailable }: Runtime['state']): string {
  const name = 'ipsproxy_state_available';
  const help = '1: what is remembered can be reached; 0: it cannot, and each instance counts for itself.';
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${Number(isAvailable)}\n`;
}

/** As all instances know it: a release by a command is seen here at once. */
async function renderTripped(guards: readonly DeletionGuard[]): Promise<string> {
  const name = 'ipsproxy_deletion_guard_tripped';
  const tripped = (await Promise.all(guards.map((guard) => guard.isTripped()))).filter(Boolean).length;
  const help = 'Systems whose deletion guard lets nothing be taken away until somebody looks.';
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${tripped}\n`;
}

/** By entity type, whose condition hides them; a condition's own text may say too much. */
function renderHidden(serving: readonly SystemCounters[]): string {
  const name = 'ipsproxy_hidden_reads_total';
  const totals = new Map<string, number>();
  for (const { hiddenReads } of serving) {
    for (const [entityType, count] of hiddenReads)
      totals.set(entityType, (totals.get(entityType) ?? 0) + count);
  }
  const lines = [...totals].map(
    ([entityType, total]) => `${name}{entity_type="${escaped(entityType)}"} ${total}\n`,
  );
  const help = 'Entities that the condition of their read transformation kept from clients.';
  return `# HELP ${name} ${help}\n# TYPE ${name} counter\n${lines.join('')}`;
}

/** As the text format wants it in a label. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
