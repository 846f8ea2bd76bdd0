/** By which attribute the entity of a lost create is looked for, and when it is taken for that one. */
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/scim/json.ts';
import { type Handler, json, startBackend } from '../../support/backend.ts';
import { callContext, scimError } from '../../support/context.ts';
import { connect, listResponse } from '../support.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const CUSTOM_GROUP = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';
const ID = '0d6f3a44-7f0e-4f0e-9f0b-5a2f5d3c1b11';

/**
 * No POST is answered, or only the first one is not.
 *
 * @param found what the backend lists
 */
async function setUp(
  found: readonly JsonObject[],
  properties: Readonly<Record<string, string>> = {},
  total?: number,
  answerRepeated?: (response: ServerResponse, body: JsonObject) => void,
) {
  const filters: (string | null)[] = [];
  let posts = 0;
  const handler: Handler = ({ method, target, body }, response, incoming) => {
    const url = new URL(target, 'http://x');
    if (method === 'POST') {
      posts += 1;
      if (posts > 1 && answerRepeated) answerRepeated(response, JSON.parse(body));
      else incoming.socket.destroy();
    } else if (url.searchParams.has('filter')) {
      filters.push(url.searchParams.get('filter'));
      json(response, 200, listResponse(found, total));
    } else json(response, 200, { ...found[0], isRead: true });
  };
  const backend = await startBackend(handler);
  const system = connect(backend.origin, properties);
  return {
    ...system,
    filters,
    posts: () => posts,
    [Symbol.asyncDispose]: async () => {
      await system.connector.close();
      await backend[Symbol.asyncDispose]();
    },
  };
}

