/** What the proxy hands to a connector, on the wire to the backend: ids, conditions, filters, pages and request ids. */
import { describe, expect, it } from 'vitest';
import type { CallContext, EntityConnector } from '../../src/connectors/connector.ts';
import { parseFilter } from '../../src/scim/filter-parse.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { setUp as cloudFoundry, newUser } from '../connectors/cloud-foundry/support.ts';
import { connect, listResponse } from '../connectors/identity-authentication/support.ts';
import { type Handler, json, startBackend, type TestBackend } from '../connectors/support/backend.ts';
import { callContext } from '../connectors/support/context.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const WILDCARD = { 'ias.include.if.match.wildcard.header': 'true' };

type Work = (connector: EntityConnector, context: CallContext) => Promise<unknown>;

/** A request as the backend gets it. */
interface Sent {
  readonly method: string;
  readonly target: string;
  readonly ifMatch?: string;
  readonly body?: JsonObject;
}

/** Every entity has the id that was asked for. */
function answering(entity: JsonObject): Handler {
  return ({ method, target, body }, response) => {
    const { pathname, searchParams } = new URL(target, 'http://any');
    const [, id] = /\/(?:Users|Groups)\/([^/]+)$/.exec(pathname) ?? [];
    if (searchParams.has('startIndex')) {
      json(response, 200, listResponse([], 0, Number(searchParams.get('startIndex'))));
    } else if (method === 'DELETE') {
      json(response, 204, undefined);
    } else {
      const said = body === '' ? {} : (JSON.parse(body) as JsonObject);
      const { Operations: _, schemas: __, ...written } = said;
      const found = { ...entity, ...written, id: id === undefined ? 'new' : decodeURIComponent(id) };
      json(response, method === 'POST' ? 201 : 200, found);
    }
  };
}

function sent({ received }: TestBackend): (Sent & { readonly requestId: unknown })[] {
  return received.map(({ method, target, headers, body }) => ({
    method,
    target,
    requestId: headers['x-request-id'],
    ...(headers['if-match'] === undefined ? {} : { ifMatch: headers['if-match'] }),
    ...(body === '' ? {} : { body: JSON.parse(body) as JsonObject }),
  }));
}

type Row = [
  what: string,
  kind: 'users' | 'groups',
  properties: Record<string, string>,
  work: Work,
  sent: Sent[],
];

const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';

