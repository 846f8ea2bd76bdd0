import { describe, expect, it } from 'vitest';
import { EvaluationError, ExpressionError } from '../../../src/transformation/errors.ts';
import {
  compileCondition,
  conditionPaths,
  conditionVariables,
  parseCondition,
  printPath,
} from '../../../src/transformation/jsonpath/index.ts';
import type { Json, Variables } from '../../../src/transformation/types.ts';

function test(expression: string, document: Json, variables?: Variables): boolean {
  return compileCondition(expression).test(document, document, variables);
}

function errorOf(expression: string): ExpressionError {
  try {
    compileCondition(expression);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
  }
  throw new Error(`${expression} was accepted`);
}

describe('$ and @', () => {
  it('are the entity and the element', () => {
    const condition = compileCondition("@.type == $.wanted && $.wanted && @.value == 'x'");
    expect(condition.test({ wanted: 'work' }, { type: 'work', value: 'x' })).toBe(true);
    expect(condition.test({ wanted: 'home' }, { type: 'work', value: 'x' })).toBe(false);
    expect(condition.test({}, { type: 'work', value: 'x' })).toBe(false);
  });

  it('are the same without an element', () => {
    expect(compileCondition('@.a == $.a && @.a == 1').test({ a: 1 })).toBe(true);
  });
});

describe('EMPTY', () => {
  it.each<[string, Json, boolean]>([
    ['$.a EMPTY true', {}, true],
    ['$.a EMPTY true', { a: null }, true],
    ['$.a EMPTY false', { a: null }, false],
    ['$.a EMPTY true', { a: {} }, true],
    ['$.a EMPTY false', { a: { b: 1 } }, true],
    ['$.a EMPTY true', { a: 0 }, false],
    ['$.a EMPTY false', { a: 0 }, false],
    ["$.a EMPTY 'x'", {}, false],
    ['$.a[*].b EMPTY true', {}, true],
    ['$.a[*].b EMPTY true', { a: [{}] }, true],
    ['$.a EMPTY $.yes', { yes: true }, true],
    ['null EMPTY true', {}, false],
    ['!($.a EMPTY false)', {}, true],
  ])('%s of %j is %s', (expression, document, expected) => {
    expect(test(expression, document)).toBe(expected);
  });

  it('is the library’s in the filter of a path: missing is neither empty nor not', () => {
    expect(test('$.a[?(@.b EMPTY true)] == []', { a: [{}, { b: null }] })).toBe(true);
    expect(test('$.a[?(@.b EMPTY true)] == []', { a: [{ b: '' }] })).toBe(false);
  });
});

