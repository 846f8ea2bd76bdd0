/** `npm run docs:errors`: makes the table of errors in `docs/api.md` again. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withErrorTable } from './error-table.ts';
import { page, ROOT } from './pages.ts';

const { name, text } = page('docs/api.md');
const made = withErrorTable(text, page('docs/errors.md').text);
if (made !== text) writeFileSync(join(ROOT, name), made);
