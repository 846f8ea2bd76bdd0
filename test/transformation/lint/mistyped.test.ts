/** What somebody mistyped, and the suggestion that is made. */
import { describe, expect, it } from 'vitest';
import type { CompileOptions, JsonMap } from '../../../src/transformation/index.ts';
import { findingsOf, findingsOfMappings, rulesOf } from '../helpers.ts';

const COPY = { sourcePath: '$.a', targetPath: '$.a' };

describe('what is mistyped', () => {
  it.each<[string, JsonMap, string]>([
    ['a key', { targetpath: '$.b' }, 'write targetPath'],
    ['a key that is half of one', { default: 1 }, 'write defaultValue'],
    ['functions', { functon: [{ function: 'toUpperCaseString' }] }, 'write functions'],
    ['a key of the entity type', { scimEntityEndpoint: 'Users' }, 'beside "mappings"'],
    ['a parameter', { prefix: 'x' }, 'into "functions"'],
    ['a function without its list', { function: 'toString' }, '"functions": [{"function": "toString"}]'],
    ['a type', { type: 'Remove' }, 'write remove'],
    ['another type', { type: 'valueMaping' }, 'write valueMapping'],
    ['a function as type', { type: 'toUppercase' }, '{"function": "toUpperCaseString"}'],
    ['a type as function', { functions: [{ function: 'Remove' }] }, '"type": "remove"'],
    ['a function', { functions: [{ function: 'replaceAll' }] }, 'did you mean replaceAllString?'],
    [
      'the key of a function',
      { functions: [{ fucntion: 'toString' }] },
      'write "function" instead of "fucntion"',
    ],
    ['a parameter', { functions: [{ function: 'substring', begin: 1 }] }, 'did you mean beginIndex?'],
    [
      'a parameter that is half of one',
      { functions: [{ function: 'manipulateDate', targetFormat: 'yyyy' }] },
      'did you mean targetDateFormat?',
    ],
    ['a word', { functions: [{ function: 'encode', algorithm: 'bas64' }] }, 'did you mean "base64"?'],
    ['a scope', { scope: 'create' }, 'did you mean "createEntity"?'],
    ['a flag', { optional: 'True' }, 'write true'],
    ['a flag in other words', { optional: 'no' }, 'write false'],
    ['an operator', { condition: '$.a EMTPY true' }, 'did you mean EMPTY?'],
    ['a negation', { condition: '$.a =! 1' }, 'did you mean !=?'],
    ['one of two opposites', { condition: "$.a NI ['x']" }, 'did you mean IN or NIN?'],
    ['one of two symbols', { condition: '$.a !=== 1' }, '!=='],
    ['a doubled symbol', { condition: '$.a >> 1' }, 'did you mean > or >=?'],
    ['half a symbol', { condition: '($.a == 1) & ($.b == 1)' }, 'did you mean &&?'],
    ['a literal', { condition: '$.a EMPTY ture' }, 'did you mean true?'],
    ['a literal with a letter too many', { condition: '$.a EMPTY falsee' }, 'did you mean false?'],
    ['blanks that are missing', { condition: '$.a == $.b||$.c == 1' }, 'write blanks around ||'],
    ['a condition function', { condition: 'isValidEMail($.a)' }, 'did you mean isValidEmail?'],
    ['a text without quotes', { condition: '$.a == employee' }, "'employee'"],
    [
      'a variable',
      { sourcePath: undefined as never, sourceVariable: 'entityIdTargtSystem' },
      'write entityIdTargetSystem',
    ],
    ['a variable that is set', { targetVariable: 'entityIDTargetSystem' }, 'write entityIdTargetSystem'],
  ])('%s gets a suggestion', (_, change, fix) => {
    const mapping = JSON.parse(JSON.stringify({ ...COPY, ...change })) as JsonMap;
    expect(findingsOfMappings([mapping]).map((finding) => finding.fix)).toContainEqual(
      expect.stringContaining(fix),
    );
  });

  it.each([
    ['users', 'user', {}],
    ['User', 'user', {}],
    ['groups', 'group', {}],
    ['gruop', 'group', { scimEntityEndpoint: 'Groups' }],
    ['usr', 'user', { scimEntityEndpoint: 'Users' }],
  ])('the entity type %s', (typed, meant, more) => {
    const findings = findingsOf(JSON.stringify({ [typed]: { ...more, mappings: [] } }));
    expect(findings).toMatchObject([{ rule: 'entity-name', line: 1, column: 2 }]);
    expect(findings[0]?.fix).toContain(`"${meant}"`);
  });

  it.each(['users', 'Uesrs', 'Group'])('the endpoint %s', (scimEntityEndpoint) => {
    const findings = findingsOf(JSON.stringify({ user: { scimEntityEndpoint, mappings: [] } }));
    expect(rulesOf(findings)).toEqual(['entity-name']);
  });

  it.each(['role', 'group2', 'member', 'userGroup'])('not the entity type %s', (entityType) => {
    const text = JSON.stringify({ [entityType]: { scimEntityEndpoint: 'Things', mappings: [] } });
    expect(findingsOf(text)).toEqual([]);
  });

  it('is found among the names of the backend, wherever it stands', () => {
    const mappings = [
      { sourcePath: '$.x', targetPath: '$.originn' },
      { sourcePath: '$.y', targetPath: '$.email' },
      { sourcePath: '$.z', targetPath: '$.unheardOf' },
    ];
    const backendNames = ['origin', 'emails', 'verified'];
    expect(findingsOfMappings(mappings, { backendNames }).map(({ fix }) => fix)).toEqual([
      'write origin, if that is meant',
      'write emails, if that is meant',
    ]);
  });

  it('is none where the transformation is known to be right', () => {
    const mappings = ['$.nickName', '$.nickNmae'].map((path) => ({ sourcePath: path, targetPath: '$.x[0]' }));
    const found = (options?: Pick<CompileOptions, 'backendNames'>) =>
      rulesOf(findingsOfMappings(mappings, { direction: 'read', ...options }));
    expect(found()).toContain('misspelled-name');
    expect(found({ backendNames: 'own' })).not.toContain('misspelled-name');
  });

  it('is no secret that could be guessed by its name', () => {
    const [finding] = findingsOfMappings([{ constant: '%Passwort%', targetPath: '$.a' }], {
      properties: { Password: 'hush' },
    });
    expect(finding?.fix).not.toContain('%Password%');
  });

  it.each([
    ['%ladp.path%', { 'ldap.path': 'x' }, 'write %ldap.path%'],
    ['%ladp.path% %ldap.path%', {}, 'nearly the same'],
  ])('the property in %s', (constant, properties, fix) => {
    const findings = findingsOfMappings([{ constant, targetPath: '$.a' }], { properties });
    expect(findings[0]).toMatchObject({ rule: 'unset-property', fix: expect.stringContaining(fix) });
  });

  it('is a property that means something rather than one that is set in another case', () => {
    const [mapping, properties] = [{ targetPath: '$.a' }, { 'ldap.Path': 'x' }];
    const knownProperties = ['ldap.path'];
    const fixOf = (constant: string, set: Record<string, string>) =>
      findingsOfMappings([{ ...mapping, constant }], { properties: set, knownProperties })[0]?.fix;
    expect(fixOf('%ldap.path%', properties)).toBe(
      'set the property ldap.path, unless the transformation asks for null',
    );
    expect(fixOf('%ladp.path%', {})).toBe(
      'write %ldap.path%, if that is meant; else set the property ladp.path',
    );
    const asked = { ...mapping, constant: 1, condition: "'%ldap.path%' !== 'null'" };
    expect(findingsOfMappings([asked], { properties, knownProperties })).toEqual([]);
  });
});
