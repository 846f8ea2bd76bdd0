/** `npm run docs:attacks`: lists the attacks in `docs/attacks.md` again. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attacksPage } from './attack-list.ts';
import { ROOT } from './pages.ts';

writeFileSync(join(ROOT, 'docs/attacks.md'), await attacksPage());
