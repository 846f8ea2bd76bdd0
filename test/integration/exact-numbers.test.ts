import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { WAYS } from './support/chained.ts';
import { type RunningDemo, runningDemo } from './support/demo.ts';

const DIGITS = '49151123456789012345';

describe.each(WAYS)('whole numbers that JavaScript cannot hold, %s', (way) => {
  let demo: RunningDemo;
  let user: JsonObject;
  beforeAll(async () => {
    demo = await runningDemo({ users: 5, groups: 1 }, way);
    const { body } = await demo.client.get('/Users?count=1');
    [user = {}] = body['Resources'] as JsonObject[];
  });
  afterAll(() => demo.stop());

  /** The user as JSON, with such a number for a phone. */
  function userWithNumber(): string {
    const phoneNumbers = [{ type: 'work', value: 'DIGITS' }];
    return JSON.stringify({ ...user, phoneNumbers }).replaceAll('"DIGITS"', DIGITS);
  }

  it('are refused in a request, and nothing reaches the backend', async () => {
    await demo.sandbox.forget();
    const answer = await demo.client.put(`/Users/${user['id']}`, userWithNumber());
    expect(answer.status, answer.text).toBe(400);
    expect(answer.body).toMatchObject({
      scimType: 'invalidValue',
      detail: expect.stringContaining('phoneNumbers[0].value'),
    });
    expect((await demo.sandbox.requests()).count).toBe(0);
  });

  it('arrive with all their digits from the backend', async () => {
    await demo.sandbox.fault({ count: 1, status: 200, body: userWithNumber() });
    const answer = await demo.client.get(`/Users/${user['id']}`);
    await demo.sandbox.forget();
    expect(answer.body['phoneNumbers'], answer.text).toEqual([{ type: 'work', value: DIGITS }]);
  });
});