describe('variables', () => {
  const v = (text: string) => text.replaceAll('#', '$');

  it.each<[string, Json, Variables, boolean]>([
    ["$.a == '#{x}'", { a: 'v' }, { x: 'v' }, true],
    ["$.a == 'p#{x}s'", { a: 'pvs' }, { x: 'v' }, true],
    ["'#{x}' == ''", {}, {}, true],
    ["'#{x}' == ''", {}, { x: null }, true],
    ["'#{x}' == '12'", {}, { x: 12 }, true],
    ["'#{x}' == '[\"a\"]'", {}, { x: ['a'] }, true],
    ["'#{toString}' == ''", {}, {}, true],
    ['\'a#{x}\' == "a#{y}"', {}, { x: '1', y: '1' }, true],
    ["$.list[?(@.type == '#{x}')].value == ['ok']", { list: [{ type: 't', value: 'ok' }] }, { x: 't' }, true],
    ["$.a IN ['#{x}', 'w']", { a: 'v' }, { x: 'v' }, true],
    ["$.list == ['#{x}']", { list: ['v'] }, { x: 'v' }, true],
    ["$.a == {'k': '#{x}'}", { a: { k: 'v' } }, { x: 'v' }, true],
    ['$.a =~ /#{x}_.*/', { a: 'v_1' }, { x: 'v' }, true],
    ['$.a =~ /#{x}_.*/', { a: 'V_1' }, { x: 'v' }, false],
    ['$.a =~ /#{x}_.*/i', { a: 'V_1' }, { x: 'v' }, true],
  ])('%s of %j with %j is %s', (expression, document, variables, expected) => {
    expect(test(v(expression), document, variables)).toBe(expected);
  });

  it('are data, whatever they contain', () => {
    for (const x of [
      "' || true == true || 'a' == '",
      '\\',
      "\\'",
      '"',
      v('#{x}'),
      ')] && [?(',
      '$.a',
      '[x]',
      '{a:1}',
      "'q'",
      '\\u0041',
    ]) {
      expect(test(v("'#{x}' == 'a'"), {}, { x })).toBe(false);
      expect(test(v("$.a == '#{x}'"), { a: x }, { x })).toBe(true);
      expect(test(v("$.a IN ['#{x}']"), { a: x }, { x })).toBe(true);
      expect(test(v("$.a == ['#{x}']"), { a: [x] }, { x })).toBe(true);
      expect(test(v("$.l[?(@.k == '#{x}')].k == []"), { l: [{ k: x }] }, { x })).toBe(false);
    }
  });

  it.each(['.*', 'a|b', '(', '[', '\\', '\\E', '\\Q', 'a{2}', '^', '$', '#c', ' ', '😀', 'é', '(?i)', '\n'])(
    'are data in regular expressions: %j',
    (x) => {
      expect(test(v('$.a =~ /#{x}/'), { a: x }, { x })).toBe(true);
      expect(test(v('$.a =~ /<#{x}>/x'), { a: `<${x}>` }, { x })).toBe(true);
      expect(test(v('$.a =~ /\\Q<#{x}>\\E/'), { a: `<${x}>` }, { x })).toBe(true);
      expect(test(v('$.a =~ /#{x}/'), { a: 'ab' }, { x })).toBe(false);
    },
  );

  it('cannot become a quantifier or an escape', () => {
    expect(() => compileCondition(v('$.a =~ /a{#{x}}/'))).toThrow(ExpressionError);
    expect(() => compileCondition(v('$.a =~ /\\p{#{x}}/'))).toThrow(ExpressionError);
  });

  it('has defaults that an evaluation overrides', () => {
    const condition = compileCondition(v("$.a == '#{x}#{y}'"), { variables: { x: '1', y: '2' } });
    expect(condition.test({ a: '12' })).toBe(true);
    expect(condition.test({ a: '13' }, undefined, { y: '3' })).toBe(true);
    expect(condition.variables).toEqual(['x', 'y']);
  });

  it('keeps a bounded number of regular expressions and goes on working', () => {
    const condition = compileCondition(v('$.a =~ /#{x}/'));
    for (let index = 0; index < 300; index++) {
      expect(condition.test({ a: `${index % 150}` }, undefined, { x: `${index % 150}` })).toBe(true);
    }
  });

  it.each([
    ["#{v} == 'x'", 0],
    ['$.a.#{v} == 1', 4],
    ["$['#{v}'] == 1", 3],
    ['$.a == #{v}', 7],
    ['$.a IN [#{v}]', 8],
    ['$.a[?(@.b == #{v})] == 1', 13],
  ])('are refused outside of quotes: %s at %d', (expression, position) => {
    const error = errorOf(v(expression));
    expect(error.message).toMatch(/variable/);
    expect(error.position).toBe(position);
  });
});

