/** The table of metrics in `docs/observability.md`, made of the catalogue, between `<!-- metrics -->` and `<!-- end of metrics -->`. */
import { parse } from 'yaml';
import { METRICS } from '../../src/server/telemetry/catalogue.ts';
import type { MetricDefinition } from '../../src/telemetry/metrics/definitions.ts';

const TABLE = /(<!-- metrics -->\n)[\s\S]*?(<!-- end of metrics -->)/g;

/** The page with its table made again. */
export function withMetricTable(page: string): string {
  return page.replace(TABLE, (_, start: string, end: string) => `${start}\n${metricTable()}\n${end}`);
}

const ALERTS = /(<!-- alerts -->\n)[\s\S]*?(<!-- end of alerts -->)/;

interface Rule {
  readonly alert: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string };
}

/** @param rules text of deploy/prometheus/alerts.yaml */
export function withAlertTable(page: string, rules: string): string {
  const all = parse(rules).groups.flatMap((group: { readonly rules: readonly Rule[] }) => group.rules);
  const rows = all.map(({ alert, labels, annotations }: Rule) => {
    // Templates of Prometheus say what only an alert that fires knows.
    const when = annotations.summary
      .replace(/\{\{ with .*?\{\{ end \}\}/g, '')
      .replace(/\{\{ \$(?:labels\.)?(\w+)(?: \| \w+)? \}\}/g, '…');
    return `| \`${alert}\` | ${labels.severity} | ${when} |\n`;
  });
  return page.replace(ALERTS, (_, start: string, end: string) => `${start}${rows.join('')}${end}`);
}

function metricTable(): string {
  const rows = Object.values(METRICS).map(({ name, type, labels, help }: MetricDefinition) => {
    const names = labels.map((label) => `\`${label}\``).join(', ');
    return `| \`${name}\` | ${type} | ${names} | ${help} |\n`;
  });
  return `| metric | type | labels | what |\n| --- | --- | --- | --- |\n${rows.join('')}`;
}
