/** What can go wrong with Identity Authentication, each situation by its name. */

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ERROR_SCHEMA } from '../../../../src/scim/errors.ts';
import { until } from '../../../support/until.ts';
import { type Handler, json, startBackend } from '../../support/backend.ts';
import { callContext, scimError } from '../../support/context.ts';
import { connect, listResponse } from '../support.ts';

const ID = '0d6f3a44-7f0e-4f0e-9f0b-5a2f5d3c1b11';
const PAGE = { startIndex: 1, count: 10 };
const CUSTOM_GROUP = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';

function scimFailure(status: number, detail: string, scimType?: string) {
  return { schemas: [ERROR_SCHEMA], status: String(status), scimType, detail };
}

/** A system whose backend has logged it on, and from then on answers with `handler`. */
async function setUp(handler: Handler, properties: Record<string, string> = {}) {
  let loggedOn = false;
  const backend = await startBackend((request, response, incoming) => {
    if (loggedOn) handler(request, response, incoming);
    else json(response, 200, listResponse([]));
    loggedOn = true;
  });
  const system = connect(backend.origin, properties);
  await system.users.list(PAGE, callContext());
  const requests = () => backend.received.slice(1);
  return {
    ...system,
    requests,
    origin: backend.origin,
    connections: backend.connections,
    [Symbol.asyncDispose]: async () => {
      await system.connector.close();
      await backend[Symbol.asyncDispose]();
    },
  };
}

const answering =
  (status: number, body: unknown, headers: Record<string, string> = {}): Handler =>
  (_, response) => {
    if (typeof body === 'string') response.writeHead(status, headers).end(body);
    else json(response, status, body, headers);
  };

describe('limit exceeded', () => {
  it('is 429 with the Retry-After of the backend, and not repeated', async () => {
    await using system = await setUp(answering(429, '', { 'retry-after': '42' }));
    const error = await scimError(system.users.get(ID, {}, callContext()));
    expect(error).toMatchObject({ status: 429, retryAfter: 42 });
    expect(system.requests()).toHaveLength(1);
  });

  it('is 429 with a minute where the backend does not say', async () => {
    await using system = await setUp(
      answering(429, '<html>slow down</html>', { 'content-type': 'text/html' }),
    );
    expect(await scimError(system.users.create({}, callContext()))).toMatchObject({
      status: 429,
      retryAfter: 60,
    });
  });
});

describe('an initial password that the tenant repeats', () => {
  it('is masked like the credentials of the system', async () => {
    const password = 'Hush-Hush-1!';
    await using backend = await startBackend((_, response) =>
      json(response, 400, scimFailure(400, `the password ${password} is too easy`)),
    );
    const system = connect(backend.origin, {}, { secrets: [password] });
    await using _ = system;
    const error = await scimError(system.users.create({ userName: 'ada', password }, callContext()));
    expect(error.message).toContain('is too easy');
    expect(error.message).not.toContain(password);
  });
});

describe('50 concurrent a second per IP', () => {
  it('is kept far from by 20 connections', async () => {
    let open = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    await using system = await setUp((_, response) => {
      open += 1;
      most = Math.max(most, open);
      waiting.push(() => {
        open -= 1;
        json(response, 200, listResponse([]));
      });
    });
    const calls = Array.from({ length: 100 }, () => system.users.list(PAGE, callContext()));
    for (let answered = 0; answered < calls.length; answered += 1) {
      await until(() => waiting.length >= Math.min(20, calls.length - answered));
      waiting.shift()?.();
    }
    await Promise.all(calls);
    expect(most).toBe(20);
    expect(system.connections()).toBe(20);
  });
});

describe('role missing', () => {
  it('is 502 that says which role', async () => {
    await using system = await setUp(answering(403, ''));
    const failing: [Promise<unknown>, string][] = [
      [system.users.list(PAGE, callContext()), '"Manage Users" or "Read Users"'],
      [system.users.delete(ID, {}, callContext()), 'the role "Manage Users"'],
      [system.groups.patch(ID, {}, {}, callContext()), '"Manage Groups"'],
    ];
    for (const [call, role] of failing) {
      const error = await scimError(call);
      expect(error).toMatchObject({ status: 502, message: expect.stringContaining(role) });
    }
    expect(system.requests()).toHaveLength(3);
  });
});

