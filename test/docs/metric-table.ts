/** The table of metrics in `docs/observability.md`, made of the catalogue, between `<!-- metrics -->` and `<!-- end of metrics -->`. */
import { METRICS } from '../../src/server/telemetry/catalogue.ts';
import type { MetricDefinition } from '../../src/telemetry/metrics/definitions.ts';

const TABLE = /(<!-- metrics -->\n)[\s\S]*?(<!-- end of metrics -->)/g;

/** The page with its table made again. */
export function withMetricTable(page: string): string {
  return page.replace(TABLE, (_, start: string, end: string) => `${start}\n${metricTable()}\n${end}`);
}

function metricTable(): string {
  const rows = Object.values(METRICS).map(({ name, type, labels, help }: MetricDefinition) => {
    const names = labels.map((label) => `\`${label}\``).join(', ');
    return `| \`${name}\` | ${type} | ${names} | ${help} |\n`;
  });
  return `| metric | type | labels | what |\n| --- | --- | --- | --- |\n${rows.join('')}`;
}
