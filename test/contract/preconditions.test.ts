/** If-Match and If-None-Match on their way from the client to the backend. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { type Call, ENTERPRISE } from '../proxy/support/hand-over.ts';
import {
  ANOTHER_DIRECTORY,
  contractServer,
  exampleOf,
  NATIVE,
  pairNamed,
  type Setup,
} from './support/serve.ts';

const serve = contractServer();
const { stored, shown, operations, patched } = exampleOf(ANOTHER_DIRECTORY, 'user');
const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const { id } = stored;
const PUT_BODY = { userName: '0043', active: false, department: 'Sales' };
const PUT_SENT = {
  id,
  schemas: [CORE, ENTERPRISE, SAP],
  externalId: '0043',
  [SAP]: { status: 'inactive' },
  [ENTERPRISE]: { department: 'Sales' },
};
const PATCH_BODY = { Operations: operations };
/** What a full update sends where the PATCH is emulated. */
const EDITED = { ...(exampleOf(ANOTHER_DIRECTORY, 'user').replaced as JsonObject), title: '8' };

/** Nobody looks at long lists to compare a version. */
const compared: Call = ['get', id, { omit: ['members', 'groups'] }];
/** What a full update is made of. */
const replacedFrom: Call = ['get', id, { omit: ['members', 'groups'], forUpdate: true }];
const whole: Call = ['get', id, { forUpdate: true }];
const read: Call = ['get', id, { omit: [] }];
const EMULATED: Setup = {};
const PATCHED: Setup = { backend: NATIVE };
const UNVERSIONED: Setup = { backend: { capabilities: { versions: false } } };

type Row = [what: string, setup: Setup, method: string, ifMatch: string | undefined, calls: Call[]];

const replaced = (options: object, body: JsonObject = PUT_SENT): Call => ['replace', id, body, options];
const patch = (options: object): Call => ['patch', id, patched, options];
const gone = (options: object): Call => ['delete', id, options];
const EDIT = replaced({ ifMatch: '"3"', current: stored }, EDITED);