describe('the entity of a lost create', () => {
  const ADA: JsonObject = {
    userName: 'ada',
    name: { givenName: 'Ada' },
    emails: [{ value: 'ada@a.example' }, { value: 'ada@b.example' }],
    externalId: '7',
    nickNames: ['a', 'b'],
    [ENTERPRISE]: { employeeNumber: '5' },
  };

  it.each([
    ['userName', 'userName eq "ada"'],
    ['externalId', 'externalId eq "7"'],
    ['name.givenName', 'name.givenName eq "Ada"'],
    ['emails[0].value', 'emails.value eq "ada@a.example"'],
    ['emails[1].value', 'emails.value eq "ada@b.example"'],
    ['emails.value', 'emails.value eq "ada@a.example"'],
    [`${ENTERPRISE}:employeeNumber`, `${ENTERPRISE}:employeeNumber eq "5"`],
  ])('is looked for by %s', async (unique, filter) => {
    await using system = await setUp([{ ...ADA, id: ID }], { 'ias.user.unique.attribute': unique });
    const { entity } = await system.users.create(ADA, callContext());
    expect(entity).toMatchObject({ id: ID, isRead: true });
    expect(system.filters).toEqual([filter]);
    expect(system.posts()).toBe(1);
  });

  it.each([
    'emails[2].value',
    'name',
    'name.middleName',
    'active',
    'a b',
    '(',
    'userName eq "x"',
    'emails[type eq "x"]',
  ])('is not looked for by %s, which it does not have, or which is no attribute', async (unique) => {
    await using system = await setUp([{ ...ADA, id: ID }], { 'ias.user.unique.attribute': unique });
    const error = await scimError(system.users.create({ ...ADA, active: true }, callContext()));
    expect(error.status).toBe(502);
    expect(system.filters).toEqual([]);
    expect(system.posts()).toBe(1);
  });

  it('is sent once more as often as allowed, where it is certainly not there', async () => {
    await using system = await setUp([], { 'ips.failed.request.retry.attempts': '3' });
    expect((await scimError(system.users.create(ADA, callContext()))).status).toBe(502);
    expect(system.posts()).toBe(4);
    expect(system.filters).toHaveLength(4);
  });

  it('may still come where another one was made meanwhile: a warning says so', async () => {
    await using system = await setUp([], {}, undefined, (response, body) =>
      json(response, 201, { ...body, id: ID }),
    );
    const { warnings } = await system.users.create(ADA, callContext());
    expect(warnings).toEqual([
      expect.stringMatching(/sent again.*one more, also after this one was deleted/),
    ]);
    expect(system.posts()).toBe(2);
  });

  it.each([
    ['that its rate is used up', 429, { 'retry-after': '600' }],
    ['that the proxy may not log on', 401, {}],
    ['that the proxy may not do that', 403, {}],
  ])('may still come where the backend then says %s', async (_, status, headers) => {
    await using system = await setUp([], {}, undefined, (response) => json(response, status, {}, headers));
    const error = await scimError(system.users.create(ADA, callContext()));
    expect([error.status, error.isUndone]).toEqual([502, false]);
    expect(error.message).toMatch(/closed the connection without an answer.*is not known/);
    expect(system.posts()).toBe(2);
  });

  it('may be there and not be shown: then it is not sent again', async () => {
    await using system = await setUp([], {}, 1);
    expect((await scimError(system.users.create(ADA, callContext()))).status).toBe(502);
    expect(system.posts()).toBe(1);
  });

  it('is nobody else', async () => {
    await using system = await setUp([{ ...ADA, id: ID, userName: 'bob' }]);
    expect((await scimError(system.users.create(ADA, callContext()))).status).toBe(502);
    expect(system.posts()).toBe(1);
  });

  const taken = (kind: string, unique: string) => ({
    status: 409,
    scimType: 'uniqueness',
    message: `There is a ${kind} with this ${unique}, older than the request or with other values than those that were sent. Whether the request created it is not known, as no answer came: read it.`,
  });

  it.each<[string, JsonObject, boolean]>([
    ['all that was sent, and more', { displayName: 'Ada' }, true],
    ['another externalId', { externalId: '8' }, false],
    ['another part of the name', { name: { givenName: 'Eve' } }, false],
    ['more of a name', { name: { givenName: 'Ada', familyName: 'V' } }, true],
    ['no name', { name: null }, false],
    [
      'e-mails in another letter case and order',
      { emails: [{ value: 'ADA@b.example' }, { value: 'Ada@a.example' }, { value: 'x@y' }] },
      true,
    ],
    ['fewer e-mails', { emails: [{ value: 'ada@a.example' }] }, false],
    ['what is not compared', { nickNames: [], [ENTERPRISE]: {} }, true],
    ['no id that is a text', { id: 5 }, false],
  ])('is the one that was sent where it has %s', async (_, more, isSame) => {
    await using system = await setUp([{ ...ADA, id: ID, ...more }]);
    const create = system.users.create(ADA, callContext());
    if (isSame) expect((await create).entity).toMatchObject({ isRead: true });
    else expect(await scimError(create)).toMatchObject(taken('user', 'userName'));
    expect(system.posts()).toBe(1);
  });

  it.each(['userName', 'externalId', 'displayName', 'userType'])('is another one by its %s', async (name) => {
    const sent: JsonObject = { ...ADA, displayName: 'Ada', userType: 'employee' };
    const unique = name === 'userName' ? 'externalId' : 'userName';
    await using system = await setUp([{ ...sent, id: ID, [name]: 'other' }], {
      'ias.user.unique.attribute': unique,
    });
    expect(await scimError(system.users.create(sent, callContext()))).toMatchObject(taken('user', unique));
  });

  it('may have what was sent empty', async () => {
    await using system = await setUp([{ userName: 'ada', id: ID, externalId: '8', displayName: 'x' }]);
    const sent = { userName: 'ada', externalId: null, displayName: '' };
    expect((await system.users.create(sent, callContext())).entity).toMatchObject({ id: ID });
  });

  it('of a group is found by its technical name, and compared by what groups have', async () => {
    const group: JsonObject = {
      displayName: 'A',
      externalId: '1',
      [CUSTOM_GROUP]: { name: 'A_1', description: 'x' },
    };
    for (const [more, isSame] of [
      [{}, true],
      [{ displayName: 'B' }, false],
      [{ externalId: '2' }, false],
      [{ [CUSTOM_GROUP]: { name: 'A_1', description: 'y' } }, false],
    ] as const) {
      await using system = await setUp([{ ...group, id: ID, ...more }]);
      const create = system.groups.create(group, callContext());
      if (isSame) expect((await create).entity).toMatchObject({ isRead: true });
      else expect(await scimError(create)).toMatchObject(taken('group', `${CUSTOM_GROUP}:name`));
      expect(system.filters).toEqual([`${CUSTOM_GROUP}:name eq "A_1"`]);
    }
  });
});
