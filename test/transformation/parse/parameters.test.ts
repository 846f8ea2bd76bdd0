import { describe, expect, it } from 'vitest';
import { compileTransformation, type Json, type Properties } from '../../../src/transformation/index.ts';
import { entityOf, findingsOf, outputOf } from '../helpers.ts';

function substituted(constant: Json, properties: Properties): Json | undefined {
  const text = JSON.stringify({ user: { mappings: [{ constant, targetPath: '$.a' }] } });
  const transformation = compileTransformation(text, { direction: 'write', properties });
  return outputOf(entityOf(transformation, 'user').run({}, { operation: 'create' }))['a'];
}

function findings(constant: string, properties: Properties = {}) {
  const text = `{"user": {"mappings": [\n{"constant": ${JSON.stringify(constant)}, "targetPath": "$.a"}]}}`;
  return findingsOf(text, { properties });
}

describe('%parameter%', () => {
  it.each<[Json, Json]>([
    ['%name%', 'value'],
    ['a%name%b%other%c', 'avaluebvalue 2c'],
    [
      ['%name%', { '%name%': '%name%' }],
      ['value', { value: 'value' }],
    ],
    ['%missing%', 'null'],
    ['100 %', '100 %'],
    ['%%', '%%'],
    ['%__proto__%', 'null'],
    ['%constructor%', 'null'],
  ])('%j becomes %j', (constant, expected) => {
    expect(substituted(constant, { name: 'value', other: 'value 2' })).toStrictEqual(expected);
  });

  it('is replaced once, by literal text', () => {
    expect(substituted('%a%', { a: '%b%', b: 'x' })).toBe('%b%');
    expect(substituted('%a%', { a: '$& $1 "quoted" \\n' })).toBe('$& $1 "quoted" \\n');
  });

  it('works in paths, conditions and parameters of functions', () => {
    const text = JSON.stringify({
      user: {
        condition: "'%kind%' == 'x'",
        mappings: [
          {
            sourcePath: '$.%attribute%',
            targetPath: '$.%attribute%[0]',
            functions: [{ function: 'concatString', suffix: '@%domain%' }],
          },
        ],
      },
    });
    const properties = { kind: 'x', attribute: 'mail', domain: 'example.com' };
    const user = entityOf(compileTransformation(text, { direction: 'write', properties }), 'user');
    expect(outputOf(user.run({ mail: 'a' }, { operation: 'create' }))).toEqual({ mail: ['a@example.com'] });
    expect(user.condition).toBe("'x' == 'x'");
  });

  it('reads properties at compile time only', () => {
    const properties: Record<string, string> = { name: 'before' };
    const text = JSON.stringify({ user: { mappings: [{ constant: '%name%', targetPath: '$.a' }] } });
    const user = entityOf(compileTransformation(text, { direction: 'write', properties }), 'user');
    properties['name'] = 'after';
    expect(outputOf(user.run({}, { operation: 'create' }))).toEqual({ a: 'before' });
  });
});

describe('findings about parameters', () => {
  it('say nothing of a property whose absence the transformation asks for', () => {
    const text = JSON.stringify({
      user: {
        mappings: [
          { condition: "'%prefix%' !== 'null'", constant: '%prefix%', targetPath: '$.a' },
          { condition: "$.a == '%kind%'", constant: 1, targetPath: '$.b' },
        ],
      },
    });
    expect(findingsOf(text).map(({ message }) => message)).toEqual([expect.stringContaining('kind')]);
  });

  it('remark on a property that is not set', () => {
    expect(findings('%missing%')).toMatchObject([
      { rule: 'unset-property', severity: 'info', line: 2, column: 14 },
    ]);
  });

  it.each([['[%a]+%'], ['50% of 100%'], ['100%']])(
    'warn of percent signs that mean something else: %s',
    (text) => {
      expect(findings(text)).toMatchObject([
        { rule: 'percent-sign', severity: 'warning', line: 2, column: 14 },
      ]);
    },
  );

  it('warn of a value that was escaped for JSON', () => {
    expect(findings('%regex%', { regex: '\\\\d+' })).toMatchObject([
      { rule: 'doubled-backslash', severity: 'warning' },
    ]);
    expect(findings('%regex%', { regex: '\\d+' })).toEqual([]);
  });

  it.each([
    ['Password'],
    ['password'],
    ['scim.oauth.client.secret'],
    ['OAuthClientSecret'],
    ['privateKey'],
    ['ips.http.header.Authorization'],
  ])('refuse the credential %s, and do not show it', (name) => {
    const found = findings(`%${name}%`, { [name]: 'hunter2' });
    expect(found).toMatchObject([{ rule: 'credential-parameter', severity: 'error', line: 2, column: 14 }]);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it('refuse what the caller says is a credential', () => {
    const text = '{"user": {"mappings": [{"constant": "%pin%", "targetPath": "$.a"}]}}';
    expect(() =>
      compileTransformation(text, {
        direction: 'write',
        properties: { pin: '1234' },
        credentials: new Set(['pin']),
      }),
    ).toThrow(/pin/);
  });

  it('do not take other properties for credentials', () => {
    expect(
      findings('%OAuth2TokenServiceURL% %ias.password.length%', {
        OAuth2TokenServiceURL: 'https://x.example',
        'ias.password.length': '8',
      }),
    ).toEqual([]);
  });
});

describe('credentials', () => {
  it('are out of reach of condition functions', () => {
    const text = JSON.stringify({
      user: {
        mappings: [
          {
            condition: "isAttributeWithMandatoryPrefix($.a, 'Password')",
            constant: 'guessed',
            targetPath: '$.a',
          },
        ],
      },
    });
    const user = entityOf(
      compileTransformation(text, { direction: 'write', properties: { Password: 'hunter2' } }),
      'user',
    );
    expect(outputOf(user.run({ a: 'hunter2' }, { operation: 'create' }))).toEqual({});
  });
});