describe('If-Match', () => {
  it.each<Row>([
    ['PUT', EMULATED, 'PUT', undefined, [replaced({})]],
    ['PUT', EMULATED, 'PUT', '"3"', [replacedFrom, replaced({ ifMatch: '"3"', current: stored })]],
    ['PUT', EMULATED, 'PUT', 'W/"3"', [replacedFrom, replaced({ ifMatch: 'W/"3"', current: stored })]],
    ['PUT', EMULATED, 'PUT', '"2", "3"', [replacedFrom, replaced({ ifMatch: '"2", "3"', current: stored })]],
    ['PUT', EMULATED, 'PUT', '*', [replaced({ ifMatch: '*' })]],
    ['PUT without versions', UNVERSIONED, 'PUT', '"9"', [replaced({ ifMatch: '"9"' })]],
    ['native PATCH', PATCHED, 'PATCH', undefined, [patch({})]],
    ['native PATCH', PATCHED, 'PATCH', '"3"', [compared, patch({ ifMatch: '"3"' })]],
    ['native PATCH', PATCHED, 'PATCH', 'W/"3"', [compared, patch({ ifMatch: 'W/"3"' })]],
    ['native PATCH', PATCHED, 'PATCH', '*', [patch({ ifMatch: '*' })]],
    // The version that the operations were applied to, whatever the client named.
    ['emulated PATCH', EMULATED, 'PATCH', undefined, [whole, EDIT]],
    ['emulated PATCH', EMULATED, 'PATCH', '"3"', [whole, EDIT]],
    ['emulated PATCH', EMULATED, 'PATCH', 'W/"2", W/"3"', [whole, EDIT]],
    ['emulated PATCH', EMULATED, 'PATCH', '*', [whole, EDIT]],
    [
      'emulated PATCH without versions',
      UNVERSIONED,
      'PATCH',
      '"9"',
      [whole, replaced({ current: stored }, EDITED)],
    ],
    ['DELETE', EMULATED, 'DELETE', undefined, [gone({})]],
    ['DELETE', EMULATED, 'DELETE', '"3"', [compared, gone({ ifMatch: '"3"' })]],
    ['DELETE', EMULATED, 'DELETE', '*', [gone({ ifMatch: '*' })]],
    ['DELETE without versions', UNVERSIONED, 'DELETE', '"9"', [gone({ ifMatch: '"9"' })]],
  ])('of %s, case %#', async (_, setup, method, ifMatch, calls) => {
    const { send, backend } = await serve(setup);
    backend.answer = { entity: stored };
    const body = { PUT: PUT_BODY, PATCH: PATCH_BODY }[method];
    const headers = ifMatch === undefined ? {} : { 'if-match': ifMatch };
    const { status } = await send(method, `/${shown.id}`, { headers, body });
    expect(status).toBe(method === 'DELETE' ? 204 : 200);
    expect(backend.calls).toStrictEqual(calls);
  });

  it.each<[string, Setup, string, Call]>([
    ['PUT', EMULATED, 'PUT', replacedFrom],
    ['native PATCH', PATCHED, 'PATCH', compared],
    ['emulated PATCH', EMULATED, 'PATCH', whole],
    ['DELETE', EMULATED, 'DELETE', compared],
  ])('of another version is 412, and nothing is written: %s', async (_, setup, method, read) => {
    const { send, backend } = await serve(setup);
    const body = { PUT: PUT_BODY, PATCH: PATCH_BODY }[method];
    const answer = await send(method, `/${shown.id}`, { headers: { 'if-match': 'W/"2", "33"' }, body });
    expect(answer.status).toBe(412);
    expect(answer.body['detail']).toContain(`User ${shown.id} of system s-1 was changed meanwhile`);
    expect(backend.calls).toStrictEqual([read]);
  });

  it('goes with the PATCH that is done instead of a DELETE', async () => {
    const pair = pairNamed('identity-authentication/v2/leavers-stay');
    const { send, backend, example } = await serve({ pair, backend: NATIVE });
    const { status } = await send('DELETE', '/u-1', { headers: { 'if-match': '"3"' } });
    expect(status).toBe(204);
    expect(backend.calls).toStrictEqual([
      ['get', 'u-1', { omit: ['members', 'groups'] }],
      ['patch', 'u-1', example.deleted, { ifMatch: '"3"' }],
    ]);
    const stale = await send('DELETE', '/u-1', { headers: { 'if-match': '"2"' } });
    expect([stale.status, backend.calls.length]).toEqual([412, 3]);
  });

  it.each(['PUT', 'PATCH'])('is compared where the update is skipped: %s', async (method) => {
    const pair = pairNamed('cloud-foundry/personnel-numbers');
    const { send, backend, example } = await serve({ pair });
    const body = method === 'PUT' ? example.shown : { Operations: example.operations };
    const statuses: number[] = [];
    for (const ifMatch of ['"4"', '"5"']) {
      statuses.push((await send(method, '/u-1', { headers: { 'if-match': ifMatch }, body })).status);
    }
    expect(statuses).toEqual([200, 412]);
    expect(new Set(backend.calls.map(([operation]) => operation))).toEqual(new Set(['get']));
  });

  it('says nothing to a new entity', async () => {
    const { send, backend } = await serve();
    const { status } = await send('POST', '', { headers: { 'if-match': '"3"' }, body: PUT_BODY });
    const { id: _, ...created } = PUT_SENT;
    expect(status).toBe(201);
    expect(backend.calls).toStrictEqual([['create', created]]);
  });
});

describe('If-None-Match', () => {
  it.each([
    ['"3"', 304],
    ['W/"3"', 304],
    ['*', 304],
    ['"2", "3"', 304],
    ['"2"', 200],
  ])('%s of what has version 3 is %i', async (ifNoneMatch, expected) => {
    const { send, backend } = await serve();
    const { status, headers, text } = await send('GET', `/${shown.id}`, {
      headers: { 'if-none-match': ifNoneMatch },
    });
    expect([status, headers.etag, text === '']).toEqual([expected, '"3"', expected === 304]);
    expect(backend.calls).toEqual([read]);
  });
});

describe('an entity that the read condition hides', () => {
  const hiding = { ...ANOTHER_DIRECTORY.read['user'], condition: "$.userType == 'employee'" };

  it.each<[string, Setup, Call[]]>([
    ['emulated', EMULATED, [whole]],
    ['native', PATCHED, [patch({})]],
    [
      'native, refused by the property',
      { ...PATCHED, properties: { 'ipsproxy.hidden.writes': 'refuse' } },
      [compared],
    ],
  ])('is changed by a PATCH as far as that can be: %s', async (_, setup, calls) => {
    const { send, backend } = await serve({ ...setup, read: hiding });
    backend.answer = { entity: stored };
    const { status } = await send('PATCH', `/${shown.id}`, { body: PATCH_BODY });
    expect(status).toBe(calls.some(([operation]) => operation === 'patch') ? 200 : 404);
    expect(backend.calls).toEqual(calls);
  });
});
