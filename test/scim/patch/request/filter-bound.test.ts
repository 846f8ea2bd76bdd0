/** What filters in paths may cost together: a body of 10 MB has room for a million comparisons. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/scim/json.ts';
import { refusal } from '../helpers.ts';
import { GROUP, normalized, remove, replace, USER } from './support.ts';

const ids = (count: number) => Array.from({ length: count }, () => crypto.randomUUID());
const terms = (count: number) => ids(count).map((id) => `value eq "${id}"`);

describe('filters of one request', () => {
  it('name 4,000 members in one path', () => {
    expect(normalized(GROUP, remove(`members[${terms(4_000).join(' or ')}]`)).steps).toHaveLength(1);
  });

  it('name one member in each of 5,000 operations', () => {
    const operations = terms(5_000).map((term) => remove(`members[${term}]`));
    expect(normalized(GROUP, ...operations).steps).toHaveLength(5_000);
  });

  it.each<[string, JsonObject[]]>([
    ['terms', [remove(`emails[${'type eq 1 or '.repeat(700_000)}type eq 1]`)]],
    ['brackets', [replace(`emails[${'('.repeat(10_000_000)}`, 1)]],
    ['empty texts', [remove(`emails[${'""'.repeat(5_000_000)}]`)]],
    [
      'words with blanks that are not ASCII',
      [remove(`emails[${'a\u2003pr\u2003or\u2003'.repeat(20_000)}a]`)],
    ],
    ['operations', Array.from({ length: 50 }, () => remove(`emails[${'type pr or '.repeat(500)}type pr]`))],
    ['names', [{ op: 'add', value: { [`emails[${'type pr or '.repeat(20_000)}type pr]`]: 'x' } }]],
  ])('are refused with too many %s, before they are read', (_, operations) => {
    expect(refusal(() => normalized(USER, ...operations))).toMatch(
      /^400 tooMany Operations\[\d+\]: the filters in the paths of this request are too long: name the values in "value"/,
    );
  });
});
