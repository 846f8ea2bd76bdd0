import { describe, expect, it } from 'vitest';
import { parseAttributePath } from '../../src/scim/attribute-path.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { compareSortValues, type SortOrder, sortValueOf } from '../../src/scim/sort-values.ts';

function sorted(by: string, order: SortOrder, resources: readonly JsonObject[]): unknown[] {
  const path = parseAttributePath(by);
  if (path === undefined) throw new Error('no path');
  const sortValue = sortValueOf(path);
  return resources
    .toSorted((one, other) => compareSortValues(sortValue(one), sortValue(other), order))
    .map(({ n }) => n);
}

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('RFC 7644 §3.4.2.3: what a list is sorted by', () => {
  const people: JsonObject[] = [
    { n: 1, userName: 'bob', externalId: 'b' },
    { n: 2 },
    { n: 3, userName: 'Ada', externalId: 'A' },
    { n: 4, userName: 'CARL', externalId: 'a', [ENTERPRISE]: { department: 'x' } },
  ];
  it.each<[string, SortOrder, number[]]>([
    ['userName', 'ascending', [3, 1, 4, 2]],
    ['USERNAME', 'descending', [2, 4, 1, 3]],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName', 'ascending', [3, 1, 4, 2]],
    // Letters count in ids.
    ['externalId', 'ascending', [3, 4, 1, 2]],
    [`${ENTERPRISE}:department`, 'ascending', [4, 1, 2, 3]],
  ])('%s, %s', (by, order, wanted) => {
    expect(sorted(by, order, people)).toEqual(wanted);
  });

  it('is the primary value of a list, else the first', () => {
    const resources: JsonObject[] = [
      {
        n: 1,
        emails: [
          { value: 'x', type: 'work' },
          { value: 'a', type: 'home', primary: true },
        ],
      },
      { n: 2, emails: [{ value: 'b', type: 'other' }, { value: 'A' }] },
      { n: 3, emails: [] },
    ];
    expect(sorted('emails', 'descending', resources)).toEqual([3, 2, 1]);
    expect(sorted('emails.value', 'ascending', resources)).toEqual([1, 2, 3]);
    expect(sorted('emails.type', 'descending', resources)).toEqual([3, 2, 1]);
    expect(sorted('emails[0].value', 'ascending', resources)).toEqual([2, 1, 3]);
  });

  it('is a number or a time where the value is one', () => {
    const resources: JsonObject[] = [
      { n: 1, x: 10, meta: { created: '2026-01-01T12:00:00+02:00' } },
      { n: 2, x: 9, meta: { created: '2026-01-01T11:00:00Z' } },
      { n: 3, x: true, meta: { created: '2026-01-01T10:30:00Z' } },
    ];
    expect(sorted('x', 'ascending', resources)).toEqual([3, 2, 1]);
    expect(sorted('meta.created', 'ascending', resources)).toEqual([1, 3, 2]);
  });
});