describe('wrong tenant host', () => {
  it('is 502 naming URL for a redirect, which is not followed', async () => {
    await using other = await startBackend(answering(200, listResponse([])));
    await using system = await setUp(answering(301, '', { location: `${other.origin}/scim/Users` }));
    const error = await scimError(system.users.list(PAGE, callContext()));
    expect(error).toMatchObject({ status: 502, message: expect.stringContaining('property URL') });
    expect(error.message).toContain(other.origin);
    expect(other.received).toEqual([]);
  });

  it('is 502 naming URL for the 404 page of a router', async () => {
    await using system = await setUp(
      answering(404, '<html>no route</html>', { 'content-type': 'text/html' }),
    );
    for (const call of [
      system.users.get(ID, {}, callContext()),
      system.users.delete(ID, {}, callContext()),
    ]) {
      const error = await scimError(call);
      expect(error).toMatchObject({ status: 502, message: expect.stringContaining('property URL') });
      expect(error.message).not.toContain('<html>');
    }
  });

  it('is 502 naming URL and host for a host without address, or that takes no connection', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    for (const url of ['https://no-such-tenant.invalid', `http://127.0.0.1:${port}`]) {
      await using system = connect(url);
      const error = await scimError(system.users.list(PAGE, callContext()));
      expect(error).toMatchObject({ status: 502, message: expect.stringContaining('property URL') });
      expect(error.message).toContain(url);
      expect(error.message).toContain('system-1');
    }
  });

  it('is 502 naming URL for a page in place of the API', async () => {
    await using system = await setUp(answering(200, '<html>log on</html>', { 'content-type': 'text/html' }));
    const error = await scimError(system.users.list(PAGE, callContext()));
    expect(error).toMatchObject({ status: 502, message: expect.stringContaining('property URL') });
  });

  it.each([
    ['[]', []],
    ['null', 'null'],
    ['a list of texts', { Resources: ['x'] }],
    ['Resources that are no list', { Resources: {} }],
  ])('is 502 for %s in place of a list', async (_, body) => {
    await using system = await setUp(answering(200, body));
    const error = await scimError(system.users.list(PAGE, callContext()));
    expect(error).toMatchObject({ status: 502, message: expect.stringContaining('the ListResponse') });
  });

  it.each([[{}], [{ id: '' }], [{ id: 5 }], [[{ id: ID }]]])(
    'is 502 for %j in place of a user',
    async (body) => {
      await using system = await setUp(answering(200, body));
      const error = await scimError(system.users.get(ID, {}, callContext()));
      expect(error).toMatchObject({ status: 502, message: expect.stringContaining('a user with an id') });
    },
  );
});

describe('wrong API version', () => {
  it.each([
    ['P000123', 404],
    ['P000123', 400],
    ['57aadecee4b0c8e9241d1635', 404],
  ])('is hinted at for %s (%i)', async (id, status) => {
    await using system = await setUp(answering(status, scimFailure(status, `User ${id} not found`)));
    const error = await scimError(system.users.get(id, {}, callContext()));
    expect(error).toMatchObject({ status: 404, message: expect.stringContaining('an id of version 1') });
    expect(error.message).toContain(`User ${id} not found`);
  });
});

describe('duplicate', () => {
  it('is 409 uniqueness with the identifiers of the request', async () => {
    const text = 'A user with the same primary email already exists!';
    await using system = await setUp(answering(409, scimFailure(409, text, 'uniqueness')));
    const emails = [{ value: 'other@x.example' }, { value: 'ada@x.example', primary: true }];
    const user = await scimError(system.users.create({ userName: 'ada', emails }, callContext()));
    expect(user).toMatchObject({
      status: 409,
      scimType: 'uniqueness',
      message: expect.stringContaining(text),
    });
    expect(user.message).toContain('userName "ada", e-mail "ada@x.example"');
    const body = { displayName: 'A B', [CUSTOM_GROUP]: { name: 'A_B' } };
    const group = await scimError(system.groups.replace(ID, body, {}, callContext()));
    expect(group.message).toContain('name "A_B", displayName "A B"');
  });

  it('is 409 uniqueness also where the backend says it in plain text', async () => {
    await using system = await setUp(answering(409, 'User profile already exists'));
    const error = await scimError(system.users.create({}, callContext()));
    expect(error).toMatchObject({ status: 409, scimType: 'uniqueness' });
    expect(error.message).toContain('User profile already exists');
  });
});

