/** Users whose e-mail address is blank in the UAA, as others could create them: it shows them without any. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { type Stage, startStage } from '../support/stage.ts';
import { defaultTransformation, skipping } from '../support/transformations.ts';

let stage: Stage;
let user: JsonObject;
beforeAll(async () => {
  stage = await startStage(
    'cf',
    { users: 3, groups: 0 },
    { default: {}, updating: { write: skipping(defaultTransformation('cf', 'write')) } },
  );
  const { body } = await stage.client('default').get('/Users?count=1');
  const [{ id } = {}] = body['Resources'] as JsonObject[];
  const { emails: _, ...others } = await stage.backend.entity(`Users/${id}`);
  user = others;
});
beforeEach(() => stage.forget());
afterAll(() => stage.stop());

const answered = (path: string, body: JsonObject) =>
  stage.backend.control.fault({ method: 'GET', path, status: 200, count: 1, body });

describe('a user without an e-mail address', () => {
  it('is shown', async () => {
    await answered('/Users/', user);
    const { status, body, headers } = await stage.client('default').get(`/Users/${user['id']}`);
    expect([status, headers['x-ipsproxy-warning']]).toEqual([200, undefined]);
    expect(body).toMatchObject({ id: user['id'], userName: user['userName'] });
    expect(body).not.toHaveProperty('emails');
  });

  it('is in the page, and found by name', async () => {
    for (const query of ['', `?filter=${encodeURIComponent(`userName eq "${user['userName']}"`)}`]) {
      const page = {
        resources: [{ ...user, emails: null }],
        startIndex: 1,
        itemsPerPage: 1,
        totalResults: 1,
      };
      await answered('/Users?', page);
      const { body, headers } = await stage.client('default').get(`/Users${query}`);
      expect(headers['x-ipsproxy-warning']).toBeUndefined();
      expect(body).toMatchObject({ totalResults: 1, itemsPerPage: 1, Resources: [{ id: user['id'] }] });
    }
  });

  it('gets one by an update, and is not changed without', async () => {
    const url = `/Users/${user['id']}`;
    const rename = { op: 'replace', path: 'name.givenName', value: 'New' };
    await answered('/Users/', user);
    const refused = await stage.client('updating').patch(url, [rename]);
    expect(refused).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    expect(refused.body['detail']).toContain('mail');
    expect(await stage.writes()).toEqual([]);

    await answered('/Users/', user);
    const add = { op: 'add', path: 'emails', value: [{ value: 'new@acme.example', primary: true }] };
    const changed = await stage.client('updating').patch(url, [rename, add]);
    expect(changed.status, changed.text).toBe(200);
    expect(changed.body).toMatchObject({
      name: { givenName: 'New' },
      emails: [{ value: 'new@acme.example' }],
    });
  });
});