describe('Identity Authentication version 2', () => {
  const operation = { op: 'replace', path: 'title', value: 'Dr' };
  const patch = { schemas: [PATCH_OP], Operations: [operation] };
  const rename = { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'displayName', value: 'B' }] };

  it.each<Row>([
    [
      'a page of users',
      'users',
      {},
      (users, context) =>
        users.list(
          { startIndex: 3, count: 7, filter: parseFilter(`${CORE}:User:userName eq "ä"`), omit: ['groups'] },
          context,
        ),
      [
        {
          method: 'GET',
          target: `/scim/Users?startIndex=3&count=7&filter=${encodeURIComponent(`${CORE}:User:userName eq "ä"`)}&excludedAttributes=groups`,
        },
      ],
    ],
    [
      'a user by an odd id',
      'users',
      {},
      (users, context) => users.get('u/1 ä', { omit: ['members', 'groups'] }, context),
      [{ method: 'GET', target: '/scim/Users/u%2F1%20%C3%A4?excludedAttributes=groups' }],
    ],
    [
      'a group',
      'groups',
      {},
      (groups, context) => groups.get('g-1', { omit: ['members', 'groups'] }, context),
      [{ method: 'GET', target: '/scim/Groups/g-1?excludedAttributes=members' }],
    ],
    [
      'a new user',
      'users',
      WILDCARD,
      (users, context) => users.create({ userName: 'ada' }, context),
      [{ method: 'POST', target: '/scim/Users', body: { schemas: [`${CORE}:User`], userName: 'ada' } }],
    ],
    [
      'a PUT of a version',
      'users',
      WILDCARD,
      (users, context) => users.replace('u-1', { userName: 'ada' }, { ifMatch: 'W/"3"' }, context),
      [
        {
          method: 'PUT',
          target: '/scim/Users/u-1',
          ifMatch: 'W/"3"',
          body: { schemas: [`${CORE}:User`], id: 'u-1', userName: 'ada' },
        },
      ],
    ],
    [
      'a PUT of any version',
      'users',
      WILDCARD,
      (users, context) => users.replace('u-1', { userName: 'ada' }, {}, context),
      [
        {
          method: 'PUT',
          target: '/scim/Users/u-1',
          ifMatch: '*',
          body: { schemas: [`${CORE}:User`], id: 'u-1', userName: 'ada' },
        },
      ],
    ],
    [
      'a PUT',
      'users',
      {},
      (users, context) => users.replace('u-1', { userName: 'ada' }, {}, context),
      [
        {
          method: 'PUT',
          target: '/scim/Users/u-1',
          body: { schemas: [`${CORE}:User`], id: 'u-1', userName: 'ada' },
        },
      ],
    ],
    [
      'a PATCH that replaces an attribute of an extension without a path',
      'users',
      {},
      (users, context) =>
        users.patch(
          'u-1',
          { schemas: [PATCH_OP], Operations: [{ op: 'replace', value: { [SAP]: { status: 'inactive' } } }] },
          {},
          context,
        ),
      [
        {
          method: 'PATCH',
          target: '/scim/Users/u-1',
          body: {
            schemas: [PATCH_OP],
            Operations: [{ op: 'replace', path: `${SAP}:status`, value: 'inactive' }],
          },
        },
      ],
    ],
    [
      'a PATCH of a version',
      'users',
      WILDCARD,
      (users, context) => users.patch('u-1', patch, { ifMatch: '"2", "3"' }, context),
      [{ method: 'PATCH', target: '/scim/Users/u-1', ifMatch: '"2", "3"', body: patch }],
    ],
    [
      'a PATCH of a group',
      'groups',
      {},
      (groups, context) => groups.patch('g-1', rename, { ifMatch: '"5"' }, context),
      [{ method: 'PATCH', target: '/scim/Groups/g-1', ifMatch: '"5"', body: rename }],
    ],
    [
      'a PUT of a group',
      'groups',
      {},
      (groups, context) => groups.replace('g-1', { displayName: 'B' }, { ifMatch: '"5"' }, context),
      [
        {
          method: 'PUT',
          target: '/scim/Groups/g-1',
          ifMatch: '"5"',
          body: { schemas: [`${CORE}:Group`], id: 'g-1', displayName: 'B' },
        },
      ],
    ],
    [
      'a DELETE of a version',
      'users',
      WILDCARD,
      (users, context) => users.delete('u-1', { ifMatch: '"3"' }, context),
      [{ method: 'DELETE', target: '/scim/Users/u-1', ifMatch: '"3"' }],
    ],
    [
      'a DELETE of a group',
      'groups',
      {},
      (groups, context) => groups.delete('g-1', { ifMatch: '"5"' }, context),
      [{ method: 'DELETE', target: '/scim/Groups/g-1', ifMatch: '"5"' }],
    ],
  ])('%s', async (_, kind, properties, work, expected) => {
    await using backend = await startBackend(answering({ meta: { version: '3' } }));
    await using system = connect(backend.origin, properties);
    await work(system[kind], callContext('trace-me'));
    expect(sent(backend)).toEqual(expected.map((request) => ({ ...request, requestId: 'trace-me' })));
  });
});

