/** What is read when somebody looks at the metrics, as it is known elsewhere already. */
import { X509Certificate } from 'node:crypto';
import type { AuditCounters } from '../../audit/audit-log.ts';
import type { Metrics } from '../../telemetry/metrics/create.ts';
import { shownCertificates } from '../certificate-expiry.ts';
import type { Overload } from '../overload/overload.ts';
import type { Runtime } from '../runtime.ts';
import type { METRICS } from './catalogue.ts';

type Read = Metrics<typeof METRICS>;

/** What there is to read. */
export interface Readings {
  readonly runtime: Runtime;
  readonly requestsInFlight: number;
  readonly isDraining: boolean;
  /** Absent: nothing is refused. */
  readonly overload?: Pick<Overload, 'isShedding' | 'refused'> | undefined;
  /** Absent: no audit log. */
  readonly audit?: Readonly<AuditCounters> | undefined;
}

export async function read(metrics: Read, readings: Readings): Promise<void> {
  const { runtime, requestsInFlight, isDraining, overload, audit } = readings;
  // First of all what has to be waited for: all others are read at one moment.
  const tripped = await trippedGuards(runtime);
  readSystems(metrics, runtime, tripped);
  readCertificates(metrics, runtime);
  metrics.limited.reset();
  for (const [limit, count] of Object.entries(runtime.limits.refused)) metrics.limited.inc({ limit }, count);
  metrics.requestsInFlight.set(requestsInFlight);
  metrics.stateAvailable.set(Number(runtime.state.isAvailable));
  metrics.draining.set(Number(isDraining));
  metrics.overload.set(Number(overload?.isShedding ?? false));
  metrics.overloadRefusals.reset();
  metrics.overloadRefusals.inc(overload?.refused ?? 0);
  readPlaces(metrics, runtime.limits);
  metrics.auditLines.reset();
  metrics.auditLines.inc(audit?.lines ?? 0);
  metrics.auditFailures.reset();
  metrics.auditFailures.inc(audit?.failures ?? 0);
}

function readPlaces(
  { requestsUnderWay, requestsWaiting }: Read,
  { places }: Pick<Runtime['limits'], 'places'>,
): void {
  requestsUnderWay.reset();
  requestsWaiting.reset();
  for (const [system, { taken, waiting }] of places) {
    requestsUnderWay.set({ system }, taken);
    requestsWaiting.set({ system }, waiting);
  }
}

/** As all instances know it: a release by a command is seen here at once. */
async function trippedGuards({ systems }: Pick<Runtime, 'systems'>): Promise<ReadonlyMap<string, boolean>> {
  const asked = [...systems].map(async ([id, slot]) => {
    const guard = slot.status === 'serving' ? slot.parts.lossWatch?.guard : undefined;
    return guard === undefined ? [] : [[id, await guard.isTripped()] as const];
  });
  return new Map((await Promise.all(asked)).flat());
}

function readSystems(
  metrics: Read,
  { systems, limits }: Runtime,
  tripped: ReadonlyMap<string, boolean>,
): void {
  const { failedReads, transformationFailures, hiddenReads, skippedOperations, guardRefusals, guardTripped } =
    metrics;
  for (const each of [
    ...[failedReads, transformationFailures, hiddenReads, skippedOperations, guardRefusals],
    ...[guardTripped, metrics.systems, metrics.requestsPerMinuteLimit, metrics.attemptsPerMinuteLimit],
  ]) {
    each.reset();
  }
  for (const [system, slot] of systems) {
    metrics.systems.set({ system, state: slot.status }, 1);
    if (slot.status !== 'serving') continue;
    const { counters } = slot.system;
    failedReads.inc({ system }, counters.failedReads);
    skippedOperations.inc({ system }, counters.skippedOperations);
    for (const [entity_type, count] of counters.hiddenReads) hiddenReads.inc({ system, entity_type }, count);
    for (const { entityType: entity_type, direction, kind, count } of counters.failures.values()) {
      transformationFailures.inc({ system, entity_type, direction, kind }, count);
    }
    const { lossWatch, connector } = slot.parts;
    const { requestsPerMinute } = connector;
    if (requestsPerMinute !== undefined) metrics.attemptsPerMinuteLimit.set({ system }, requestsPerMinute);
    guardRefusals.inc({ system }, lossWatch?.guard?.refusals ?? 0);
    guardTripped.set({ system }, Number(tripped.get(system) ?? false));
  }
  for (const [system, most] of limits.requestsPerMinute) metrics.requestsPerMinuteLimit.set({ system }, most);
}

function readCertificates(metrics: Read, runtime: Runtime): void {
  const { certificateExpiry, revocationListExpiry } = metrics;
  certificateExpiry.reset();
  revocationListExpiry.reset();
  const ends = new Map<
    string,
    { readonly system: string; readonly property: string; readonly end: number }
  >();
  const note = (system: string, property: string, end: number) => {
    const key = `${property} ${system}`;
    const known = ends.get(key);
    if (known === undefined || end < known.end) ends.set(key, { system, property, end });
  };
  for (const { systemId = '', property, expires } of shownCertificates(runtime))
    note(systemId, property, expires);
  const { authorities, revocationLists } = runtime.tls?.material.trust ?? {
    authorities: [],
    revocationLists: [],
  };
  for (const { notAfter } of authorities) note('', 'server.tls.clientAuthorities', notAfter);
  for (const end of endsOf(runtime.authorities ?? [])) note('', 'server.certificateAuthorities', end);
  for (const { system, property, end } of ends.values())
    certificateExpiry.set({ system, property }, end / 1000);
  if (revocationLists.length > 0) {
    revocationListExpiry.set(
      { property: 'server.tls.revocationLists' },
      firstRenewal(revocationLists) / 1000,
    );
  }
}

/** Of several lists of an authority, the newest one counts. */
function firstRenewal(lists: readonly { readonly issuer: string; readonly nextUpdate: number }[]): number {
  const newest = new Map<string, number>();
  for (const { issuer, nextUpdate } of lists) {
    newest.set(issuer, Math.max(nextUpdate, newest.get(issuer) ?? 0));
  }
  return Math.min(...newest.values());
}

/** Read once: they are the same for as long as a configuration is. */
const known = new WeakMap<readonly string[], readonly number[]>();

/** @returns milliseconds since the epoch */
function endsOf(pems: readonly string[]): readonly number[] {
  const before = known.get(pems);
  if (before !== undefined) return before;
  const ends = pems.map((pem) => new X509Certificate(pem).validToDate.getTime());
  known.set(pems, ends);
  return ends;
}
