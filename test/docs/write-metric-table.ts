/** `npm run docs:metrics`: makes the table of metrics in `docs/observability.md` again. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withMetricTable } from './metric-table.ts';
import { page, ROOT } from './pages.ts';

const { name, text } = page('docs/observability.md');
const made = withMetricTable(text);
if (made !== text) writeFileSync(join(ROOT, name), made);