describe('Identity Authentication version 1', () => {
  const filter = 'userName eq "ä" and name.familyName eq "Vale"';

  it.each<Row>([
    [
      'a page of users',
      'users',
      {},
      (users, context) =>
        users.list({ startIndex: 3, count: 7, filter: parseFilter(filter), omit: ['groups'] }, context),
      [
        {
          method: 'GET',
          target: `/service/scim/Users?startIndex=3&count=7&filter=${encodeURIComponent(filter)}`,
        },
      ],
    ],
    [
      'a user',
      'users',
      {},
      (users, context) => users.get('P000017', { omit: ['groups'] }, context),
      [{ method: 'GET', target: '/service/scim/Users/P000017' }],
    ],
    [
      'a new user',
      'users',
      WILDCARD,
      (users, context) => users.create({ userName: 'ada' }, context),
      [{ method: 'POST', target: '/service/scim/Users', body: { userName: 'ada' } }],
    ],
    // It has no versions: what the client names is none of it.
    [
      'a PUT',
      'users',
      {},
      (users, context) => users.replace('P000017', { userName: 'ada' }, { ifMatch: '"3"' }, context),
      [{ method: 'PUT', target: '/service/scim/Users/P000017', body: { id: 'P000017', userName: 'ada' } }],
    ],
    [
      'a PUT of any version',
      'users',
      WILDCARD,
      (users, context) => users.replace('P000017', { userName: 'ada' }, { ifMatch: '"3"' }, context),
      [
        {
          method: 'PUT',
          target: '/service/scim/Users/P000017',
          ifMatch: '*',
          body: { id: 'P000017', userName: 'ada' },
        },
      ],
    ],
    [
      'a DELETE',
      'users',
      {},
      (users, context) => users.delete('P000017', { ifMatch: '"3"' }, context),
      [{ method: 'DELETE', target: '/service/scim/Users/P000017' }],
    ],
    [
      'a DELETE of any version',
      'groups',
      WILDCARD,
      (groups, context) => groups.delete('5f00112233445566778899aa', { ifMatch: '"3"' }, context),
      [{ method: 'DELETE', target: '/service/scim/Groups/5f00112233445566778899aa', ifMatch: '*' }],
    ],
  ])('%s', async (_, kind, properties, work, expected) => {
    await using backend = await startBackend(answering({}));
    await using system = connect(backend.origin, { 'ias.api.version': '1', ...properties });
    await work(system[kind], callContext('trace-me'));
    expect(sent(backend)).toEqual(expected.map((request) => ({ ...request, requestId: 'trace-me' })));
  });
});

describe('Cloud Foundry', () => {
  it('gets the request’s id, the page, the filter and the version that was read', async () => {
    await using system = await cloudFoundry({ landscape: { users: 3 } });
    const id = newUser(system);
    const context = callContext('trace-me');
    const filter = parseFilter('name.familyName sw "A" and active eq true');
    await system.users.list({ startIndex: 3, count: 7, filter }, context);
    const { entity: current } = await system.users.get(id, {}, context);
    const { meta: _, ...body } = current;
    const renamed = { ...body, name: { familyName: 'Lovelace', givenName: 'A' } };
    const { version } = await system.users.replace(id, renamed, { current }, context);
    await system.users.delete(id, { ifMatch: `W/"${version}"` }, context);
    const calls = await system.calls();
    expect(new Set(calls.map(({ headers }) => headers['x-request-id']))).toEqual(new Set(['trace-me']));
    const [list] = calls;
    const { pathname, searchParams } = new URL(list?.path ?? '', 'http://any');
    expect([pathname, searchParams.get('startIndex'), searchParams.get('count')]).toEqual([
      '/Users',
      '3',
      '7',
    ]);
    const self = system.cf.provisioningUser.guid;
    expect(searchParams.get('filter')).toBe(
      `(origin eq "${system.cf.origin}") and (id lt "${self}" or id gt "${self}") and ((familyName sw "A") and (active eq true))`,
    );
    const changes = calls.filter(({ method, path }) => method !== 'GET' && path.startsWith('/Users'));
    expect(changes.map(({ method, path, headers }) => [method, path, headers['if-match']])).toEqual([
      ['PUT', `/Users/${id}`, '"0"'],
      ['DELETE', `/Users/${id}`, `"${version}"`],
    ]);
  });
});
