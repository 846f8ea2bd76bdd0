/** `npm run docs:metrics`: makes the tables of metrics and alerts in `docs/observability.md` again. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withAlertTable, withMetricTable } from './metric-table.ts';
import { page, ROOT } from './pages.ts';

const { name, text } = page('docs/observability.md');
const made = withAlertTable(withMetricTable(text), page('deploy/prometheus/alerts.yaml').text);
if (made !== text) writeFileSync(join(ROOT, name), made);
