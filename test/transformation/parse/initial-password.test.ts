// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the language's own syntax
/** A credential as the constant for a password: allowed there alone, and never shown. */
import { describe, expect, it } from 'vitest';
import type { CompileOptions, JsonMap } from '../../../src/transformation/index.ts';
import { compileUser, findingsOf, outputOf, rulesOf } from '../helpers.ts';

const INITIAL = { constant: '%initial.password%', targetPath: '$.password', scope: 'createEntity' };
const SECRET = 'Hush-Hush-1!';

function options(value = SECRET): Partial<CompileOptions> {
  return { secrets: { 'initial.password': value } };
}

function found(mapping: JsonMap, more: Partial<CompileOptions> = {}, entity: JsonMap = {}) {
  const text = JSON.stringify({ user: { ...entity, mappings: [mapping] } });
  const findings = findingsOf(text, { ...options(), ...more });
  expect(JSON.stringify(findings)).not.toContain(SECRET);
  return findings;
}

describe('an initial password', () => {
  it.each([
    ['$.password'],
    ["$['password']"],
    ["$['urn:ietf:params:scim:schemas:extension:sap:2.0:User']['password']"],
    ['$.Password'],
  ])('gets to %s, and is masked in the trace', (targetPath) => {
    const user = compileUser([{ ...INITIAL, targetPath }], options());
    const result = user.run({}, { operation: 'create', trace: true });
    expect(JSON.stringify(outputOf(result))).toContain(SECRET);
    expect(JSON.stringify(result.trace)).not.toContain(SECRET);
    expect(result.trace?.mappings[0]).toMatchObject({ input: '***', output: '***' });
    expect(outputOf(user.run({}, { operation: 'update' }))).toEqual({});
  });

  it('is masked in the trace wherever else a value has it', () => {
    const user = compileUser([INITIAL, { sourcePath: '$.note', targetPath: '$.note' }], options());
    const result = user.run({ note: `it is ${SECRET}` }, { operation: 'create', trace: true });
    expect(JSON.stringify(result.trace)).not.toContain(SECRET);
  });

  it('is taken as it is, whatever it contains', () => {
    for (const value of ['a${userName}b', '%x%', '$1\\u0041', '{"a":1}', 'null']) {
      expect(outputOf(compileUser([INITIAL], options(value)).run({}, { operation: 'create' }))).toEqual({
        password: value,
      });
      expect(found(INITIAL, options(value))).toEqual([]);
    }
  });

  it('may be named otherwise, and be among the properties', () => {
    const user = compileUser([{ ...INITIAL, constant: '%pin%' }], {
      properties: { pin: SECRET },
      credentials: new Set(['pin']),
    });
    expect(outputOf(user.run({}, { operation: 'create' }))).toEqual({ password: SECRET });
  });

  it.each<[string, JsonMap, Partial<CompileOptions>?, JsonMap?]>([
    ['for another attribute', { ...INITIAL, targetPath: '$.nickName' }],
    ['for what is only named similarly', { ...INITIAL, targetPath: '$.passwordStatus' }],
    ['below another attribute', { ...INITIAL, targetPath: '$.name.password' }],
    ['for the elements of a list', { ...INITIAL, targetPath: '$.password[0]' }],
    ['for no target', { constant: '%initial.password%', targetVariable: 'password' }],
    ['beside a variable', { ...INITIAL, targetVariable: 'password' }],
    ['within a text', { ...INITIAL, constant: 'x%initial.password%' }],
    ['within an object', { ...INITIAL, constant: { value: '%initial.password%' } }],
    ['within a list', { ...INITIAL, constant: ['%initial.password%'] }],
    ['as default', { sourcePath: '$.p', targetPath: '$.password', defaultValue: '%initial.password%' }],
    [
      'as mapped value',
      {
        type: 'valueMapping',
        sourcePaths: ['$.a'],
        valueMappings: [{ key: ['x'], mappedValue: '%initial.password%' }],
        targetPath: '$.password',
      },
    ],
    ['as a new name', { type: 'rename', constant: '%initial.password%', targetPath: '$.password' }],
    ['in a condition', { ...INITIAL, constant: 'x', condition: "$.p == '%initial.password%'" }],
    ['in a path', { sourcePath: '$.%initial.password%', targetPath: '$.password' }],
    [
      'in a function',
      {
        sourcePath: '$.p',
        targetPath: '$.password',
        functions: [{ function: 'concatString', suffix: '%initial.password%' }],
      },
    ],
    ['in a read transformation', INITIAL, { direction: 'read' }],
    ['in the condition of the entity type', INITIAL, {}, { condition: "'%initial.password%' != 'null'" }],
    ['where the path is none', { ...INITIAL, targetPath: '$.' }],
  ])('is refused %s', (_, mapping, more, entity) => {
    const findings = found(mapping, more, entity);
    const [refusal] = findings.filter(({ rule }) => rule === 'credential-parameter');
    expect(refusal).toMatchObject({ severity: 'error' });
    // The way out of it is no property whose value could be read.
    expect(refusal?.fix).toContain('"targetPath": "$.password"');
    expect(refusal?.fix).not.toMatch(/not secret|rename|other name/);
  });

  it.each([[undefined], ['']])('has to be set: %j', (value) => {
    const findings = found(INITIAL, { secrets: value === undefined ? {} : { 'initial.password': value } });
    expect(findings).toMatchObject([{ rule: 'unset-property', severity: 'error' }]);
    expect(findings[0]?.message).toContain('initial.password');
  });

  it.each([
    ['initial.pasword', 'write %initial.password%, if that is meant; else set the property initial.pasword'],
    ['start.value', 'set the property start.value, or remove the mapping'],
    ['Start 1', 'set the property Start 1, or remove the mapping'],
  ])('has to be set, whatever it is called: %s', (name, fix) => {
    expect(found({ ...INITIAL, constant: `%${name}%` })).toMatchObject([
      { rule: 'unset-property', severity: 'error', fix },
    ]);
  });

  it('is not said to be what the proxy itself logs on with', () => {
    expect(found({ ...INITIAL, constant: '%Pasword%' }, { secrets: { Password: SECRET } })).toMatchObject([
      { rule: 'unset-property', fix: 'set the property Pasword, or remove the mapping' },
    ]);
  });

  it.each(['Password', 'ips.http.header.X-Token', 'ips.http.header.X-Tenant'])(
    'is nothing that the proxy itself logs on with: %s',
    (name) => {
      const findings = found({ ...INITIAL, constant: `%${name}%` }, { secrets: { [name]: SECRET } });
      expect(findings).toMatchObject([
        {
          rule: 'credential-parameter',
          severity: 'error',
          fix: 'write %initial.password%, and set a property of that name',
        },
      ]);
    },
  );

  it('is found where it stands in the transformation itself', () => {
    expect(found({ ...INITIAL, constant: 'Start-1' })).toMatchObject([
      { rule: 'password-in-clear', severity: 'warning', fix: expect.stringContaining('%initial.password%') },
    ]);
    const innocent: readonly [JsonMap, Partial<CompileOptions>?][] = [
      [{ ...INITIAL, constant: '%start%' }, { properties: { start: 'Start-1' } }],
      [{ ...INITIAL, constant: '' }],
      [{ ...INITIAL, constant: null }],
      [{ ...INITIAL, constant: 'x', functions: [{ function: 'randomPassword', passwordLength: 20 }] }],
      [{ type: 'rename', constant: 'pin', targetPath: '$.password' }],
      [{ ...INITIAL, constant: 'Start-1', targetPath: '$.passwordStatus' }],
    ];
    for (const [mapping, more] of innocent) {
      expect(rulesOf(found(mapping, more))).not.toContain('password-in-clear');
    }
  });

  it('is found where every update would set it again', () => {
    const { scope: _, ...always } = INITIAL;
    expect(rulesOf(found(always))).toEqual(['password-on-update']);
    expect(rulesOf(found({ ...INITIAL, scope: 'patchEntity' }))).toEqual(['password-on-update']);
  });

  it('is refused where a later key replaces the target', () => {
    const text = `{"user": {"mappings": [{"constant": "%initial.password%", "targetPath": "$.password", "targetPath": "$.a"}]}}`;
    expect(rulesOf(findingsOf(text, options()))).toContain('credential-parameter');
  });
});
