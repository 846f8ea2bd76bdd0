// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the language's own syntax
import { describe, expect, it } from 'vitest';
import { compileTransformation, type Json } from '../../../src/transformation/index.ts';
import { compileUser, entityOf, failed, outputOf, transformed, variablesOf } from '../helpers.ts';

describe('scopes', () => {
  const mappings = [
    { constant: 'always', targetPath: '$.always' },
    { constant: 'create', targetPath: '$.create', scope: 'createEntity' },
    { constant: 'patch', targetPath: '$.patch', scope: 'patchEntity' },
    { constant: 'delete', targetPath: '$.delete', scope: 'deleteEntity' },
  ];

  it.each([
    ['create', ['always', 'create']],
    ['update', ['always']],
    ['patch', ['patch']],
    ['delete', ['delete']],
  ] as const)('on %s run %j', (operation, expected) => {
    const user = compileUser(mappings);
    expect(Object.keys(outputOf(user.run({}, { operation })))).toEqual(expected);
    expect(user.scopes).toEqual(new Set(['createEntity', 'patchEntity', 'deleteEntity']));
  });

  it('on read, those without scope', () => {
    const id = { constant: '1', targetVariable: 'entityIdSourceSystem', targetPath: '$.id' };
    const user = compileUser([id, ...mappings], { direction: 'read' });
    expect(outputOf(user.run({}, { operation: 'read' }))).toEqual({ id: '1', always: 'always' });
  });
});

describe('the condition of an entity type', () => {
  const user = compileUser([{ constant: 1, targetPath: '$.a' }], {}, { condition: '$.active == true' });

  it.each(['create', 'update'] as const)('filters on %s', (operation) => {
    expect(user.run({ active: false }, { operation })).toEqual({
      status: 'filtered',
      condition: '$.active == true',
    });
    expect(user.run({ active: true }, { operation }).status).toBe('transformed');
    expect(user.condition).toBe('$.active == true');
  });

  it.each(['patch', 'delete'] as const)('is not looked at on %s', (operation) => {
    expect(user.run({ active: false }, { operation }).status).toBe('transformed');
  });

  it('fails the entity when it cannot be evaluated', () => {
    const broken = compileUser([], {}, { condition: "$.groups contains 'g-1'" });
    const result = failed(broken.run({ groups: [{ value: 'private' }] }, { operation: 'create' }));
    expect(result).toMatchObject({
      mapping: expect.stringContaining('condition'),
      path: "$.groups contains 'g-1'",
    });
    expect(JSON.stringify(result)).not.toContain('private');
  });
});

describe('the condition of a mapping', () => {
  it('fails the entity when it cannot be evaluated, naming the mapping', () => {
    const user = compileUser([{ condition: "$.groups contains 'g-1'", constant: 1, targetPath: '$.a' }]);
    expect(failed(user.run({ groups: [{ value: 'x' }] }, { operation: 'create' })).mapping).toContain(
      'mapping 1',
    );
  });

  it('takes a variable as data, whatever it contains', () => {
    const user = compileUser([
      { sourcePath: '$.name', targetVariable: 'name' },
      { condition: "'${name}' == $.name", constant: true, targetPath: '$.same' },
      { condition: "'${name}' == 'x' || 'a' == 'a'", constant: true, targetPath: '$.either' },
      { condition: "'${name}' == 'x'", constant: true, targetPath: '$.x' },
    ]);
    for (const name of ["x' || 'a' == 'a", "O'Neill", '\\', '${name}', "'"]) {
      expect(outputOf(user.run({ name }, { operation: 'create' }))).toEqual({ same: true, either: true });
    }
  });
});

