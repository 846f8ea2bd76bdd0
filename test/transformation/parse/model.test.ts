import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/transformation/index.ts';
import { failed, findingsOf, findingsOfMappings, outputOf, runMappings } from '../helpers.ts';

describe('the shape of a mapping', () => {
  it.each<[string, Json]>([
    ['optional', 'yes'],
    ['ignore', 1],
    ['preserveArrayWithSingleElement', null],
    ['correlationAttribute', []],
    ['condition', true],
    ['scope', 'updateEntity'],
    ['sourcePath', 5],
    ['sourcePath', ''],
    ['targetPath', ['$.a']],
    ['targetVariable', ''],
    ['functions', { function: 'toString' }],
    ['functions', ['toString']],
  ])('has no %s %j', (key, value) => {
    const mapping = { sourcePath: '$.a', targetPath: '$.a', [key]: value };
    const [finding] = findingsOfMappings([mapping]);
    expect(finding).toMatchObject({ rule: 'invalid-value', severity: 'error' });
    expect(finding?.message).toMatch(new RegExp(`mapping 1: ${key}`));
  });

  it.each<[Json]>([['text'], [null], [[]]])('is an object, not %j', (mapping) => {
    expect(findingsOf(JSON.stringify({ user: { mappings: [mapping] } }))).toMatchObject([
      { rule: 'invalid-value', severity: 'error', line: 1, column: 22 },
    ]);
  });

  it.each([
    [{ sourcePaths: '$.a' }, 'sourcePaths'],
    [{ sourcePaths: [] }, 'sourcePaths'],
    [{ valueMappings: [{ mappedValue: 1 }] }, 'key'],
    [{ valueMappings: [{ key: ['a'] }] }, 'mappedValue'],
    [{ valueMappings: {} }, 'valueMappings'],
  ])('has value mappings of the right shape, not %j', (part, key) => {
    const mapping = {
      type: 'valueMapping',
      targetPath: '$.a',
      sourcePaths: ['$.a'],
      valueMappings: [{ key: ['a'], mappedValue: 1 }],
      ...part,
    };
    const [finding] = findingsOfMappings([mapping]);
    expect(finding?.rule).toBe('invalid-value');
    expect(finding?.message).toContain(key);
  });

  it('takes the name of a function as type for what it is', () => {
    expect(
      findingsOfMappings([{ sourcePath: '$.a', targetPath: '$.a', type: 'concatString' }]),
    ).toMatchObject([
      {
        rule: 'type-function-confusion',
        severity: 'error',
        fix: expect.stringContaining('"functions": [{"function": "concatString"}]'),
      },
    ]);
  });
});

describe('the shape of an entity type', () => {
  it.each<[string, Json]>([
    ['condition', 5],
    ['ignore', 'yes'],
    ['skipOperations', 'create'],
    ['skipOperations', ['read']],
    ['mappings', {}],
    ['scimEntityEndpoint', 'a/b'],
    ['scimEntityEndpoint', ''],
  ])('has no %s %j', (key, value) => {
    expect(findingsOf(JSON.stringify({ user: { mappings: [], [key]: value } }))).toMatchObject([
      { rule: 'invalid-value', severity: 'error', message: expect.stringContaining(key) },
    ]);
  });

  it.each(['findings', 'entities', 'direction', ''])('is not named %j', (name) => {
    expect(findingsOf(JSON.stringify({ [name]: { scimEntityEndpoint: 'X', mappings: [] } }))).toMatchObject([
      { rule: 'reserved-entity-type', severity: 'error', line: 1, column: 2 },
    ]);
  });

  it('has an endpoint of its own', () => {
    const text = '{"user": {"mappings": []}, "person": {"scimEntityEndpoint": "Users", "mappings": []}}';
    expect(findingsOf(text)).toMatchObject([{ rule: 'duplicate-endpoint', severity: 'error' }]);
    expect(findingsOf('{"role": {"mappings": []}}')).toMatchObject([
      { rule: 'missing-endpoint', severity: 'warning' },
    ]);
  });

  it('has mappings, and the transformation entity types', () => {
    expect(findingsOf('{"user": {}}')).toMatchObject([{ rule: 'no-mappings', severity: 'warning' }]);
    expect(findingsOf('{}')).toMatchObject([{ rule: 'no-entity-type', severity: 'warning' }]);
  });

  it('skips nothing when reading', () => {
    const text =
      '{"user": {"skipOperations": ["update"], "mappings": [{"sourcePath": "$.id", "targetPath": "$.id", "targetVariable": "entityIdSourceSystem"}]}}';
    expect(findingsOf(text, { direction: 'read' })).toMatchObject([
      { rule: 'unreachable-option', severity: 'warning', column: 11 },
    ]);
  });
});

describe('flags', () => {
  it('may be written as texts', () => {
    const mapping = { sourcePath: '$.none', targetPath: '$.a', optional: 'true', ignore: 'false' };
    expect(outputOf(runMappings([mapping], {}))).toEqual({});
    expect(failed(runMappings([{ ...mapping, optional: 'false' }], {})).path).toBe('$.none');
  });
});

describe('ignored parts', () => {
  it('do not keep the rest from being loaded', () => {
    const text = JSON.stringify({
      user: {
        mappings: [
          {
            ignore: true,
            sourcePath: '$.a[',
            targetPath: '$.a',
            scope: 'nonsense',
            functions: [{ function: 'none' }],
          },
        ],
      },
      group: { ignore: true, condition: '== ==', mappings: [{ sourcePath: 5, targetPath: '$.a' }] },
    });
    const findings = findingsOf(text);
    expect(findings.length).toBeGreaterThan(2);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
