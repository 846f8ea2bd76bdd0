import { expect, it } from 'vitest';
import { attacksPage } from './attack-list.ts';
import { page } from './pages.ts';

it('docs/attacks.md lists the attacks that are tried (npm run docs:attacks)', async () => {
  expect(page('docs/attacks.md').text).toBe(await attacksPage());
});