describe('functions of SAP', () => {
  const extension = 'urn:ietf:params:scim:schemas:extension:sap:2.0:Group';
  const properties = { 'ips.application.id': 'app', 'my.prefix': 'ABC_', 'no.prefix': '' };
  const holds = (expression: string, document: Json, element?: Json) =>
    compileCondition(expression, { properties }).test(document, element);

  it.each<[Json, boolean]>([
    ['john.doe@example.com', true],
    ["o'neil+x_{a}~-@a-b.c1.de", true],
    ['a‘b@example.com', true],
    ['a@b', false],
    ['a@b.c-', false],
    ['a@-b.c', false],
    ['a@b..c', false],
    ['.a@b.c', false],
    ['a..b@c.d', false],
    ['a b@c.d', false],
    ['a@b.c d', false],
    ['ä@b.c', false],
    ['a@b.c\n', false],
    ['', false],
    [null, false],
    [5, false],
    [['a@b.c', 'd@e.f'], true],
    [['a@b.c', 'x'], false],
    [['a@b.c', null], false],
    [[], false],
  ])('isValidEmail of %j is %s', (value, expected) => {
    expect(holds('isValidEmail($.mail)', { mail: value })).toBe(expected);
    expect(holds('isValidEmail(@)', {}, value)).toBe(expected);
  });

  it('isValidEmail looks at every match of a path', () => {
    const path = 'isValidEmail($.emails[*].value)';
    expect(holds(path, { emails: [{ value: 'a@b.c' }, { value: 'd@e.f' }] })).toBe(true);
    expect(holds(path, { emails: [{ value: 'a@b.c' }, { value: 'x' }] })).toBe(false);
    expect(holds(path, { emails: [] })).toBe(false);
    expect(holds(path, {})).toBe(false);
    expect(
      holds('isValidEmail($.emails[0].value) && $.emails[0].value =~ /.*@b.c/', {
        emails: [{ value: 'a@b.c' }],
      }),
    ).toBe(true);
  });

  it('isValidEmail takes a long text in its stride', () => {
    const long = `${'a.'.repeat(200_000)}a@${'b-'.repeat(200_000)}.${'c-'.repeat(200_000)}`;
    expect(holds('isValidEmail($.mail)', { mail: long })).toBe(false);
    expect(holds('isValidEmail($.mail)', { mail: `${long}c` })).toBe(true);
  });

  it.each<[Json, boolean, boolean]>([
    [{ [extension]: { applicationId: 'app', supportedOperations: 'x' } }, true, false],
    [{ [extension]: { applicationId: 'other', supportedOperations: 'x' } }, false, false],
    [{ [extension]: { applicationId: 'app' } }, true, true],
    [{ [extension]: { applicationId: null, supportedOperations: 'x' } }, false, true],
    [{ [extension]: 'x' }, false, true],
    [{}, false, true],
  ])('of the group %j is application specific %s and regular %s', (group, specific, regular) => {
    expect(holds('isApplicationSpecificGroup()', group)).toBe(specific);
    expect(holds('isRegularGroup()', group)).toBe(regular);
    expect(holds('!isRegularGroup() || isApplicationSpecificGroup() == true', group)).toBe(
      !regular || specific,
    );
    expect(compileCondition('isApplicationSpecificGroup()').test(group)).toBe(false);
  });

  it.each<[Json, string, boolean, boolean]>([
    [{ n: 'ABC_x' }, 'my.prefix', true, true],
    [{ n: 'x' }, 'my.prefix', false, false],
    [{}, 'my.prefix', true, false],
    [{ n: null }, 'my.prefix', true, false],
    [{ n: 'x' }, 'other.prefix', true, false],
    [{ n: 'x' }, 'no.prefix', true, false],
    [{ n: 'x' }, "'my.prefix'", false, false],
    [{ n: 5 }, 'my.prefix', false, false],
  ])(
    'of %j with %s has an optional prefix %s and a mandatory one %s',
    (document, name, optional, mandatory) => {
      expect(holds(`isAttributeWithOptionalPrefix($.n, ${name})`, document)).toBe(optional);
      expect(holds(`isAttributeWithMandatoryPrefix($['n'],${name} )`, document)).toBe(mandatory);
    },
  );

  it.each([
    ['isvalidemail($.a)', 0],
    ['isValidMail($.a)', 0],
    ['isValidEmail()', 13],
    ["isValidEmail('$.a')", 13],
    ['isValidEmail($.a, b)', 16],
    ["isValidEmail($['isn't'])", 21],
    ['isRegularGroup', 14],
    ['isRegularGroup($.a)', 15],
    ['isAttributeWithOptionalPrefix($.a)', 33],
    ['isAttributeWithOptionalPrefix($.a,)', 34],
  ])('%s is refused at %d', (expression, position) => {
    expect(errorOf(expression).position).toBe(position);
  });
});