describe('immutable group name', () => {
  it('is passed on', async () => {
    const text = "Attribute with name 'name' cannot be modified because it is immutable";
    await using system = await setUp(answering(400, scimFailure(400, text, 'mutability')));
    const error = await scimError(system.groups.replace(ID, {}, {}, callContext()));
    expect(error).toMatchObject({
      status: 400,
      scimType: 'mutability',
      message: expect.stringContaining(text),
    });
  });
});

describe('validation', () => {
  it('is 400 invalidValue where the backend names no type', async () => {
    const text = "Missing required creator property 'displayName' (index 1)";
    await using system = await setUp(answering(400, scimFailure(400, text)));
    const error = await scimError(system.groups.create({}, callContext()));
    expect(error).toMatchObject({
      status: 400,
      scimType: 'invalidValue',
      message: expect.stringContaining(text),
    });
  });

  it('joins the messages of an array', async () => {
    const body = [scimFailure(400, 'one'), scimFailure(400, 'two', 'invalidPath')];
    await using system = await setUp(answering(400, body));
    const error = await scimError(system.users.patch(ID, {}, {}, callContext()));
    expect(error).toMatchObject({
      status: 400,
      scimType: 'invalidPath',
      message: expect.stringContaining('one; two'),
    });
  });
});

describe('deleted meanwhile', () => {
  it('is 404', async () => {
    await using system = await setUp(answering(404, scimFailure(404, `User ${ID} not found`)));
    const calls = [
      system.users.get(ID, {}, callContext()),
      system.users.replace(ID, {}, {}, callContext()),
      system.users.patch(ID, {}, {}, callContext()),
      system.users.delete(ID, {}, callContext()),
    ];
    for (const call of calls) {
      expect(await scimError(call)).toMatchObject({
        status: 404,
        message: expect.stringContaining(`${ID} not found`),
      });
    }
  });

  it('is 404 also where the backend calls an id that cannot exist malformed', async () => {
    await using system = await setUp(answering(400, scimFailure(400, 'Invalid UUID', 'invalidValue')));
    expect(await scimError(system.users.get('ada', {}, callContext()))).toMatchObject({ status: 404 });
    expect(await scimError(system.users.delete('ada', {}, callContext()))).toMatchObject({ status: 404 });
    // With a body, or with an id that is fine, the 400 may mean something else.
    expect(await scimError(system.groups.replace('ada', {}, {}, callContext()))).toMatchObject({
      status: 400,
    });
    expect(await scimError(system.users.delete(ID, {}, callContext()))).toMatchObject({ status: 400 });
  });
});

describe('member does not exist', () => {
  it('is passed on', async () => {
    await using system = await setUp(
      answering(400, scimFailure(400, 'Member 1 does not exist', 'invalidValue')),
    );
    const error = await scimError(system.groups.patch(ID, {}, {}, callContext()));
    expect(error).toMatchObject({ status: 400, message: expect.stringContaining('Member 1 does not exist') });
  });
});

describe('group over 20,000', () => {
  it('is passed on', async () => {
    await using system = await setUp(answering(400, scimFailure(400, 'Too many members')));
    const error = await scimError(system.groups.replace(ID, {}, {}, callContext()));
    expect(error).toMatchObject({ status: 400, message: expect.stringContaining('Too many members') });
  });
});

describe('changed meanwhile', () => {
  it('is 412', async () => {
    await using system = await setUp(answering(412, scimFailure(412, 'stale')));
    expect(await scimError(system.users.replace(ID, {}, { ifMatch: '"1"' }, callContext()))).toMatchObject({
      status: 412,
    });
  });
});

describe('maintenance', () => {
  it.each([500, 502, 503, 504])('is 502 without the HTML of a %i', async (status) => {
    await using system = await setUp(
      answering(status, '<html><h1>Down</h1></html>', { 'content-type': 'text/html' }),
    );
    const error = await scimError(system.users.list(PAGE, callContext()));
    expect(error).toMatchObject({ status: 502, message: expect.stringContaining(system.origin) });
    expect(error.message).not.toMatch(/<|Down/);
    // What a gateway answers may be over in a moment.
    expect(system.requests()).toHaveLength(status === 502 || status === 504 ? 2 : 1);
  });

  it('does not show a stack', async () => {
    await using system = await setUp(answering(500, 'java.lang.Error: x\n\tat com.sap.A.b(A.java:1)\n'));
    const { message } = await scimError(system.users.list(PAGE, callContext()));
    expect(message).not.toContain('A.java');
  });
});

