import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/scim/filter-ast.ts';
import { mayMatch } from '../../src/scim/filter-evaluate.ts';
import { parseFilter } from '../../src/scim/filter-parse.ts';
import type { JsonObject } from '../../src/scim/json.ts';

const CUSTOM = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';
const ADA: JsonObject = {
  id: 'P000001',
  userName: 'Ada',
  number: 7,
  nothing: '',
  emails: [{ value: 'old@example.com' }, { value: 'ada@example.com', primary: true }, { type: 'x' }],
  [CUSTOM]: { name: 'Admins' },
};
const matches = (filter: string) => mayMatch(parseFilter(filter) as Comparison, ADA);

describe('an entity that a backend found', () => {
  it.each([
    'id eq "P000001"',
    'userName eq "ADA "',
    'username eq "ada"',
    'emails eq "ADA@example.com"',
    'emails.value eq "ada@example.com"',
    'emails[0].value eq "ada@example.com"',
    `${CUSTOM}:name eq "admins"`,
    'number eq "7"',
    // What it does not show cannot be told.
    'externalId eq "x"',
    'nothing eq "x"',
    `${CUSTOM}:description eq "x"`,
    'phoneNumbers.value eq "x"',
  ])('can be one of %s', (filter) => {
    expect(matches(filter)).toBe(true);
  });

  it.each([
    'id eq "p000001"',
    'id eq "P000002"',
    'userName eq "bob"',
    'emails.value eq "bob@example.com"',
    `${CUSTOM}:name eq "others"`,
    'number eq 8',
  ])('is none of %s', (filter) => {
    expect(matches(filter)).toBe(false);
  });

  it('has an id', () => {
    expect(mayMatch(parseFilter('id eq "1"') as Comparison, { userName: 'ada' })).toBe(false);
  });
});