describe('a wrong condition', () => {
  it.each([
    ["$.a == 1 and $.b == 'x'", 9, "use '&&'"],
    ['$.a = 5', 4, "'=' is no operator"],
    ['$.a <> 5', 4, "'<>' is no operator"],
    ['$.a LIKE 5', 4, "'LIKE' is no operator"],
    ['$.a EMPTY', 4, "'EMPTY' needs a blank on each side, and a value behind it"],
    ['$.a == work', 7, 'quoted'],
    ["$.a IN['x']", 4, 'blank on each side'],
    ['$.a EMPTY', 4, 'value behind it'],
    ['$.a\t== 5', 4, undefined],
    ['$.a == 5\n&& $.b', 8, 'only spaces'],
    ['($.a == 5', 0, "'(' is not closed"],
    ['$.a == 5)', 8, "')' has no '('"],
    ['true', 0, 'a value alone'],
    ['', 0, 'empty'],
    ["$['isn't'] == 1", 8, 'not closed'],
    ['$.a =~ /x(/', 9, 'regular expression'],
    ['$.a == %x%', 7, 'quoted'],
    [`${'('.repeat(120)}$.a${')'.repeat(120)}`, 98, 'deep'],
    ['!'.repeat(120), 98, 'deep'],
  ])('%s is refused at %d', (expression, position, part) => {
    if (part === undefined) {
      // Part of the name, as in the library.
      expect(test(expression, { 'a\t': 5 })).toBe(true);
      return;
    }
    const error = errorOf(expression);
    expect(error.message).toContain(part);
    expect([error.position, error.expression]).toEqual([position, expression]);
  });

  it.each([
    ['$.a = 5', "write '=='"],
    ['$.a <> 5', "write '!='"],
    ['$.a LIKE 5', "write '=~ /…/'"],
    ['$.a IS 5', "write 'EMPTY true' or 'EMPTY false'"],
    ['$.a sw 5', "write '=~ /….*/'"],
    ['$.a SIZEE 5', 'did you mean SIZE?'],
    ['$.a EMPTY', "write 'EMPTY true' or 'EMPTY false'"],
    ['$.a EXISTS', 'write the path alone'],
    ['$.a SIZE', undefined],
    ["$.a IN ('x', 'y')", "write a list in square brackets: ['a', 'b']"],
    ['$.a IN ($.b)', undefined],
  ])('%s: %s', (expression, fix) => {
    expect(errorOf(expression).fix).toBe(fix);
  });
});

