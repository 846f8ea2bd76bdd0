import { describe, expect, it } from 'vitest';
import type { JsonMap } from '../../../src/transformation/index.ts';
import { compileUser, failed, variablesOf } from '../helpers.ts';

const DECODE: JsonMap = {
  sourceVariable: 'entityIdTargetSystem',
  targetVariable: 'entityIdTargetSystem',
  functions: [{ type: 'decode', algorithm: 'base32', skipPadding: true }, { type: 'toString' }],
};

describe('the id of the backend', () => {
  it('is the id of the client, where no mapping turns it', () => {
    const user = compileUser([{ sourceVariable: 'entityIdTargetSystem', targetPath: '$.id' }]);
    expect(user.targetId('a/b c', 'read')).toBe('a/b c');
    expect(user.targetId('a/b c', 'delete')).toBe('a/b c');
  });

  it('is turned by the mappings of the operation', () => {
    const user = compileUser([{ ...DECODE, scope: 'deleteEntity' }]);
    expect(user.targetId('IFCEC', 'delete')).toBe('ADA');
    expect(user.targetId('IFCEC', 'update')).toBe('IFCEC');
    expect(user.targetId('IFCEC', 'patch')).toBe('IFCEC');
    expect(
      variablesOf(user.run({}, { operation: 'delete', variables: { entityIdTargetSystem: 'IFCEC' } })),
    ).toEqual({ entityIdTargetSystem: 'ADA' });
  });

  it('does not exist where the mapping makes nothing of it, unless it has a default', () => {
    const mapping = {
      sourceVariable: 'entityIdTargetSystem',
      targetVariable: 'entityIdTargetSystem',
      functions: [{ function: 'elementAt', index: 1 }],
    };
    expect(compileUser([mapping]).targetId('x', 'update')).toBeUndefined();
    expect(compileUser([{ ...mapping, defaultValue: 'd' }]).targetId('x', 'update')).toBe('d');
    expect(compileUser([{ ...mapping, optional: true }]).targetId('x', 'update')).toBe('x');
  });

  it.each(['deleteEntity', 'patchEntity'])('is turned for reading by those with scope %s', (scope) => {
    expect(compileUser([{ ...DECODE, scope }]).targetId('IFCEC', 'read')).toBe('ADA');
  });

  it('is turned once for reading, whatever scopes there are', () => {
    const user = compileUser([
      { ...DECODE, scope: 'patchEntity' },
      { ...DECODE, scope: 'deleteEntity' },
      DECODE,
    ]);
    expect(user.targetId('IFCEC', 'read')).toBe('ADA');
    expect(user.targetId('IFCEC', 'update')).toBe('ADA');
  });

  it('is nothing where the mappings cannot turn it', () => {
    const user = compileUser([{ ...DECODE, scope: 'deleteEntity' }]);
    expect(user.targetId('not base 32!', 'read')).toBeUndefined();
    expect(user.targetId('not base 32!', 'delete')).toBeUndefined();
    expect(
      failed(user.run({}, { operation: 'delete', variables: { entityIdTargetSystem: 'not base 32!' } })).path,
    ).toBe('entityIdTargetSystem');
  });
});

describe('the id that clients see', () => {
  const mappings = [
    { sourcePath: '$.mandatory', targetPath: '$.a' },
    { sourcePath: '$.uid', targetVariable: 'raw' },
    {
      sourceVariable: 'raw',
      targetVariable: 'entityIdSourceSystem',
      targetPath: '$.id',
      functions: [{ type: 'encode', algorithm: 'base32', skipPadding: true }],
    },
  ];

  it('is there although the entity fails otherwise', () => {
    const user = compileUser(mappings, { direction: 'read' });
    expect(user.run({ uid: 'ADA' }, { operation: 'read' }).status).toBe('failed');
    expect(user.sourceId({ uid: 'ADA' })).toBe('IFCEC');
  });

  it.each([[{}], [null], [{ uid: '' }], [{ uid: { n: 1 } }]])(
    'is nothing where there is none: %j',
    (entity) => {
      expect(compileUser(mappings, { direction: 'read' }).sourceId(entity)).toBeUndefined();
    },
  );

  it('may be a number', () => {
    const id = { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem', targetPath: '$.id' };
    expect(compileUser([id], { direction: 'read' }).sourceId({ id: 17 })).toBe('17');
  });
});
