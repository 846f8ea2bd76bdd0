/** Errors have one form, whatever went wrong, and an id by which the log has them. */
import { describe, expect, it } from 'vitest';
import { createdUser, demoFace, expectError, path, userOf } from './support/face.ts';
import { SYSTEMS } from './support/systems.ts';

const face = demoFace();

describe.each(SYSTEMS)('RFC 7644 section 3.12, errors: $name', (system) => {
  it.each([
    ['a filter that is none', 'GET', '/Users?filter=x', undefined, 400, 'invalidFilter'],
    ['a broken body', 'POST', '/Users', '{', 400, 'invalidSyntax'],
    ['a number that is none', 'GET', '/Users?count=x', undefined, 400, 'invalidValue'],
    ['credentials that are missing', 'GET', '/Users', undefined, 401, undefined],
    ['a resource that is not there (the first example)', 'GET', '/Users/2819c223', undefined, 404, undefined],
    ['a method that is not possible', 'DELETE', '/Users', undefined, 405, undefined],
    ['Me', 'GET', '/Me', undefined, 501, undefined],
  ])('%s', async (what, method, where, body, status, scimType) => {
    const credentials = what.startsWith('credentials') ? false : undefined;
    const answer = await face(system).send(method, where, {
      body,
      ...(credentials === undefined ? {} : { credentials }),
    });
    expectError(answer, status, scimType);
    expect(answer.headers['x-request-id']).toMatch(/^[A-Za-z0-9._-]+$/);
  });

  it.each([
    ['the operation', { op: 'frob', path: 'active', value: true }, 'invalidSyntax'],
    ['the path', { op: 'replace', path: 'emails[', value: 'x' }, 'invalidPath'],
    ['what is read-only (the second example)', { op: 'replace', path: 'id', value: 'x' }, 'mutability'],
    ['the target', { op: 'remove' }, 'noTarget'],
    ['the value', { op: 'add', path: 'active' }, 'invalidValue'],
  ])('400 of a PATCH says by its scimType that it is %s', async (_, operation, scimType) => {
    const client = face(system);
    const where = path('Users', await createdUser(client));
    expectError(await client.patch(where, [operation]), 400, scimType);
  });

  it('409 of a create is uniqueness', async () => {
    const client = face(system);
    const user = userOf();
    await client.post('/Users', user);
    expectError(await client.post('/Users', user), 409, 'uniqueness');
  });

  it('the id of the request is the one that the client gave', async () => {
    const headers = { 'x-request-id': 'client-4711' };
    const answer = await face(system).get('/Users/none', { headers });
    expect(answer.headers['x-request-id']).toBe('client-4711');
  });
});
