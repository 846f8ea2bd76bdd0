import { describe, expect, it } from 'vitest';
import { ScimError } from '../../src/scim/errors.ts';
import { MAX_FILTER_DEPTH, MAX_FILTER_LENGTH, parseFilter } from '../../src/scim/filter-parse.ts';

const eq = (attribute: string, value: string | number | boolean | null) => ({
  kind: 'compare',
  path: { attribute },
  operator: 'eq',
  value,
});

function problem(text: string): string {
  try {
    parseFilter(text);
  } catch (error) {
    if (error instanceof ScimError && error.status === 400 && error.scimType === 'invalidFilter') {
      return error.message;
    }
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

describe('parseFilter', () => {
  it.each([
    ['userName eq "bjensen"', eq('userName', 'bjensen')],
    ['  userName   EQ\t"bjensen" ', eq('userName', 'bjensen')],
    ['active eq true', eq('active', true)],
    ['active Eq False', eq('active', false)],
    ['title eq null', eq('title', null)],
    ['age eq -1.5e2', eq('age', -150)],
    ['n eq -0', eq('n', 0)],
    ['userName eq"x"', eq('userName', 'x')],
    ['$ref eq "x"', eq('$ref', 'x')],
    ['2nd_name eq "x"', eq('2nd_name', 'x')],
    ['not eq "x"', eq('not', 'x')],
  ])('reads the comparison %s', (text, expected) => {
    expect(parseFilter(text)).toEqual(expected);
  });

  it.each(['ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'])('knows the operator %s', (operator) => {
    const expected = { kind: 'compare', path: { attribute: 'a' }, operator, value: 'x' };
    expect(parseFilter(`a ${operator.toUpperCase()} "x"`)).toEqual(expected);
  });

  it.each([
    ['"quote \\" and backslash \\\\"', 'quote " and backslash \\'],
    ['"\\u00e9\\n\\/"', 'é\n/'],
    ['"\\ud83d\\ude00"', '😀'],
    ['"a) or (b eq \\"c"', 'a) or (b eq "c'],
    ['"[0] and \u2028"', '[0] and \u2028'],
    ['""', ''],
  ])('unescapes %s as JSON does', (literal, expected) => {
    expect(parseFilter(`a eq ${literal}`)).toEqual(eq('a', expected));
  });

  it.each([
    ['name.familyName pr', { attribute: 'name', subAttribute: 'familyName' }],
    ['emails[0].value pr', { attribute: 'emails', index: 0, subAttribute: 'value' }],
    ['emails[12] pr', { attribute: 'emails', index: 12 }],
    [
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value pr',
      {
        schema: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
        attribute: 'manager',
        subAttribute: 'value',
      },
    ],
    [
      'urn:ietf:params:scim:schemas:core:2.0:User:emails[0].value PR',
      {
        schema: 'urn:ietf:params:scim:schemas:core:2.0:User',
        attribute: 'emails',
        index: 0,
        subAttribute: 'value',
      },
    ],
  ])('reads the path of %s', (text, path) => {
    expect(parseFilter(text)).toEqual({ kind: 'present', path });
  });

  it('binds not before and before or', () => {
    expect(parseFilter('a eq 1 or not (b eq 2) and c eq 3 OR d eq 4')).toEqual({
      kind: 'or',
      operands: [
        eq('a', 1),
        { kind: 'and', operands: [{ kind: 'not', operand: eq('b', 2) }, eq('c', 3)] },
        eq('d', 4),
      ],
    });
  });

  it('keeps conjunctions and disjunctions flat', () => {
    const flat = { kind: 'and', operands: [eq('a', 1), eq('b', 2), eq('c', 3)] };
    expect(parseFilter('a eq 1 and b eq 2 and c eq 3')).toEqual(flat);
    expect(parseFilter('(a eq 1 and (b eq 2)) AND c eq 3')).toEqual(flat);
    expect(parseFilter('(a eq 1 or b eq 2) and c eq 3')).toEqual({
      kind: 'and',
      operands: [{ kind: 'or', operands: [eq('a', 1), eq('b', 2)] }, eq('c', 3)],
    });
  });

  it('reads value paths, also with a sub-attribute behind them', () => {
    const valuePath = {
      kind: 'valuePath',
      path: { attribute: 'emails' },
      filter: { kind: 'and', operands: [eq('type', 'work'), eq('value', 'x')] },
    };
    expect(parseFilter('emails[type eq "work" and value eq "x"]')).toEqual(valuePath);
    expect(parseFilter('emails[type eq "work"].value eq "x"')).toEqual(valuePath);
    expect(parseFilter('a eq 1 and emails[type eq "work"].value eq "x"')).toEqual({
      kind: 'and',
      operands: [eq('a', 1), valuePath],
    });
  });

  it("reads SAP's short form only where it is asked for", () => {
    expect(parseFilter('displayName eq "A" or "B" or x eq 1', { repeatedValues: true })).toEqual({
      kind: 'or',
      operands: [eq('displayName', 'A'), eq('displayName', 'B'), eq('x', 1)],
    });
    expect(problem('displayName eq "A" or "B"')).toContain('position 23: expected an attribute name');
  });

  it.each([
    ['', 'position 1: it is empty'],
    ['   ', 'position 1: it is empty'],
    ['userName', 'position 9: expected an operator'],
    [
      'userName = "x"',
      'position 10: expected an operator (eq, ne, co, sw, ew, pr, gt, ge, lt, le) after the attribute, found "="',
    ],
    ['userName like "x"', 'found "like"'],
    ['userName eq', 'position 12: expected a value'],
    ['userName eq ada@example.com', 'position 13: expected a value: text in double quotes'],
    ["userName eq 'ada'", 'position 13: expected a value'],
    ['userName eq 01', 'position 13: expected a value'],
    ['userName eq "ada', 'position 13: the string that starts here has no closing double quote'],
    ['userName eq "CORP\\user"', 'position 13: the string is not a JSON string; a backslash is written \\\\'],
    ['userName eq "a" "b"', 'position 17: expected "and", "or" or the end'],
    ['userName eq "a" xor b eq 1', 'position 17: expected "and", "or" or the end'],
    ['a eq 1 and', 'position 11: expected an attribute name'],
    ['and a eq 1', 'position 5: expected an operator'],
    ['not a eq 1', 'position 5: expected an operator'],
    ['(a eq 1', 'position 8: expected "and", "or" or the ")" that closes the "(" at position 1'],
    ['(a eq 1]', 'position 8: expected "and", "or" or the ")"'],
    ['a eq 1)', 'position 7: expected "and", "or" or the end'],
    ['()', 'position 2: expected an attribute name'],
    ['a.b.c eq 1', 'position 1: expected an attribute name'],
    ['urn:x: eq 1', 'position 1: expected an attribute name'],
    [':a eq 1', 'position 1: expected an attribute name'],
    ['a[] pr', 'position 3: expected an attribute name'],
    ['a[b eq 1', 'position 9: expected "and", "or" or the "]" that closes the "[" at position 2'],
    ['a [b eq 1]', 'position 3: a "[" follows its attribute at once'],
    ['a[b[c eq 1]]', 'position 4: a value path cannot stand in another value path'],
    ['a[b eq 1]c eq 2', 'position 10: expected "and", "or", the end of the filter or a sub-attribute'],
    ['a[b eq 1] .c eq 2', 'position 11: expected "and", "or" or the end'],
    ['a eq 1e999', 'position 6: the number is too large'],
    ['a eq 12345678901234567890', 'position 6: the number is too large'],
  ])('refuses %s', (text, expected) => {
    expect(problem(text)).toContain(expected);
  });

  it('does not repeat values in its messages', () => {
    expect(problem('userName eq ada@example.com')).not.toContain('ada');
    expect(problem('userName eq "Ada Vale" Secret')).not.toMatch(/Ada|Secret/);
  });

  it('bounds length and nesting', () => {
    const nested = (depth: number) => `${'('.repeat(depth)}a pr${')'.repeat(depth)}`;
    expect(parseFilter(nested(MAX_FILTER_DEPTH))).toEqual({ kind: 'present', path: { attribute: 'a' } });
    expect(problem(nested(MAX_FILTER_DEPTH + 1))).toContain('nested more than 50 deep');
    expect(problem('('.repeat(MAX_FILTER_LENGTH))).toContain('nested more than 50 deep');
    expect(problem(`a eq "${'x'.repeat(MAX_FILTER_LENGTH)}"`)).toContain('at most 10000 characters');
    expect(parseFilter('not (a pr) and '.repeat(600).concat('a pr'))).toMatchObject({ kind: 'and' });
  });

  it('treats names of Object.prototype as attribute names', () => {
    expect(parseFilter('__proto__ eq "x"')).toEqual(eq('__proto__', 'x'));
    expect(problem('a eq constructor')).toContain('expected a value');
    expect(problem('a toString "x"')).toContain('expected an operator');
  });
});
