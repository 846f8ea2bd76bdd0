/** What is in no schema of a system, and what is where everything is copied. */
import { describe, expect, it } from 'vitest';
import { copy, core, ENTERPRISE, type Setup, schemas } from './printed.ts';

describe('what is left out', () => {
  it.each<[string, Setup]>([
    [
      'common attributes (RFC 7643 §3.1)',
      { read: [copy('$.schemas'), copy('$.meta')], write: [copy('$.schemas'), copy('$.id')] },
    ],
    [
      'names that cannot be those of attributes (RFC 7643 §2.1)',
      { read: [copy("$['first name']"), copy("$['1st']"), copy("$['']")] },
    ],
    [
      'what only a condition asks for',
      { read: [], write: [{ constant: 1, targetPath: '$.a', condition: '$.title EMPTY false' }] },
    ],
    [
      'what is patched with the operations of the client',
      { read: [], write: [copy('$.Operations', '$.Operations', { scope: 'patchEntity' })] },
    ],
  ])('%s', (_, setup) => {
    expect(core(setup)).toEqual([]);
  });

  it('externalId only where nothing takes it anywhere', () => {
    expect(core({ read: [copy('$.externalId')], write: [copy('$.externalId')] })).toEqual([
      'externalId: string readWrite',
    ]);
  });
});

describe('where everything is copied', () => {
  const { [ENTERPRISE]: enterprise, ...others } = schemas({
    read: [copy('$'), { type: 'remove', targetPath: '$.title' }],
    write: [copy('$')],
  });

  it('there is all that the schemas have, but for what is removed', () => {
    const user = others['urn:ietf:params:scim:schemas:core:2.0:User'];
    expect(user).toContain('userName!: string readWrite');
    expect(user).toContain('title: string writeOnly');
    expect(user).toContain('password: string writeOnly');
    expect(enterprise).toContain(
      'manager: { value: string readWrite, displayName: string readOnly, $ref: reference readWrite } readWrite',
    );
    expect(Object.keys(others)).toContain('urn:ietf:params:scim:schemas:extension:sap:2.0:User');
  });

  it('there is nothing that a schema merely puts up with (RFC 7643 §2.4)', () => {
    expect(JSON.stringify(others)).not.toMatch(/emails\[\][^}]*\$ref/);
  });
});
