import { describe, expect, it } from 'vitest';
import { ScimError } from '../../src/scim/errors.ts';
import type { Filter } from '../../src/scim/filter-ast.ts';
import { compileFilter } from '../../src/scim/filter-evaluate.ts';
import { parseFilter } from '../../src/scim/filter-parse.ts';
import type { JsonValue } from '../../src/scim/json.ts';
import { fc, reaching } from '../support/property.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const ada = {
  id: 'aB1',
  userName: 'Ada@Example.com',
  active: true,
  level: 7,
  title: '',
  nickName: null,
  name: { givenName: 'Ada', middleName: null },
  emails: [
    { value: 'ada@example.com', type: 'work', primary: true },
    { value: 'ada@home.example', type: 'home' },
  ],
  groups: [{ value: 'Gr1', display: 'Everybody' }],
  tags: ['a', 'B'],
  meta: { created: '2026-01-01T12:00:00Z', version: '3' },
  [ENTERPRISE]: { department: 'R&D', manager: { value: 'm1' } },
};

const matches = (filter: string, candidate: JsonValue = ada, scope?: string) =>
  compileFilter(parseFilter(filter), scope)(candidate);

describe('compileFilter', () => {
  it.each([
    'userName eq "ada@EXAMPLE.com"',
    'USERNAME eq "ada@example.com"',
    'userName ne "bob"',
    'userName co "EXAMPLE"',
    'userName sw "ADA"',
    'userName ew ".COM"',
    'userName gt "abc"',
    'userName ge "ada@example.com"',
    'userName le "ada@example.com"',
    'userName lt "b"',
    'userName pr',
    'id eq "aB1"',
    'active eq true',
    'active eq "True"',
    'active ne false',
    'level eq 7',
    'level gt 6.5',
    'level ge 7',
    'level le 7',
    'level lt 8',
    'level ne "7"',
    'nickName eq null',
    'missing eq null',
    'missing ne "x"',
    'userName ne null',
    'name pr',
    'name.givenName eq "ada"',
    'name.middleName eq null',
    'emails eq "ada@home.example"',
    'emails co "home"',
    'emails.value ew "home.example"',
    'emails.type eq "work"',
    'emails[0].type eq "work"',
    'emails[1].type eq "home"',
    'emails[type eq "home" and value co "home"]',
    'emails[not (type eq "work")]',
    'groups eq "Gr1"',
    'groups.value eq "Gr1"',
    'groups.display eq "everybody"',
    'tags eq "b"',
    'tags[value eq "b"]',
    'meta.created gt "2026-01-01T12:59:59+01:00"',
    'meta.created eq "2026-01-01T12:00:00z"',
    `${ENTERPRISE}:department eq "r&d"`,
    `${ENTERPRISE.toUpperCase()}:manager.value eq "m1"`,
    'urn:ietf:params:scim:schemas:core:2.0:User:userName pr',
    'userName eq "bob" or userName eq "ada@example.com" or userName eq null',
    'userName eq "bob" or level eq 1 or active eq true',
    'level gt 7 or level lt 8',
    'userName pr or userName eq "bob"',
    'userName ne "ada@example.com" or userName ne "bob"',
    'userName pr and not (userName eq "bob") and level eq 7',
  ])('%s', (filter) => {
    expect(matches(filter)).toBe(true);
  });

  it.each([
    'userName eq "ada"',
    'userName ne "ada@example.com"',
    'userName gt "b"',
    'userName sw "example"',
    'userName ew "example"',
    'userName eq null',
    'id eq "ab1"',
    'id eq "ab1" or id eq "AB1"',
    'active eq false',
    'active co "tru"',
    'level eq "7"',
    'level gt 7',
    'level lt 7',
    'level co "7"',
    'level gt 7 or level lt 7',
    'userName ne "ada@example.com" or userName eq "bob"',
    'title pr or userName eq null',
    'title pr',
    'nickName pr',
    'missing pr',
    'missing eq "x"',
    'missing gt "a"',
    'name.familyName pr',
    'emails[2].type pr',
    'emails[type eq "work" and value co "home"]',
    'emails.display pr',
    'groups eq "gr1"',
    'groups.value eq "gr1"',
    'userName.value eq "ada@example.com"',
    'meta.created gt "2026-01-01T13:00:00+01:00"',
    `department eq "R&D"`,
    'urn:acme:2.0:User:userName pr',
    `${ENTERPRISE}:userName pr`,
    'constructor pr',
    '__proto__ pr',
  ])('not %s', (filter) => {
    expect(matches(filter)).toBe(false);
  });

  it('tests single values, whose ids depend on the attribute', () => {
    expect(matches('value eq "A"', { value: 'a' }, 'emails')).toBe(true);
    expect(matches('value eq "A"', { value: 'a' }, 'Members')).toBe(false);
    expect(matches('value eq "A" or value eq "B"', { value: 'b' }, 'members')).toBe(false);
    expect(matches('value eq "A" or value eq "a"', { Value: 'a' }, 'members')).toBe(true);
    expect(matches('display eq "ADA" or display sw "B"', { display: 'Ada' }, 'members')).toBe(true);
    expect(matches('display eq "ADA"', { value: 'ADA', display: 'Ada' }, 'members')).toBe(true);
    expect(matches('value eq "A"', 'a')).toBe(true);
    expect(matches('value eq "A"', null)).toBe(false);
    expect(matches('value gt 1', 2)).toBe(true);
  });

  it.each(['active gt true', 'active co true', 'level sw 7', 'userName gt null', 'a[b lt false]'])(
    'refuses %s',
    (filter) => {
      const expected = expect.objectContaining({ status: 400, scimType: 'invalidFilter' });
      expect(() => matches(filter)).toThrow(ScimError);
      expect(() => matches(filter)).toThrow(expected);
    },
  );
});

