/** docs/api.md has what clients can meet: every error, every family of URLs, every parameter, every header. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_COUNT, MAX_COUNT } from '../../src/proxy/paging.ts';
import { LONGEST_ID } from '../../src/scim/entity-id.ts';
import { ROUTE_FAMILIES } from '../../src/server/families.ts';
import { errorTable, withErrorTable } from './error-table.ts';
import { codesInSources } from './errors.ts';
import { page, ROOT } from './pages.ts';

const { text } = page('docs/api.md');
const errors = page('docs/errors.md').text;

describe('the table of errors', () => {
  it('is up to date (npm run docs:errors)', () => {
    expect(text).toBe(withErrorTable(text, errors));
  });

  it('has every error that a client can get', () => {
    const rows = [...errorTable(errors).matchAll(/\[(SCIM_\w+)\]/g)].map(([, code]) => code);
    expect(rows.sort()).toEqual(codesInSources().filter((code) => code.startsWith('SCIM_')));
  });

  it('says a status and what it means in each row', () => {
    const rows = errorTable(errors).trim().split('\n').slice(2);
    for (const row of rows)
      expect(row).toMatch(/^\| [45]\d\d \| (?:`\w+`)? \| [A-Z][^|`]*(?:`[^`|]+`[^|`]*)* \| \[/);
  });
});

describe('what the page promises to have all of', () => {
  it.each(ROUTE_FAMILIES)('families of URLs: $prefix', ({ prefix, waysIn }) => {
    const row =
      text
        .split('\n')
        .find((line) => line.startsWith(`| \`${prefix}\` |`))
        ?.toLowerCase() ?? '';
    expect(['basic', 'bearer', 'certificate'].filter((way) => row.includes(way))).toEqual(waysIn);
  });

  it('query parameters', () => {
    const named = (name: string) => text.includes(`\`${name}\``);
    const source = readFileSync(join(ROOT, 'src/proxy/query.ts'), 'utf8');
    const [, list = ''] = /const NAMES = \[([^\]]*)\]/.exec(source) ?? [];
    const parameters = [...list.matchAll(/'(\w+)'/g)].map(([, name = '']) => name);
    expect(parameters).toContain('startIndex');
    expect(parameters.filter((name) => !named(name) && !text.includes(`${name}=`))).toEqual([]);
  });

  it('bounds', () => {
    expect(text).toContain(`| \`count\` | ${DEFAULT_COUNT} | entities on a page, ${MAX_COUNT} at most`);
    expect(text).toContain(`| characters of an id | ${LONGEST_ID} |`);
  });

  it('headers of answers', () => {
    const headers = [
      'x-request-id',
      'etag',
      'location',
      'retry-after',
      'allow',
      'x-ipsproxy-warning',
      'www-authenticate',
      'preference-applied',
      'idempotency-replayed',
      'ratelimit',
      'ratelimit-policy',
    ];
    expect(headers.filter((name) => !text.toLowerCase().includes(`\`${name}\``))).toEqual([]);
  });
});
