/** What the backend says of a write on its way back: the entity, its version, and warnings. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { operationsOf } from '../proxy/support/hand-over.ts';
import {
  ANOTHER_DIRECTORY,
  contractServer,
  exampleOf,
  NATIVE,
  type Served,
  type Setup,
} from './support/serve.ts';

const serve = contractServer();

const user = exampleOf(ANOTHER_DIRECTORY, 'user');
const group = exampleOf(ANOTHER_DIRECTORY, 'group');
/** Who belongs to which group is said in the groups. */
const { groups: _, ...body } = user.shown;
const PUT = { method: 'PUT', body };
const PATCH = { method: 'PATCH', body: { Operations: user.operations } };
const MEMBERS = { method: 'PATCH', body: { Operations: group.operations } };
/** As the backend has it after the write. */
const AFTER = { ...user.stored, title: '8', meta: { version: '4' } };

function shownAfter({ base }: Served): JsonObject {
  return {
    ...user.shown,
    'urn:acme:scim:schemas:1.0:User': { badge: '8' },
    meta: { resourceType: 'User', version: '"4"', location: `${base}/${user.shown.id}` },
  };
}

describe('a write that the backend answers with the entity', () => {
  it.each<[string, typeof PUT | typeof PATCH, Setup]>([
    ['PUT', { ...PUT, body: { ...PUT.body, 'urn:acme:scim:schemas:1.0:User': { badge: '8' } } }, {}],
    ['native PATCH', PATCH, { backend: NATIVE }],
    ['emulated PATCH', PATCH, {}],
  ])('shows it, with its version and warnings: %s', async (__, { method, body: sent }, setup) => {
    const served = await serve(setup);
    served.backend.answer = { entity: AFTER, warnings: ['half done'] };
    const {
      status,
      headers,
      body: answered,
    } = await served.send(method, `/${user.shown.id}`, { body: sent });
    expect({ status, body: answered }).toEqual({ status: 200, body: shownAfter(served) });
    expect([headers.etag, headers.location, headers['x-ipsproxy-warning']]).toEqual([
      '"4"',
      `${served.base}/${user.shown.id}`,
      'half done',
    ]);
    expect(operationsOf(served.backend).at(-1)).toMatch(/^(?:patch|replace)$/);
  });

  it('believes the version that the connector knows from elsewhere', async () => {
    const { send, backend } = await serve();
    backend.answer = { entity: AFTER, version: '5' };
    const { headers, body: answered } = await send('PUT', `/${user.shown.id}`, PUT);
    expect([headers.etag, (answered['meta'] as JsonObject)['version']]).toEqual(['"5"', '"5"']);
  });

  it('has the id that the backend gave to a new one', async () => {
    const served = await serve();
    served.backend.create = async () => ({ entity: { ...AFTER, id: 'u/2' }, warnings: ['no mail was sent'] });
    const { status, headers, body: answered } = await served.send('POST', '', { body });
    const location = `${served.base}/OUXTE`;
    expect({ status, body: answered }).toEqual({
      status: 201,
      body: {
        ...shownAfter(served),
        id: 'OUXTE',
        meta: { resourceType: 'User', version: '"4"', location },
      },
    });
    expect([headers.location, headers.etag]).toEqual([location, '"4"']);
    expect(headers['x-ipsproxy-warning']).toContain('no mail was sent');
  });
});

it('a new entity of which the backend says no id has the one that a mapping gave it', async () => {
  const given = { sourcePath: '$.userName', targetVariable: 'entityIdTargetSystem', scope: 'createEntity' };
  const { mappings } = ANOTHER_DIRECTORY.write['user'] as { mappings: JsonObject[] };
  const { send, backend, base } = await serve({ write: { mappings: [...mappings, given] } });
  backend.create = async () => ({ entity: {} });
  const { status, headers, body: answered } = await send('POST', '', { body });
  const location = `${base}/0042`;
  expect({ status, body: answered }).toEqual({
    status: 201,
    body: {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      id: '0042',
      meta: { resourceType: 'User', location },
    },
  });
  expect([headers.location, headers['x-ipsproxy-warning']]).toEqual([
    location,
    expect.stringContaining('The create was done, but the user cannot be shown'),
  ]);
});

