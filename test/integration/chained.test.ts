/** What a client of one proxy sees is what it sees through a second one in front of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { WAYS } from './support/chained.ts';
import { type RunningDemo, runningDemo } from './support/demo.ts';

describe.each(WAYS)('a proxy, %s', (way) => {
  let demo: RunningDemo;
  let user: JsonObject;
  beforeAll(async () => {
    demo = await runningDemo({ users: 120, groups: 3 }, way);
    const { body } = await demo.client.get('/Users?count=1');
    [user = {}] = body['Resources'] as JsonObject[];
  });
  afterAll(() => demo.stop());

  const TITLE = [{ op: 'replace', path: 'title', value: 'Dr.' }];

  it('has versions', async () => {
    const path = `/Users/${user['id']}`;
    const { headers } = await demo.client.get(path);
    const etag = String(headers['etag']);
    expect((await demo.client.get(path, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const changed = await demo.client.patch(path, TITLE, { headers: { 'if-match': etag } });
    expect(changed.status, changed.text).toBe(200);
    const stale = { headers: { 'if-match': etag } };
    for (const answer of [
      await demo.client.patch(path, TITLE, stale),
      await demo.client.put(path, user, stale),
      await demo.client.delete(path, stale),
    ]) {
      expect(answer.status, answer.text).toBe(412);
    }
  });

  it('says what is wrong', async () => {
    const nobody = await demo.client.get('/Users/nobody');
    expect([nobody.status, nobody.body['detail']]).toEqual([404, expect.stringContaining('nobody')]);
    const { userName = null, emails = null } = user;
    const taken = await demo.client.post('/Users', { userName, emails });
    expect(taken.body, taken.text).toMatchObject({ status: '409', scimType: 'uniqueness' });
    const path = 'emails[type eq "nothing"].value';
    const target = await demo.client.patch(`/Users/${user['id']}`, [{ op: 'replace', path, value: 'x@y.z' }]);
    expect(target.body, target.text).toMatchObject({ status: '400', scimType: 'noTarget' });
  });

  it('gives large pages, and what is behind the end', async () => {
    const all = await demo.client.get('/Users?count=1000');
    const { Resources: resources, totalResults } = all.body;
    expect([totalResults, (resources as JsonObject[]).length]).toEqual([120, 100]);
    const behind = await demo.client.get('/Users?startIndex=121&count=10');
    expect(behind.body).toMatchObject({ totalResults: 120, Resources: [] });
    expect((await demo.client.get('/Users?count=0')).body).toMatchObject({
      totalResults: 120,
      Resources: [],
    });
  });

  it.each(['User', 'Group'])('has members of the type %s', async (type) => {
    const inner = await demo.client.post('/Groups', { displayName: `Inner ${type}` });
    const { id = null } = inner.body;
    const members = [{ value: user['id'] }, { value: id, type: 'Group' }];
    const outer = await demo.client.post('/Groups', { displayName: `Outer ${type}`, members });
    expect(outer.status, outer.text).toBe(201);
    const { body } = await demo.client.get(`/Groups/${outer.body['id']}?membersType=${type}`);
    const values = ((body['members'] ?? []) as JsonObject[]).map(({ value }) => value);
    expect(values).toEqual([type === 'User' ? user['id'] : id]);
  });
});
