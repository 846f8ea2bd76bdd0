import { describe, expect, it } from 'vitest';
import { compileTransformation, type Json, type RunResult } from '../../../src/transformation/index.ts';

const ID = { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' };

function run(mappings: object[], entity: Json, trace = false): RunResult {
  const text = JSON.stringify({ user: { mappings: [ID, ...mappings] } });
  const { user } = compileTransformation(text, { direction: 'read' }).entities;
  if (user === undefined) throw new Error('no user');
  return user.run({ id: '1', ...(entity as object) }, { operation: 'read', trace });
}

describe('a trace never shows a secret', () => {
  const secret = 'HUSH-HUSH';
  const suffix = (name: string, key: string): object => ({
    sourcePath: '$.u',
    targetPath: '$.x',
    functions: [{ function: name, [key]: '$.password' }],
  });
  const PUT = { sourcePath: '$.password', targetVariable: 'v' };
  it.each<[string, object[], Json]>([
    ['of a function parameter', [suffix('concatString', 'suffix')], { u: 'U', password: secret }],
    ['of compositeId', [suffix('compositeId', 'subId')], { u: 'U', password: secret }],
    [
      'of a default',
      [PUT, { sourcePath: '$.zz', optional: true, defaultValue: `\${v}`, targetPath: '$.x' }],
      { password: secret },
    ],
    [
      'below a secret name',
      [{ sourcePath: '$.password.value', targetPath: '$.x' }],
      { password: { value: secret } },
    ],
    ['behind a wildcard', [{ sourcePath: '$.*', targetPath: '$.x' }], { password: { value: secret } }],
    [
      'of a PATCH, whatever the case',
      [{ sourcePath: '$.Operations[*]', targetPath: '$.x' }],
      { Operations: [{ op: 'add', Path: 'Password', Value: secret }] },
    ],
    [
      'of a PATCH, picked by a path',
      [{ sourcePath: '$.Operations[*].value', targetPath: '$.x' }],
      { Operations: [{ op: 'add', path: 'password', value: secret }] },
    ],
  ])('%s', (_, mappings, entity) => {
    const result = run(mappings, entity, true);
    expect(result.status).toBe('transformed');
    expect(JSON.stringify(result.trace)).not.toContain(secret);
  });

  it('but it shows the rest', () => {
    const result = run([{ sourcePath: '$.u', targetPath: '$.x' }], { u: 'seen', password: secret }, true);
    expect(JSON.stringify(result.trace)).toContain('seen');
  });
});

describe('randomPassword', () => {
  const functions = [
    {
      function: 'randomPassword',
      passwordLength: 12,
      minimumNumberOfLowercaseLetters: 1,
      minimumNumberOfUppercaseLetters: 1,
      minimumNumberOfDigits: 1,
      minimumNumberOfSpecialSymbols: 0,
    },
  ];
  it('needs no source', () => {
    expect(run([{ targetPath: '$.password', functions }], {})).toMatchObject({
      output: { password: expect.stringMatching(/^[A-Za-z0-9]{12}$/) },
    });
  });
  it('stands in for no value that should have been read', () => {
    const mapping = { sourcePath: '$.zz', targetPath: '$.password', functions };
    expect(run([mapping], {})).toMatchObject({ status: 'failed', path: '$.zz' });
    expect(run([{ ...mapping, optional: true }], {})).toMatchObject({ status: 'transformed', output: {} });
  });
});

describe('bytes in a variable', () => {
  const decode = {
    sourcePath: '$.a',
    targetVariable: 'v',
    functions: [{ function: 'decode', algorithm: 'base64' }],
  };
  it('become text', () => {
    expect(run([decode], { a: 'w6Q=' })).toMatchObject({ variables: { v: 'ä' } });
  });
  it('are refused where they are no text', () => {
    expect(run([decode], { a: '/wD+' })).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('UTF-8'),
    });
  });
  it('make an id that does not exist', () => {
    const mapping = {
      ...decode,
      sourceVariable: 'entityIdTargetSystem',
      targetVariable: 'entityIdTargetSystem',
    };
    const { sourcePath: _, ...own } = mapping;
    const { user } = compileTransformation(JSON.stringify({ user: { mappings: [own] } }), {
      direction: 'write',
    }).entities;
    expect(user?.targetId('YQ==', 'update')).toBe('a');
    expect(user?.targetId('/wD+', 'update')).toBeUndefined();
  });
});