describe('truncated answers', () => {
  it('are flagged where a group has as many members as come at most', async () => {
    const members = Array.from({ length: 20_000 }, (_, index) => ({ value: String(index) }));
    await using system = await setUp(answering(200, { id: 'g1', members }));
    const { warnings } = await system.groups.get('g1', {}, callContext());
    expect(warnings).toEqual([
      expect.stringContaining('group g1: Identity Authentication gives at most 20000 members'),
    ]);
  });

  it('are flagged in lists, entity by entity', async () => {
    const groups = Array.from({ length: 1_000 }, (_, index) => ({ value: String(index) }));
    const users = [
      { id: 'u1', groups: groups.slice(1) },
      { id: 'u2', groups },
    ];
    await using system = await setUp(answering(200, listResponse(users)));
    const { warnings } = await system.users.list(PAGE, callContext());
    expect(warnings).toEqual([
      expect.stringContaining('user u2: Identity Authentication gives at most 1000 groups'),
    ]);
  });
});

describe('connection reset', () => {
  it('before the answer: 502, and a create is left open where nobody can look it up', async () => {
    await using system = await setUp((_request, _response, { socket }) => {
      socket.destroy();
    });
    for (const entity of [{ userName: 'a' }, { displayName: 'without the unique attribute' }]) {
      const error = await scimError(system.users.create(entity, callContext()));
      expect(error).toMatchObject({ status: 502, message: expect.stringContaining('is not known') });
    }
    expect(system.requests().filter(({ method }) => method === 'POST')).toHaveLength(2);
  });

  it('in the middle of an answer: 502, and a change that was answered 201 was made', async () => {
    await using system = await setUp((_request, response, { socket }) => {
      response.writeHead(201, { 'content-length': '1000' }).write('{"id":', () => socket.destroy());
    });
    const error = await scimError(system.users.create({}, callContext()));
    expect(error).toMatchObject({ status: 502, message: expect.stringContaining('so the change was made') });
  });
});

describe('abort', () => {
  it('at the deadline: 504, and the upstream request ends', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    await using system = await setUp((_, response) => {
      response.on('close', resolve);
    });
    const context = callContext();
    const call = scimError(system.users.list(PAGE, context));
    await until(() => system.requests().length === 1);
    context.abort(new DOMException('The operation timed out.', 'TimeoutError'));
    const error = await call;
    expect(error).toMatchObject({ status: 504, message: expect.stringContaining('GET /scim/Users') });
    expect(context.logged).toMatchObject([{ upstream: { reason: 'ABORTED' } }]);
    await closed;
  });

  it('of a client that went away: the upstream request ends too', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    await using system = await setUp((_, response) => {
      response.on('close', resolve);
      response.writeHead(200).write('{"Resources":[');
    });
    const context = callContext();
    const call = scimError(system.users.list(PAGE, context));
    await until(() => system.requests().length === 1);
    context.abort();
    await call;
    await closed;
  });

  it('before anything is sent: nothing is', async () => {
    await using system = await setUp(answering(200, listResponse([])));
    const context = callContext();
    context.abort(new DOMException('The operation timed out.', 'TimeoutError'));
    const error = await scimError(system.users.delete(ID, {}, context));
    expect(error).toMatchObject({ status: 504, message: expect.stringContaining('Nothing was sent') });
    expect(system.requests()).toEqual([]);
  });
});

describe('log lines of failures', () => {
  it('carry X-Ids-Id and no personal data', async () => {
    await using system = await setUp(
      answering(409, scimFailure(409, 'ada exists'), { 'x-ids-id': 'ids-4711' }),
    );
    const context = callContext();
    await scimError(system.users.create({ userName: 'ada' }, context));
    expect(context.logged).toMatchObject([
      { upstream: { method: 'POST', path: '/scim/Users', status: 409, answerId: 'ids-4711' } },
    ]);
    expect(JSON.stringify(context.logged)).not.toContain('ada');
  });
});