describe('a write that the backend answers without the entity', () => {
  it.each<[string, typeof PUT | typeof PATCH, Setup, string[]]>([
    ['PUT', PUT, {}, ['replace', 'get']],
    ['native PATCH', PATCH, { backend: NATIVE }, ['patch', 'get']],
    ['emulated PATCH', PATCH, {}, ['get', 'replace', 'get']],
  ])(
    'is shown as read by the id of the backend, with all warnings: %s',
    async (_, { method, body: sent }, { backend: more }, operations) => {
      const { send, backend, base } = await serve({ backend: { ...more, about: { warnings: ['a part'] } } });
      backend.answer = { warnings: ['half done'] };
      const path = `/${user.shown.id}?excludedAttributes=groups`;
      const { status, headers, body: answered } = await send(method, path, { body: sent });
      const meta = { ...(user.shown['meta'] as object), location: `${base}/${user.shown.id}` };
      expect({ status, body: answered }).toEqual({ status: 200, body: { ...body, meta } });
      expect([headers['x-ipsproxy-warning']].flat().slice(-2)).toEqual(['half done', 'a part']);
      expect(operationsOf(backend)).toEqual(operations);
      expect(backend.calls.at(-1)).toEqual(['get', user.stored.id, { omit: ['groups'] }]);
    },
  );
});

describe('whether a PATCH is read again', () => {
  type Row = [
    reread: string,
    what: string,
    type: 'user' | 'group',
    request: typeof PATCH,
    query: string,
    status: number,
    operations: string[],
  ];
  const purpose = {
    method: 'PATCH',
    body: {
      Operations: [{ op: 'replace', path: 'urn:acme:scim:schemas:1.0:Group:purpose', value: 'x' }],
    },
  };

  it.each<Row>([
    ['auto', 'members alone', 'group', MEMBERS, '', 204, ['patch']],
    [
      'auto',
      'members that the client wants to see',
      'group',
      MEMBERS,
      '?attributes=members',
      200,
      ['patch', 'get'],
    ],
    ['auto', 'something else of a group', 'group', purpose, '', 200, ['patch', 'get']],
    ['auto', 'a user', 'user', PATCH, '', 200, ['patch', 'get']],
    ['auto', 'what a user calls members', 'user', MEMBERS, '', 200, ['patch', 'get']],
    ['always', 'members alone', 'group', MEMBERS, '', 200, ['patch', 'get']],
    ['always', 'a user', 'user', PATCH, '', 200, ['patch', 'get']],
    ['never', 'members alone', 'group', MEMBERS, '', 204, ['patch']],
    ['never', 'something else of a group', 'group', purpose, '', 204, ['patch']],
    ['never', 'a user', 'user', PATCH, '', 204, ['patch']],
    ['never', 'a user that the client wants to see', 'user', PATCH, '?attributes=id', 200, ['patch', 'get']],
  ])('%s: %s', async (reread, __, type, { method, body: sent }, query, status, operations) => {
    const { send, backend, example } = await serve({
      type,
      backend: NATIVE,
      properties: { 'ipsproxy.patch.reread': reread },
    });
    backend.answer = { version: '9', warnings: ['half done'] };
    const answer = await send(method, `/${example.shown.id}${query}`, { body: sent });
    expect(answer.status).toBe(status);
    expect([answer.headers['x-ipsproxy-warning']].flat()).toContain('half done');
    // Without a body, the version is what the write said.
    const read = (example.stored['meta'] as JsonObject)['version'];
    expect(answer.headers.etag).toBe(status === 204 ? '"9"' : `"${read}"`);
    expect(backend.calls.map(([operation, id]) => [operation, id])).toEqual(
      operations.map((operation) => [operation, example.stored.id]),
    );
  });
});

describe('a PATCH that changes nothing', () => {
  it.each<[string, Setup]>([
    ['native', { backend: NATIVE }],
    ['emulated', {}],
  ])('shows what the client asks for: %s', async (_, setup) => {
    const { send, backend, base } = await serve(setup);
    const same = { Operations: [{ op: 'replace', value: { id: user.shown.id } }] };
    const path = `/${user.shown.id}?attributes=userName,meta.location`;
    const { status, headers, body: answered } = await send('PATCH', path, { body: same });
    expect({ status, etag: headers.etag, body: answered }).toEqual({
      status: 200,
      etag: '"3"',
      body: {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        id: user.shown.id,
        userName: user.shown['userName'],
        meta: { location: `${base}/${user.shown.id}` },
      },
    });
    expect(operationsOf(backend)).toEqual(['get']);
  });
});