describe('filters that are put together', () => {
  const leaves = [
    ...['level gt 5', 'level lt 3', 'level eq 7', 'level eq 2', 'level ne 7'],
    ...['title eq "x"', 'title eq "y"', 'title ne "x"', 'title eq null', 'title pr'],
    ...['tags eq "a"', 'tags eq "b"', 'tags co "a"', 'tags[value eq "b"]'],
  ].map((text) => parseFilter(text));
  const several = (inner: fc.Arbitrary<Filter>) => fc.array(inner, { minLength: 2, maxLength: 4 });
  const { filter } = fc.letrec<{ filter: Filter; leaf: Filter }>((tie) => ({
    leaf: fc.constantFrom(...leaves),
    filter: fc.oneof(
      { maxDepth: 3 },
      tie('leaf'),
      { weight: 3, arbitrary: several(tie('filter')).map((operands) => ({ kind: 'or' as const, operands })) },
      {
        weight: 2,
        arbitrary: several(tie('filter')).map((operands) => ({ kind: 'and' as const, operands })),
      },
      tie('filter').map((operand) => ({ kind: 'not' as const, operand })),
    ),
  }));
  const candidate = fc.record(
    {
      level: fc.integer({ min: 1, max: 9 }),
      title: fc.constantFrom('x', 'Y', ''),
      tags: fc.subarray(['a', 'B', 'c']),
    },
    { requiredKeys: [] },
  );

  /** By what its parts say, one by one. */
  function meant(tree: Filter, entity: JsonValue): boolean {
    if (tree.kind === 'or') return tree.operands.some((operand) => meant(operand, entity));
    if (tree.kind === 'and') return tree.operands.every((operand) => meant(operand, entity));
    if (tree.kind === 'not') return !meant(tree.operand, entity);
    return compileFilter(tree)(entity);
  }

  it('mean what their parts mean together', () => {
    fc.assert(
      fc.property(
        filter,
        candidate,
        reaching((tree, entity) => {
          expect(compileFilter(tree)(entity)).toBe(meant(tree, entity));
          return tree.kind === 'or' || tree.kind === 'and';
        }),
      ),
      { numRuns: 1_000 },
    );
  });
});
