import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { type Mixed, startMixed } from './support.ts';

const NEWCOMER = {
  userName: 'newcomer@example.com',
  name: { givenName: 'New', familyName: 'Comer' },
  emails: [{ value: 'newcomer@example.com' }],
  active: true,
};

async function someUser({ backend, client }: Mixed): Promise<JsonObject> {
  const { body } = await client.get('/Users?count=1');
  const [first = {}] = body['Resources'] as JsonObject[];
  return await backend.entity(`Users/${first['id']}`);
}

describe.each(['v1', 'v2', 'cf'] as const)('a backend (%s) that gives ids that no URL can have', (kind) => {
  it('did the create, and its lists have all others', async () => {
    const mixed = await startMixed(kind);
    const user = await someUser(mixed);
    for (const id of ['half \ud800', 'x'.repeat(200_000), 'a\r\nSet-Cookie: b=c']) {
      await mixed.settle();
      const made = { ...user, ...NEWCOMER, id };
      await mixed.answerWith(made, { method: 'POST', path: '/Users', status: 201 });
      const created = await mixed.client.post('/Users', NEWCOMER);
      expect(created.status, created.text).toBe(201);
      expect(created.headers['location']).toBeUndefined();
      expect(Object.keys(created.body).sort()).toEqual(['meta', 'schemas']);
      expect(String(created.headers['x-ipsproxy-warning'])).toContain('the id can be no part of a URL');

      const list = { schemas: [], totalResults: 2, itemsPerPage: 2, startIndex: 1 };
      const both = [made, user];
      await mixed.answerWith({ ...list, Resources: both, resources: both }, { path: '/Users?' });
      const listed = await mixed.client.get('/Users?count=2');
      expect(listed.status, listed.text).toBe(200);
      expect(listed.body).toMatchObject({ itemsPerPage: 2, Resources: [{ id: user['id'] }] });
      expect(String(listed.headers['x-ipsproxy-warning'])).toContain('1 user(s) left out');
      expect(mixed.log.every((line) => line.length < 10_000)).toBe(true);
    }
    await mixed.stop();
  });

  it('or versions that no header can carry, is shown without them', async () => {
    const mixed = await startMixed(kind);
    const user = await someUser(mixed);
    await mixed.settle();
    const versioned = { ...user, meta: { ...(user['meta'] as JsonObject), version: 'v'.repeat(200_000) } };
    await mixed.answerWith(versioned, { path: `/Users/${user['id']}` });
    const answer = await mixed.client.get(`/Users/${user['id']}`);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.headers['etag']).toBeUndefined();
    expect(answer.text.length).toBeLessThan(10_000);
    await mixed.stop();
  });
});
