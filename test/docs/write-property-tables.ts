/** `npm run docs:properties`: makes the tables of properties in `docs/` again. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadOptions } from '../../src/cli/load-options.ts';
import { pages, ROOT } from './pages.ts';
import { withPropertyTables } from './property-tables.ts';

for (const { name, text } of pages) {
  const made = withPropertyTables(text, loadOptions);
  if (made !== text) writeFileSync(join(ROOT, name), made);
}
