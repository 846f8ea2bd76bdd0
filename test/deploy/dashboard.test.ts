/**
 * The dashboard of Grafana: it asks for what there is, and follows the rules of grafana/dashboard-linter (data source, job and instance
 * to choose, in every query; rates over `$__rate_interval`; counters as rates; titles, descriptions and units; not editable).
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { METRICS } from '../../src/server/telemetry/catalogue.ts';
import type { MetricDefinition } from '../../src/telemetry/metrics/definitions.ts';
import { metricsIn, PROMTOOL, promtool } from './prometheus.ts';

interface Target {
  readonly expr: string;
  readonly datasource: { readonly uid: string };
}

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly Target[];
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

const file = join(import.meta.dirname, '../../deploy/grafana/ipsproxy-dashboard.json');
const dashboard = JSON.parse(readFileSync(file, 'utf8'));
const panels: readonly Panel[] = dashboard.panels.filter(({ type }: Panel) => type !== 'row');
const targets = panels.flatMap(({ title, targets = [] }) => targets.map((target) => ({ title, ...target })));
const definitions: readonly MetricDefinition[] = Object.values(METRICS);
/** What the process and Node.js are asked for, and Prometheus itself. */
const OTHERS = [
  ...['up', 'process_cpu_seconds_total', 'process_resident_memory_bytes', 'process_open_fds'],
  ...['nodejs_heap_size_used_bytes', 'nodejs_eventloop_lag_p99_seconds', 'nodejs_gc_duration_seconds_sum'],
];

describe('panels', () => {
  it('ask for metrics that exist, and by labels that these have', () => {
    const labels = new Map(definitions.map(({ name, labels: of }) => [name, of as readonly string[]]));
    for (const { title, expr } of targets) {
      for (const name of metricsIn(expr)) {
        expect(labels.has(name) || OTHERS.includes(name), `${title}: ${name}`).toBe(true);
      }
      for (const [, name = '', selected = ''] of expr.matchAll(/(\w+)\{([^}]*)\}/g)) {
        const known = labels.get(name.replace(/_bucket$/, '')) ?? [];
        const asked = [...selected.matchAll(/(\w+)(?:=~|!~|!=|=)"/g)].map(([, label = '']) => label);
        expect(
          asked.filter((label) => ![...known, 'job', 'instance'].includes(label)),
          `${title}: ${name}`,
        ).toEqual([]);
      }
    }
  });

  it('show every metric of the proxy', () => {
    const shown = new Set(targets.flatMap(({ expr }) => metricsIn(expr)));
    const missing = definitions.map(({ name }) => name).filter((name) => !shown.has(name));
    expect(missing).toEqual(NOT_SHOWN);
  });

  it('have a title, a description, a unit, a query and a place of their own', () => {
    const taken = new Map<string, string>();
    for (const { title, description, fieldConfig, targets: some = [], datasource, gridPos } of panels) {
      expect(title).not.toBe('');
      expect(description, title).toMatch(/\.$/);
      expect(fieldConfig?.defaults.unit, title).toBeDefined();
      expect(some.length, title).toBeGreaterThan(0);
      for (const uid of [datasource?.uid, ...some.map((target) => target.datasource.uid)]) {
        expect(uid, title).toBe('$datasource');
      }
      const { x, y, w, h } = gridPos;
      expect(x + w, title).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column += 1) {
        for (let line = y; line < y + h; line += 1) {
          expect(taken.get(`${column} ${line}`), title).toBeUndefined();
          taken.set(`${column} ${line}`, title);
        }
      }
    }
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
  });

  it('follow the choice of job and instance, and of system where there is one', () => {
    const ofSystems = new Set(
      definitions.filter(({ labels }) => labels.includes('system')).map(({ name }) => name),
    );
    for (const { title, expr } of targets) {
      const selectors = [...expr.matchAll(/(\w+)\{([^}]*)\}/g)];
      expect(selectors.length, title).toBe(metricsIn(expr).length);
      for (const [, name = '', selected = ''] of selectors) {
        expect(selected, title).toContain('job=~"$job"');
        expect(selected, title).toContain('instance=~"$instance"');
        if (ofSystems.has(name.replace(/_bucket$/, '')) && !title.match(/ertificate/)) {
          expect(selected, title).toContain('system=~"$system"');
        }
      }
    }
  });

  it('show counters as rates, over the interval that Grafana proposes', () => {
    for (const { title, expr } of targets) {
      for (const [, range = ''] of expr.matchAll(/\}\[([^\]]*)\]/g))
        expect(range, title).toBe('$__rate_interval');
      const plain = expr.replaceAll(/\b(?:rate|increase)\(\w+(?:\{[^}]*\})?\[\$__rate_interval\]\)/g, '');
      expect(plain, title).not.toMatch(/_total|_bucket/);
    }
  });
});

/** What a number in another panel, or an alert, says as well. */
const NOT_SHOWN = [
  'ipsproxy_requests_per_minute_limit',
  'ipsproxy_config_last_reload_success_timestamp_seconds',
  'ipsproxy_revocation_list_expiry_timestamp_seconds',
  'ipsproxy_draining',
];

it('has a data source, jobs, instances and systems to choose', () => {
  const list = dashboard.templating.list as readonly Record<string, unknown>[];
  expect(
    list.map(({ name, label, type, multi, allValue }) => ({ name, label, type, multi, allValue })),
  ).toEqual([
    { name: 'datasource', label: 'Data source', type: 'datasource', multi: false, allValue: undefined },
    { name: 'job', label: 'Job', type: 'query', multi: true, allValue: '.+' },
    { name: 'instance', label: 'Instance', type: 'query', multi: true, allValue: '.+' },
    // Where systems are not named, none is chosen.
    { name: 'system', label: 'System', type: 'query', multi: true, allValue: '.*' },
  ]);
  expect(list.slice(1).every(({ refresh }) => refresh === 2)).toBe(true);
  expect(dashboard.editable).toBe(false);
});

it.skipIf(PROMTOOL === undefined)('has queries that Prometheus understands', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ipsproxy-dashboard-'));
  const rules = targets.map(({ expr }, index) => ({
    record: `panel:${index}`,
    expr: expr.replaceAll('$__rate_interval', '5m').replaceAll(/\$(?:job|instance|system)/g, '.+'),
  }));
  const place = join(folder, 'rules.yaml');
  writeFileSync(place, JSON.stringify({ groups: [{ name: 'panels', rules }] }));
  const { code, output } = await promtool(['check', 'rules', place]);
  rmSync(folder, { recursive: true });
  expect(code, output).toBe(0);
});
