/** docs/scaling.md has what `npm run bench:scaling` prints. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { coreTable, initialLoadTable, membershipTable } from '../../../bench/scaling/tables.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/scaling.md'), 'utf8');

it.each([
  ['core', coreTable],
  ['initial load', initialLoadTable],
  ['members', membershipTable],
])('the table of %s', (name, compute) => {
  const [, shown] = new RegExp(`<!-- computed: ${name} -->\\n([^]*?)<!-- end -->`).exec(page) ?? [];
  expect(shown).toBe(compute());
});
