/** What a process counts from its start to its end, whatever configuration it goes by. */
import type { FastifyRequest } from 'fastify';
import type { SystemWatch } from '../../connectors/watch.ts';
import { newCounters, type SystemCounters } from '../../proxy/counters.ts';
import { createMetrics } from '../../telemetry/metrics/create.ts';
import { type Exposition, expose } from '../../telemetry/metrics/exposition.ts';
import { statusLabel } from '../../telemetry/metrics/label-values.ts';
import { Registry } from '../../telemetry/metrics/prom-client.ts';
import type { Value } from '../../telemetry/metrics/tallies.ts';
import { HEALTH_PATHS } from '../health-paths.ts';
import { METRICS, SYSTEM } from './catalogue.ts';
import { readClients } from './client-readings.ts';
import { type Readings, read } from './readings.ts';
import { logonFailureOf, operationOf } from './request-labels.ts';
import { RequestTallies } from './request-tallies.ts';
import { type Observed, systemWatch } from './system-watch.ts';

export interface ProxyMetricsOptions {
  /** Of this package. Absent: nobody is told. */
  readonly version?: string | undefined;
}

export interface RenderOptions {
  /** Default: the text format of Prometheus. */
  readonly asOpenMetrics?: boolean | undefined;
  /** Whoever asks may know the ids of systems. */
  readonly namesSystems: boolean;
}

const DEFINITIONS = Object.values(METRICS);
const HEALTH: readonly string[] = HEALTH_PATHS;

export class ProxyMetrics {
  readonly #registry = new Registry();
  readonly #metrics = createMetrics(METRICS, this.#registry);
  readonly #requests = new RequestTallies(this.#metrics);
  readonly #counters = new Map<string, SystemCounters>();
  readonly #observed = new Map<string, Observed>();

  constructor({ version }: ProxyMetricsOptions = {}) {
    const { buildInfo, reloads, lastReload, lastReloadTime } = this.#metrics;
    if (version !== undefined) buildInfo.set({ version, node_version: process.version }, 1);
    // So that the first one is seen as a change.
    for (const result of ['ok', 'refused']) reloads.inc({ result }, 0);
    lastReload.set(1);
    lastReloadTime.setToCurrentTime();
  }

  /** Over reloads, too. */
  readonly countersOf = (systemId: string): SystemCounters => {
    const counters = this.#counters.get(systemId) ?? newCounters();
    this.#counters.set(systemId, counters);
    return counters;
  };

  readonly watchOf = (systemId: string): SystemWatch => {
    const observed: Observed = this.#observed.get(systemId) ?? new Set();
    this.#observed.set(systemId, observed);
    return systemWatch(systemId, this.#metrics, observed);
  };

  /** What came never became a request. @param status of the answer */
  readonly refused = (status: number): void => this.#metrics.refused.inc({ status: statusLabel(status) });

  /** An answer is out, or nobody waits for it any longer; the line of the log is complete. */
  requestEnded(request: FastifyRequest): void {
    const { trail } = request;
    if (HEALTH.includes(trail.route)) return;
    const { system = '', status = 0, durationMs = 0, operations, failedOperations = 0 } = trail;
    const operation = operationOf(request);
    this.#requests.count(system, operation, status, durationMs / 1000);
    if (operations !== undefined) {
      this.#metrics.bulkOperations.inc({ system, result: 'ok' }, operations - failedOperations);
      this.#metrics.bulkOperations.inc({ system, result: 'failed' }, failedOperations);
    }
    if (trail.user === undefined) {
      const failure = logonFailureOf(request);
      if (failure !== undefined) this.#metrics.logonFailures.inc({ ...failure });
    }
  }

  /** @param systemIds of the configuration in use */
  reloaded(result: 'ok' | 'refused', systemIds: Iterable<string>): void {
    const { reloads, lastReload, lastReloadTime } = this.#metrics;
    reloads.inc({ result });
    lastReload.set(Number(result === 'ok'));
    const inUse = new Set(systemIds);
    if (result === 'ok') {
      lastReloadTime.setToCurrentTime();
      void this.#forgetOthers(inUse);
    }
  }

  async render(readings: Readings, { asOpenMetrics, namesSystems }: RenderOptions): Promise<Exposition> {
    await read(this.#metrics, readings);
    readClients(this.#metrics, this.#observed);
    const { systems } = readings.runtime;
    // Requests that were under way when their system was removed count for nobody.
    const isShown = ({ system = '' }: { readonly [SYSTEM]?: unknown }) =>
      system === '' || systems.has(String(system));
    return await expose(this.#registry, DEFINITIONS, {
      asOpenMetrics,
      without: namesSystems ? undefined : SYSTEM,
      isShown,
    });
  }

  /** Series of systems that are no longer there: configurations come and go, and the process stays. */
  async #forgetOthers(systemIds: ReadonlySet<string>): Promise<void> {
    for (const kept of [this.#counters, this.#observed]) {
      for (const id of kept.keys()) if (!systemIds.has(id)) kept.delete(id);
    }
    for (const metric of Object.values(this.#metrics)) {
      const { values } = await metric.get();
      for (const { labels, sharedLabels = labels } of values as Iterable<Value>) {
        const { system, ...others } = sharedLabels as Partial<Record<string, string>>;
        if (system !== undefined && system !== '' && !systemIds.has(system)) {
          (metric as { remove(labels: object): void }).remove({ system, ...others });
          this.#requests.forget(system);
        }
      }
    }
  }
}
