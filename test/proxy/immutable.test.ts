/** Attributes that only a create takes to the backend. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import {
  ENTERPRISE,
  type HandOverSetup,
  operationsOf,
  recordingBackend,
  refusalOf,
  systemOf,
} from './support/hand-over.ts';

const copy = (path: string, more: object = {}) => ({
  sourcePath: path,
  targetPath: path,
  optional: true,
  preserveArrayWithSingleElement: true,
  ...more,
});
const once = { scope: 'createEntity' };
const READ = {
  mappings: [copy('$'), { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem', targetPath: '$.id' }],
};
const WRITE = {
  mappings: [
    copy('$.userName'),
    copy('$.active'),
    copy('$.origin', once),
    copy('$.name.kind', once),
    copy('$.emails', once),
    copy(`$['${ENTERPRISE}']['employeeNumber']`, once),
  ],
};
const OLD = {
  id: '1',
  userName: 'ada',
  active: true,
  origin: 'ldap',
  name: { kind: 'k' },
  emails: [{ value: 'a' }],
  [ENTERPRISE]: { employeeNumber: '7' },
};

function setUp(more: Partial<HandOverSetup> = {}) {
  const backend = recordingBackend([OLD]);
  return { backend, ...systemOf({ backend, read: READ, write: WRITE, ...more }) };
}

const told = (names: string) =>
  `400 mutability System s-1: ${names} of a user is set when it is created and cannot be changed. Nothing was changed; send the present value, or leave it out.`;

describe('a full update', () => {
  it.each<[string, JsonObject, string]>([
    ['another value', { origin: 'uaa' }, 'origin'],
    ['the same in other letters', { origin: 'LDAP' }, 'origin'],
    ['an empty one', { origin: '' }, 'origin'],
    ['another value in whatever spelling', { ORIGIN: 'uaa', userName: 'x' }, 'origin'],
    ['several', { origin: 'uaa', name: { kind: 'x' } }, 'origin, name.kind'],
    ['in an extension', { [ENTERPRISE]: { EmployeeNumber: '8' } }, `${ENTERPRISE}:employeeNumber`],
    ['beside what nobody carries', { name: { kind: 'x', other: 'y' } }, 'name.kind'],
    ['among the present ones', { origin: 'ldap', name: { kind: 'x' } }, 'name.kind'],
  ])('is refused with %s', async (_, body, names) => {
    const { backend, resource, context } = setUp();
    expect(await refusalOf(resource.replace('1', { active: true, ...body }, {}, {}, context))).toBe(
      told(names),
    );
    expect(operationsOf(backend)).toEqual(['get']);
  });

  it.each<[string, JsonObject]>([
    ['the present values', { origin: 'ldap', name: { kind: 'k' }, [ENTERPRISE]: { employeeNumber: '7' } }],
    ['nothing of them', { userName: 'x' }],
    ['null for them', { origin: null }],
    ['values of lists, which come and go', { emails: [{ value: 'b' }] }],
    ['the present value beside what nobody carries', { name: { kind: 'k', other: 'x' } }],
    ['what nobody carries', { title: 'x', name: { other: 'x' } }],
  ])('passes with %s', async (_, body) => {
    const { backend, resource, context } = setUp();
    expect((await resource.replace('1', { active: true, ...body }, {}, {}, context)).status).toBe(200);
    expect(operationsOf(backend).at(-1)).toBe('replace');
  });

  it('passes with what is not the client’s, even where only a create carries it', async () => {
    const write = {
      mappings: [copy('$.active'), copy('$.id', once), copy('$.meta', once), copy('$.schemas', once)],
    };
    const { backend, resource, context } = setUp({ write });
    const body = { active: true, id: 'other', meta: { version: 'x' }, schemas: ['urn:x'] };
    await resource.replace('1', body, {}, {}, context);
    expect(operationsOf(backend)).toEqual(['replace']);
  });

  it('reads only where there is something to compare', async () => {
    const { backend, resource, context } = setUp();
    await resource.replace('1', { active: true, userName: 'x', title: 'y', emails: [] }, {}, {}, context);
    expect(operationsOf(backend)).toEqual(['replace']);
  });

  it('passes where clients do not see the present value', async () => {
    const blind = { mappings: [READ.mappings[1], copy('$.userName')] };
    const hidden = { ...READ, condition: "$.userName == 'nobody'" };
    for (const read of [blind, hidden]) {
      const { backend, resource, context } = setUp({ read });
      await resource.replace('1', { active: true, origin: 'uaa' }, {}, {}, context);
      expect(operationsOf(backend)).toContain('replace');
    }
  });

  it('passes where no mapping is for a create alone', async () => {
    const write = { mappings: [copy('$.userName'), copy('$.active')] };
    const { backend, resource, context } = setUp({ write });
    const { warnings } = await resource.replace('1', { active: true, origin: 'uaa' }, {}, {}, context);
    expect(operationsOf(backend)).toEqual(['replace']);
    expect(warnings).toEqual(['Not carried by the write transformation, and so not stored: origin']);
  });
});

describe('an emulated PATCH', () => {
  it('is refused with another value, and passes with others', async () => {
    const { backend, resource, context } = setUp();
    const patch = (path: string, value: string) =>
      resource.patch('1', { Operations: [{ op: 'replace', path, value }] }, {}, {}, context);
    expect(await refusalOf(patch('origin', 'uaa'))).toBe(told('origin'));
    expect((await patch('userName', 'x')).status).toBe(200);
    expect(operationsOf(backend)).toEqual(['get', 'get', 'replace']);
  });
});
