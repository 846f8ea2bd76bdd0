/** Alert rules, the example configuration, and what `/metrics` says, judged by Prometheus itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { METRICS } from '../../src/server/telemetry/catalogue.ts';
import { ProxyMetrics } from '../../src/server/telemetry/proxy-metrics.ts';
import { fakeSystem, runtimeOf } from '../server/helpers.ts';
import { metricsIn, PROMTOOL, promtool } from './prometheus.ts';

const FOLDER = join(import.meta.dirname, '../../deploy/prometheus');
const ROOM = {
  runtime: await runtimeOf({ systems: [fakeSystem()] }),
  requestsInFlight: 0,
  isDraining: false,
};

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: Readonly<Record<string, string>>;
}

const text = (name: string) => readFileSync(join(FOLDER, name), 'utf8');
const rules = parse(text('alerts.yaml')).groups.flatMap(({ rules }: { rules: Rule[] }) => rules) as Rule[];

async function shown(): Promise<string> {
  const metrics = new ProxyMetrics({ version: '1.2.3' });
  const watch = metrics.watchOf(fakeSystem().id);
  for (const outcome of [{ status: 200 }, { reason: 'ECONNRESET' }]) {
    watch.attempted({ method: 'GET', purpose: 'api', template: undefined }, outcome, 5);
  }
  return (await metrics.render(ROOM, { namesSystems: true })).text;
}

describe('alerts', () => {
  it('ask for metrics that exist', async () => {
    const names = new Set([...(await shown()).matchAll(/^# TYPE (\w+) /gm)].map(([, name = '']) => name)).add(
      'up',
    );
    expect(names.size).toBeGreaterThan(Object.keys(METRICS).length);
    for (const { alert, expr } of rules) {
      const asked = metricsIn(expr);
      expect(asked.length, alert).toBeGreaterThan(0);
      expect(
        asked.filter((name) => !names.has(name)),
        alert,
      ).toEqual([]);
    }
  });

  it('say how bad it is, what is the matter and what to do', () => {
    for (const { labels, annotations } of rules) {
      expect(['critical', 'warning', 'info']).toContain(labels.severity);
      expect(annotations['summary']).toMatch(/\.$/);
      expect(annotations['description']).toMatch(/[.?]$/);
    }
  });

  it('are all tried in alerts.test.yaml', () => {
    const tried = text('alerts.test.yaml');
    expect(rules.map(({ alert }) => alert).filter((alert) => !tried.includes(`"${alert}"`))).toEqual([]);
  });
});

describe.skipIf(PROMTOOL === undefined)('promtool', () => {
  it.each([
    ['check', 'rules', 'alerts.yaml'],
    ['test', 'rules', 'alerts.test.yaml'],
    ['check', 'config', 'prometheus.yaml'],
  ])('%s %s %s', async (what, of, file) => {
    const { code, output } = await promtool([what, of, join(FOLDER, file)]);
    expect(code, output).toBe(0);
  });

  it('finds nothing to correct in what /metrics says', async () => {
    expect(await promtool(['check', 'metrics'], await shown())).toEqual({ code: 0, output: '' });
    const wrong = await promtool(['check', 'metrics'], '# TYPE things counter\nthings 1\n');
    expect(wrong.code).not.toBe(0);
  });
});