describe('variables', () => {
  it('count as empty text in texts while they are unset', () => {
    const user = compileUser([{ constant: '[${none}]', targetPath: '$.a' }]);
    expect(outputOf(user.run({}, { operation: 'create' }))).toEqual({ a: '[]' });
  });

  it('are mandatory as a source, unless the mapping is optional', () => {
    const mapping = { sourceVariable: 'none', targetPath: '$.a' };
    const result = failed(compileUser([mapping]).run({}, { operation: 'create' }));
    expect(result.path).toBe('none');
    expect(result.reason).toContain('this variable is not set');
    expect(outputOf(compileUser([{ ...mapping, optional: true }]).run({}, { operation: 'create' }))).toEqual(
      {},
    );
  });

  it('are read in part with variablePath', () => {
    const user = compileUser([
      { sourcePath: '$.members', targetVariable: 'members', preserveArrayWithSingleElement: true },
      {
        sourceVariable: 'members',
        variablePath: '$[*].value',
        preserveArrayWithSingleElement: true,
        targetPath: '$.member',
      },
      { sourceVariable: 'members', variablePath: '$[0].none', optional: true, targetPath: '$.none' },
    ]);
    expect(
      outputOf(user.run({ members: [{ value: 'a' }, { value: 'b' }] }, { operation: 'create' })),
    ).toStrictEqual({ member: ['a', 'b'] });
  });

  it('live for one entity', () => {
    const user = compileUser([
      { sourcePath: '$.a', targetVariable: 'v', optional: true },
      { constant: '${v}', targetPath: '$.v' },
    ]);
    expect(outputOf(user.run({ a: 'x' }, { operation: 'create' }))).toEqual({ v: 'x' });
    expect(outputOf(user.run({}, { operation: 'create' }))).toEqual({ v: '' });
  });

  it('may have any name', () => {
    const user = compileUser([
      { constant: 'x', targetVariable: '__proto__' },
      { constant: 'y', targetVariable: 'constructor' },
      { constant: '${__proto__}${constructor}${toString}', targetPath: '$.a' },
    ]);
    const result = transformed(user.run({}, { operation: 'create' }));
    expect(result.output).toEqual({ a: 'xy' });
    expect(Object.getPrototypeOf(result.variables)).toBe(Object.prototype);
    expect(Object.entries(result.variables)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  it('assignGroup and unassignGroup have no effect', () => {
    const user = compileUser([{ constant: ['g-1'], targetVariable: 'assignGroup' }]);
    expect(outputOf(user.run({}, { operation: 'create' }))).toEqual({});
  });
});

describe('entityIdSourceSystem', () => {
  const id = {
    sourcePath: '$.id',
    targetVariable: 'entityIdSourceSystem',
    targetPath: '$.id',
    optional: true,
  };

  it.each([[{}], [{ id: null }], [{ id: '' }]])('is mandatory on read: %j fails, naming it', (input) => {
    const result = failed(compileUser([id], { direction: 'read' }).run(input, { operation: 'read' }));
    expect(result.path).toBe('entityIdSourceSystem');
    expect(result.reason).toContain('entityIdSourceSystem');
  });

  it('is mandatory also where no mapping sets it', () => {
    const user = compileUser([{ constant: 1, targetPath: '$.a' }], { direction: 'read' });
    expect(failed(user.run({}, { operation: 'read' })).path).toBe('entityIdSourceSystem');
  });

  it('is not asked for when writing', () => {
    expect(compileUser([id]).run({}, { operation: 'create' }).status).toBe('transformed');
  });
});

describe('entityIdTargetSystem', () => {
  const mappings = [
    { constant: 'placeholder', targetPath: '$.id', scope: 'createEntity' },
    { sourceVariable: 'entityIdTargetSystem', targetPath: '$.id' },
  ];

  it('skips the mapping that reads it while it is unset on create, mandatory or not', () => {
    expect(outputOf(compileUser(mappings).run({}, { operation: 'create' }))).toEqual({ id: 'placeholder' });
  });

  it('is what a mapping assigns on create', () => {
    const user = compileUser([
      { sourcePath: '$.userName', targetVariable: 'entityIdTargetSystem', scope: 'createEntity' },
      ...mappings,
    ]);
    const result = user.run({ userName: 'ada' }, { operation: 'create' });
    expect(outputOf(result)).toEqual({ id: 'ada' });
    expect(variablesOf(result)).toEqual({ entityIdTargetSystem: 'ada' });
  });

  it('is the id in the URL otherwise, and mandatory', () => {
    const user = compileUser(mappings);
    expect(
      outputOf(user.run({}, { operation: 'update', variables: { entityIdTargetSystem: 'u-1' } })),
    ).toEqual({ id: 'u-1' });
    expect(failed(user.run({}, { operation: 'update' })).path).toBe('entityIdTargetSystem');
  });

  it('is replaced by a mapping on update', () => {
    const user = compileUser([
      { sourcePath: '$.userName', targetPath: '$.USERNAME', targetVariable: 'entityIdTargetSystem' },
    ]);
    const result = user.run(
      { userName: 'ADA' },
      { operation: 'update', variables: { entityIdTargetSystem: 'encoded' } },
    );
    expect(variablesOf(result)).toEqual({ entityIdTargetSystem: 'ADA' });
  });
});

describe('currentDate', () => {
  const now = () => Date.UTC(2024, 1, 3, 4, 5, 6, 7);
  const mapping = { sourceVariable: 'currentDate', targetPath: '$.date' };

  it('is now, in UTC', () => {
    const user = compileUser([mapping], { now });
    expect(outputOf(user.run({}, { operation: 'create' }))).toEqual({ date: '2024-02-03 04:05:06.007' });
  });

  it('has the pattern of ips.date.variable.format', () => {
    const properties = { 'ips.date.variable.format': "dd.MM.uuuu 'um' HH" };
    const user = compileUser([mapping], { now, properties });
    expect(outputOf(user.run({}, { operation: 'create' }))).toEqual({ date: '03.02.2024 um 04' });
  });

  it('is there in texts and conditions', () => {
    const user = compileUser(
      [{ condition: "'${currentDate}' > $.start", constant: '${currentDate}', targetPath: '$.date' }],
      { now },
    );
    expect(outputOf(user.run({ start: '2024' }, { operation: 'create' }))).toEqual({
      date: '2024-02-03 04:05:06.007',
    });
  });

  it('is not asked for where nothing reads it', () => {
    const user = compileUser([{ constant: 1, targetPath: '$.a' }], {
      now: () => {
        throw new Error('nobody needs the time');
      },
    });
    expect(variablesOf(user.run({}, { operation: 'create' }))).toEqual({});
  });

  it('with a pattern that is none stops the load', () => {
    expect(() => compileUser([mapping], { properties: { 'ips.date.variable.format': '{{' } })).toThrow(
      /ips\.date\.variable\.format/,
    );
  });
});

describe('entity types', () => {
  it('are members of the transformation, custom ones too', () => {
    const transformation = compileTransformation(
      `{
        "user": {"mappings": [{"constant": "u", "targetPath": "$.kind"}]},
        "group": {"mappings": [], "ignore": true},
        "role": {"scimEntityEndpoint": "Roles", "mappings": [{"constant": "r", "targetPath": "$.kind"}]}
      }`,
      { direction: 'write' },
    );
    expect(Object.keys(transformation.entities)).toEqual(['user', 'group', 'role']);
    expect(transformation['role']).toBe(transformation.entities['role']);
    expect(outputOf(entityOf(transformation, 'role').run({}, { operation: 'create' }))).toEqual({
      kind: 'r',
    });
    expect(
      Object.values(transformation.entities).map(({ scimEntityEndpoint, ignore }) => [
        scimEntityEndpoint,
        ignore,
      ]),
    ).toEqual([
      ['Users', false],
      ['Groups', true],
      ['Roles', false],
    ]);
  });

  it('that are ignored do not run', () => {
    const user = compileUser([{ constant: 1, targetPath: '$.a' }], {}, { ignore: true });
    expect(failed(user.run({}, { operation: 'create' })).reason).toContain('ignored');
  });

  it('may be named like members of Object.prototype', () => {
    const transformation = compileTransformation(
      '{"__proto__": {"scimEntityEndpoint": "Protos", "mappings": [{"constant": 1, "targetPath": "$.a"}]}, "constructor": {"scimEntityEndpoint": "Cs", "mappings": []}}',
      { direction: 'write' },
    );
    expect(Object.keys(transformation.entities)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(transformation)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['scimEntityEndpoint']).toBeUndefined();
    const entity = Object.getOwnPropertyDescriptor(transformation, '__proto__')?.value;
    expect(outputOf(entity.run({}, { operation: 'create' }))).toEqual({ a: 1 });
  });

  it('say what they skip', () => {
    expect(compileUser([], {}, { skipOperations: ['create', 'delete'] }).skipOperations).toEqual(
      new Set(['create', 'delete']),
    );
  });
});

describe('odd entities', () => {
  const user = compileUser([
    { sourcePath: '$.a', targetPath: '$.a', optional: true },
    { sourcePath: '$.list[*].b', targetPath: '$.b', optional: true },
  ]);

  it.each([[null], ['text'], [5], [true], [[]], [[{ a: 1 }]]])(
    '%j are transformed like empty ones',
    (entity) => {
      expect(user.run(entity, { operation: 'create' })).toMatchObject({ status: 'transformed', output: {} });
    },
  );

  it('nested very deeply are copied or fail, traced or not, but never throw', () => {
    let deep: Json = 1;
    for (let level = 0; level < 100_000; level += 1) deep = { a: deep };
    const copy = { sourcePath: '$.a', targetPath: '$.x' };
    const put = { ...copy, functions: [{ function: 'putIfAbsent', key: 'k', defaultValue: 1 }] };
    const variable = { sourcePath: '$.a', targetVariable: 'v' };
    for (const mapping of [copy, put, variable]) {
      for (const trace of [false, true]) {
        const result = compileUser([mapping]).run(deep, { operation: 'create', trace });
        expect(['transformed', 'failed']).toContain(result.status);
      }
    }
    expect(compileUser([copy]).run(deep, { operation: 'create' }).status).toBe('transformed');
  });
});
