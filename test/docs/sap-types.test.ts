/** The types of systems that SAP has, as docs/migration.md lists them, are those that are known here. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadOptions } from '../../src/cli/load-options.ts';
import { connectorOf } from '../../src/config/connector-of.ts';
import { SAP_TYPES } from '../../src/config/sap-types.ts';
import { ROOT } from './pages.ts';

it('docs/migration.md lists them all', () => {
  const page = readFileSync(join(ROOT, 'docs/migration.md'), 'utf8');
  const [, table = ''] =
    /\n\| type \| `type` here \| names of its properties begin with \| protocol \|\n[^\n]*\n((?:\|[^\n]*\n)+)/.exec(
      page,
    ) ?? [];
  expect(table.trimEnd().split('\n')).toEqual(
    SAP_TYPES.map(
      ({ title, prefix, protocol = 'SCIM 2.0' }) =>
        `| ${title} | ${typeOf(title)} | ${prefix === undefined ? '' : `${prefix}.`} | ${protocol} |`,
    ),
  );
});

/** In backticks; nothing where it is not served. */
function typeOf(title: string): string {
  const definition = connectorOf(title, loadOptions.definitions);
  return definition === undefined ? '' : `\`${definition.type}\``;
}
