/** What version 1 answers when something is wrong: plain text, or a page of something in front of it. */
import { describe, expect, it } from 'vitest';
import { until } from '../../../support/until.ts';
import { json, startBackend } from '../../support/backend.ts';
import { callContext, scimError } from '../../support/context.ts';
import { connect } from '../support.ts';
import { setUp } from './tenant.ts';

const PAGE = { startIndex: 1, count: 10 };
const VERSION_1 = { 'ias.api.version': '1' };

async function answering(status: number, body: string, type = 'text/plain') {
  const backend = await startBackend((_, response) => {
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  const system = connect(backend.origin, VERSION_1);
  return {
    ...system,
    backend,
    [Symbol.asyncDispose]: async () => {
      await system.connector.close();
      await backend[Symbol.asyncDispose]();
    },
  };
}

describe('errors of version 1', () => {
  it.each([
    [400, 'Missing required attribute in name - [familyName].', 400, 'invalidValue'],
    [409, 'User profile with email [ada@example.com] already exists', 409, 'uniqueness'],
    [400, 'Group with name [Admins] already exists', 409, 'uniqueness'],
    [415, 'Unsupported Media Type', 502, undefined],
    [500, 'An internal error occurred.', 502, undefined],
  ])('%i "%s" on a create is %i %s, with the text', async (status, text, expected, scimType) => {
    await using system = await answering(status, text);
    const error = await scimError(system.users.create({ userName: 'ada' }, callContext()));
    expect(error).toMatchObject({ status: expected, scimType, message: expect.stringContaining(text) });
  });

  it.each([
    [404, 'User [P1] not found', 'text/plain', 404],
    [404, '', 'text/plain', 404],
    [404, '{"status":"404","detail":"gone"}', 'application/json', 404],
    [404, '<html><body>Not Found</body></html>', 'text/html', 502],
    [404, '<!doctype html><title>Not Found</title>', 'text/plain', 502],
    [503, '<html><body>Maintenance</body></html>', 'text/html', 502],
  ])('%i with %j (%s) on an entity is %i, without markup', async (status, body, type, expected) => {
    await using system = await answering(status, body, type);
    for (const entities of [system.users, system.groups]) {
      const error = await scimError(entities.get('P1', {}, callContext()));
      expect(error.status).toBe(expected);
      expect(error.message).not.toContain('<');
    }
  });

  it('404 for all entities is a wrong URL', async () => {
    await using system = await answering(404, 'Not Found');
    expect(await scimError(system.users.list(PAGE, callContext()))).toMatchObject({
      status: 502,
      message: expect.stringContaining('URL'),
    });
  });

  it('are bounded', async () => {
    await using system = await answering(400, 'x'.repeat(100_000));
    expect((await scimError(system.users.create({}, callContext()))).message.length).toBeLessThan(1_000);
  });

  it('mention the version where an id is one of version 2', async () => {
    await using system = await answering(404, 'not found');
    const error = await scimError(
      system.users.get('16e720aa-a009-4949-9bf9-847fb0660522', {}, callContext()),
    );
    expect(error).toMatchObject({ status: 404, message: expect.stringContaining('id of version 2') });
  });

  it.each(['[]', '{"id":1}', '{}', '"x"'])('answers that are no entity are 502: %s', async (body) => {
    await using system = await answering(200, body, 'application/scim+json');
    for (const call of [
      system.users.get('P1', {}, callContext()),
      system.groups.create({ displayName: 'x' }, callContext()),
    ]) {
      expect(await scimError(call)).toMatchObject({ status: 502 });
    }
  });

  it('401 stops everything after one attempt; 403 names the role', async () => {
    await using wrong = await setUp({ users: 1 }, { Password: 'wrong' });
    for (const entities of [wrong.users, wrong.groups, wrong.users]) {
      const error = await scimError(entities.list(PAGE, callContext()));
      expect(error).toMatchObject({ status: 502, message: expect.stringContaining('User and Password') });
    }
    expect(await wrong.requests()).toHaveLength(1);
    await using reader = await setUp({ users: 1, roles: ['Read Users'] });
    expect(await scimError(reader.groups.list(PAGE, callContext()))).toMatchObject({
      status: 502,
      message: expect.stringContaining('Manage Groups'),
    });
  });

  it('a DELETE whose answer was lost is done, not 404', async () => {
    await using system = await setUp({ users: 1 });
    await system.fault({ count: 1, method: 'DELETE', reset: 'after' });
    await system.users.delete('P000001', {}, callContext());
    expect((await system.requests()).map(({ method }) => method)).toEqual(['DELETE', 'DELETE']);
  });
});

describe('changes of one entity', () => {
  it('that wait too long for their turn are 504, nothing sent; the next one waits for what is not answered', async () => {
    const answers: (() => void)[] = [];
    await using backend = await startBackend((_, response) => {
      answers.push(() => json(response, 200, { id: 'P1' }));
    });
    await using system = connect(backend.origin, VERSION_1);
    const [first, second] = [callContext(), callContext()];
    const ahead = scimError(system.users.replace('P1', {}, {}, first));
    const waiting = scimError(system.users.replace('P1', {}, {}, second));
    await until(() => backend.received.length === 1);
    second.abort(new DOMException('The operation timed out.', 'TimeoutError'));
    expect(await waiting).toMatchObject({
      status: 504,
      message: expect.stringContaining('Nothing was sent'),
    });
    first.abort();
    await ahead;
    expect(backend.received).toHaveLength(1);
    const third = callContext();
    const next = system.users.replace('P1', {}, {}, third);
    await new Promise((resolve) => setImmediate(resolve));
    expect(backend.received).toHaveLength(1);
    answers[0]?.();
    await until(() => backend.received.length === 2);
    answers[1]?.();
    await next;
  });
});
