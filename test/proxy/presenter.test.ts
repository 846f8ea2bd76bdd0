/** What the proxy sees to in every entity, whatever the transformation says. */
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/scim/json.ts';
import {
  BASE_URL,
  type BackendSetup,
  ENTERPRISE,
  type HandOverSetup,
  recordingBackend,
  systemOf,
} from './support/hand-over.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const COPY = { sourcePath: '$', targetPath: '$' };
const ID = { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' };

/** What a client gets of the entity. */
async function shown(entity: JsonObject, more: Partial<HandOverSetup> = {}, setup: BackendSetup = {}) {
  const backend = recordingBackend([{ id: '1', ...entity }], setup);
  const { resource, context } = systemOf({
    backend,
    read: { mappings: [COPY, ID] },
    write: { mappings: [COPY] },
    ...more,
  });
  return await resource.get(String(entity['id'] ?? '1'), {}, {}, context);
}

const metaOf = ({ body = {} }: { readonly body?: JsonObject | undefined }) => body['meta'] as JsonObject;
const mapped = (...mappings: object[]) => ({ read: { mappings: [ID, ...mappings] } });
const constant = (value: JsonValue, targetPath: string) => ({ constant: value, targetPath });

describe('an entity', () => {
  it('has schemas, id and meta, with the location below the URL that was asked', async () => {
    const { body, location, status, version, warnings } = await shown({ id: 'a b/ü', userName: 'x' });
    const expected = `${BASE_URL}/Users/a%20b%2F%C3%BC`;
    expect(body).toEqual({
      schemas: [CORE],
      id: 'a b/ü',
      userName: 'x',
      meta: { resourceType: 'User', location: expected },
    });
    expect(Object.keys(body ?? {})).toEqual(['schemas', 'id', 'userName', 'meta']);
    expect({ location, status, version, warnings }).toEqual({
      location: expected,
      status: 200,
      version: undefined,
      warnings: [],
    });
  });

  it('has the id of its variable, whatever the transformation writes for it', async () => {
    const { body } = await shown({}, mapped(constant('other', '$.id'), constant('n', '$.userName')));
    expect(body).toMatchObject({ id: '1', userName: 'n' });
  });

  it('is made with the place of its kind as a variable', async () => {
    const { body } = await shown({}, mapped({ sourceVariable: 'entityBaseLocation', targetPath: '$.base' }));
    expect(body?.['base']).toBe(`${BASE_URL}/Users/`);
  });

  it('has __proto__ for an attribute', async () => {
    const { body } = await shown(JSON.parse('{"__proto__":{"x":1},"a":1}'));
    expect(JSON.stringify(body)).toContain('"__proto__":{"x":1},"a":1');
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
  });
});

describe('schemas', () => {
  it.each<[string, JsonObject, string[]]>([
    ['are the core schema, where none are named', {}, [CORE]],
    ['are those that are named', { schemas: ['urn:scim:schemas:core:1.0'] }, ['urn:scim:schemas:core:1.0']],
    ['may be named alone', { schemas: 'urn:scim:schemas:core:1.0' }, ['urn:scim:schemas:core:1.0']],
    ['are texts', { schemas: [1, null, CORE, ''] }, [CORE]],
    ['are there once', { schemas: [CORE, CORE] }, [CORE]],
    [
      'have the extensions that are there',
      { schemas: [CORE], [ENTERPRISE]: { a: 1 }, 'urn:x': {} },
      [CORE, ENTERPRISE, 'urn:x'],
    ],
    [
      'in the order in which they are named',
      { schemas: [ENTERPRISE, CORE], [ENTERPRISE]: { a: 1 } },
      [ENTERPRISE, CORE],
    ],
    ['and no others', { schemas: [CORE, ENTERPRISE, 'urn:a:Extension:b'] }, [CORE]],
    ['of extensions alone are never all', { schemas: [ENTERPRISE] }, [CORE]],
    ['have no other names with a colon', { schemas: [CORE], 'a:urn:b': {} }, [CORE]],
  ])('%s', async (_, entity, expected) => {
    expect((await shown(entity)).body?.['schemas']).toEqual(expected);
  });
});

describe('meta', () => {
  const TIMES = { created: 'yesterday', lastModified: 'today' };
  const at = `${BASE_URL}/Users/1`;

  it('has the times of the backend, where the transformation says nothing of them', async () => {
    const read = mapped(constant('n', '$.userName'));
    const times = async (meta: JsonValue) => metaOf(await shown({ meta }, read));
    expect(await times({ ...TIMES, other: 1 })).toEqual({ ...TIMES, resourceType: 'User', location: at });
    expect(await times({ created: 5, lastModified: 'today' })).toEqual({
      lastModified: 'today',
      resourceType: 'User',
      location: at,
    });
    expect(await times({ created: 'yesterday', lastModified: null })).toEqual({
      created: 'yesterday',
      resourceType: 'User',
      location: at,
    });
    expect(await times('none')).toEqual({ resourceType: 'User', location: at });
  });

  it.each([
    ['$.meta.created', { created: 'c' }],
    ['$.meta.lastModified', { lastModified: 'c' }],
  ])(
    'has only the times that the transformation gives, where it says something of them: %s',
    async (path, expected) => {
      const { body } = await shown({ meta: TIMES }, mapped(constant('c', path)));
      expect(body?.['meta']).toEqual({ ...expected, resourceType: 'User', location: at });
      const never = await shown(
        { meta: TIMES },
        mapped({ ...constant('c', path), condition: "$.x == 'never'" }),
      );
      expect(never.body?.['meta']).toEqual({ resourceType: 'User', location: at });
    },
  );

  it('has what the transformation gives, but for what the proxy sees to', async () => {
    const { body } = await shown({
      meta: { resourceType: 'Person', location: 'http://backend/1', ...TIMES, more: 1 },
    });
    expect(body?.['meta']).toEqual({ resourceType: 'User', location: at, ...TIMES, more: 1 });
    expect((await shown({ meta: 'wrong' })).body?.['meta']).toEqual({ resourceType: 'User', location: at });
  });
});

describe('the version', () => {
  it.each<[string, JsonObject, BackendSetup, string | undefined, string | undefined]>([
    ['is the backend’s', { meta: { version: 'W/"3"' } }, {}, '3', '"3"'],
    ['may be a number', { meta: { version: 3 } }, {}, '3', '"3"'],
    [
      'is that of the ETag, where the connector knows it',
      { meta: { version: '3' } },
      { about: { version: '4' } },
      '4',
      '"4"',
    ],
    ['may be anything', { meta: { version: [3] } }, {}, '[3]', '"[3]"'],
    ['is none', { meta: { version: null } }, {}, undefined, undefined],
    ['that no header could carry is not shown', { meta: { version: 'a b' } }, {}, 'a b', undefined],
  ])('%s', async (_, entity, setup, version, printed) => {
    const answer = await shown(entity, {}, setup);
    expect(answer.version).toBe(version);
    expect(metaOf(answer)['version']).toBe(printed);
    expect(Object.hasOwn(metaOf(answer), 'version')).toBe(printed !== undefined);
  });

  it('is that of the transformation, where the backend has none', async () => {
    const { version, body } = await shown({}, mapped(constant('t', '$.meta.version')));
    expect([version, metaOf({ body })['version']]).toEqual(['t', '"t"']);
    const both = await shown({ meta: { version: '3' } }, mapped(constant('t', '$.meta.version')));
    expect(both.version).toBe('3');
  });
});

describe('URLs of the backend', () => {
  const urls = { bases: ['https://tenant.example.com/scim'], collections: { user: 'Users' } };
  const url = 'https://tenant.example.com/scim/Users/2';

  it('are the proxy’s', async () => {
    const { body } = await shown(
      { manager: { $ref: url }, photo: 'https://tenant.example.com/scim/photo' },
      { urls },
    );
    expect(body).toEqual({
      schemas: [CORE],
      id: '1',
      manager: { $ref: `${BASE_URL}/Users/2` },
      meta: { resourceType: 'User', location: `${BASE_URL}/Users/1` },
    });
  });

  it('never reach a client by meta', async () => {
    const { body } = await shown(
      { meta: { location: url, self: url, photo: `${urls.bases[0]}/photo` } },
      { urls },
    );
    expect(JSON.stringify(body)).not.toContain('tenant.example.com');
  });
});

describe('an entity that cannot be shown', () => {
  it('is 404 where the read condition hides it', async () => {
    const read = { mappings: [COPY, ID], condition: '$.active == true' };
    await expect(shown({ active: false }, { read })).rejects.toMatchObject({
      status: 404,
      message: 'User 1 not found in system s-1.',
    });
  });

  it('is 500 with the mapping, and in the log, where its transformation fails', async () => {
    const backend = recordingBackend([{ id: '1', secret: 'x' }]);
    const { resource, context, log } = systemOf({
      backend,
      ...mapped({ sourcePath: '$.login', targetPath: '$.userName' }),
    });
    await expect(resource.get('GE', {}, {}, context)).rejects.toMatchObject({
      status: 500,
      message:
        'System s-1: the read transformation failed on this user: line 1: mapping 2 ($.login → $.userName): this mandatory value is missing in the entity; if entities may lack it, set "optional": true or a defaultValue. ' +
        'Correct the mapping, or the entity in the backend.',
    });
    expect(log).toMatchObject([{ entityType: 'user', entityId: 'GE', path: '$.login' }]);
  });
});