describe('errors of the evaluation', () => {
  it('name the reason and the place, and no data', () => {
    const condition = compileCondition("$.a == 'x' || $.secret contains 'g' || $.none.max() > 0");
    expect(() => condition.test({ none: [] })).toThrow(/without any \(at position 39 of .*\)$/);
    expect(() => condition.test({ secret: [{ password: 'hunter2' }] })).toThrow(EvaluationError);
    try {
      condition.test({ secret: [{ password: 'hunter2' }] });
    } catch (error) {
      expect(String(error)).toContain('at position 14 of');
      expect(String(error)).not.toContain('hunter2');
    }
  });

  it('name the place inside of a filter', () => {
    const condition = compileCondition('$.l[?(@.a == 1 || @.n.max() > 0)] EMPTY true');
    expect(() => condition.test({ l: [{ n: [] }] })).toThrow(/\(at position 18 of/);
  });

  it('are none where an operator is not applicable: then the whole condition is false', () => {
    expect(test("$.a IN 'x' || $.b == 1", { a: 'x', b: 1 })).toBe(false);
    expect(test("!($.a IN 'x')", { a: 'x' })).toBe(false);
    expect(test("$.l[?(@.a IN 'x' || @.b == 1)] == []", { l: [{ b: 1 }] })).toBe(true);
  });
});

describe('numbers', () => {
  it.each<[string, Json, boolean]>([
    ['$.n == 9007199254740993', { n: '9007199254740993' }, true],
    ['9007199254740993 == $.n', { n: '9007199254740992' }, false],
    ["$.n IN ['x', 9007199254740993]", { n: '9007199254740993' }, true],
    ['$.n > 9007199254740990.5', { n: 9007199254740991 }, true],
    ['$.n == 0.1', { n: 0.1 }, true],
    ["'0.00010' == $.n", { n: 0.0001 }, true],
    ["'6.0' == $.l.sum()", { l: [1, 2, 3] }, true],
    ["'6' == $.l.sum()", { l: [1, 2, 3] }, false],
    ["$.l.sum() == '6'", { l: [1, 2, 3] }, true],
    ['$.n == 1E400', { n: 1e300 }, false],
  ])('%s of %j is %s', (expression, document, expected) => {
    expect(test(expression, document)).toBe(expected);
  });
});

/** Recorded from Jayway JsonPath 2.9.0; beyond the cases of test/conformance. */
describe('texts in lists', () => {
  const document: Json = {
    p: ['$.x', '[x]', '{k:1}', '$ref', "'q'", 'a\\tb', '1.50'],
    u: ['C:\\users'],
    b: ['x', ' @'],
  };

  it.each<[string, boolean]>([
    ["$.p contains '[x]'", false],
    ['$.p contains [x]', true],
    ['$.p contains {k:1}', true],
    ["$.p contains '$.x'", false],
    ["$.p contains '$ref'", true],
    ["$.p contains 'q'", true],
    ["$.p contains 'a\\tb'", true],
    ['1.5 IN $.p', true],
    ['$.p anyof $.p', true],
    ['$.p subsetof $.p', false],
    ["$.b contains 'x'", false],
    ["$.b noneof ['y']", false],
  ])('%s is %s', (expression, expected) => {
    expect(test(expression, document)).toBe(expected);
  });

  it('cannot be looked at with a wrong escape', () => {
    expect(() => test("$.u contains 'x'", document)).toThrow(EvaluationError);
  });
});

it('long lists are searched like short ones', () => {
  const texts = Array.from({ length: 500 }, (_, index) => `t${index}`);
  const document: Json = {
    texts,
    mixed: [...texts, 7],
    n: 7,
    wanted: [{ v: 't3' }, { v: 't499' }, { v: 'x' }],
  };
  expect(test("$.texts contains 't499'", document)).toBe(true);
  expect(test("$.texts contains 't500'", document)).toBe(false);
  expect(test("$.mixed contains '7'", document)).toBe(true);
  expect(test('$.n IN $.mixed', document)).toBe(true);
  expect(test('$.texts subsetof $.mixed', document)).toBe(true);
  expect(test('$.mixed subsetof $.texts', document)).toBe(false);
  expect(test("$.wanted[?(@.v IN $.texts)].v == ['t3','t499']", document)).toBe(true);
});

describe('analysis', () => {
  const tree = parseCondition(
    `$.a[?(@.b == '\${v}' && @.c[?(@.d)])].e != [] || isValidEmail(@.mail) || !$.x =~ /\${w}/`,
  );

  it('lists the paths that a condition reads', () => {
    const uses = conditionPaths(tree).map(({ path, as, within }) => [
      printPath(path),
      as,
      within === undefined ? undefined : within.steps.map(({ kind }) => kind),
    ]);
    expect(uses).toEqual([
      [expect.stringMatching(/^\$\.a/), 'operand', undefined],
      ['@.b', 'operand', ['member', 'filter']],
      [expect.stringMatching(/^@\.c/), 'exists', ['member', 'filter']],
      ['@.d', 'exists', ['member', 'filter', 'member', 'filter']],
      ['@.mail', 'call', undefined],
      ['$.x', 'operand', undefined],
    ]);
  });

  it('lists the variables', () => {
    expect(conditionVariables(tree)).toEqual(['v', 'w']);
  });
});
