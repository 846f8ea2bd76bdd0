/** The examples of RFC 7644 section 3.7, over HTTP. */
import { describe, expect, it } from 'vitest';
import { API, expectScimError, SYSTEM, startProxy } from '../helpers.ts';
import { BULK_RESPONSE, memorySystem, resultsOf, sendBulk } from './support.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ENTERPRISE_USER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

async function started() {
  const system = memorySystem();
  const proxy = await startProxy({ systems: [system] });
  return { system, proxy, base: `${proxy.url}${API}/${SYSTEM}` };
}

describe('RFC 7644 section 3.7.1, circular reference processing', () => {
  it('two groups that are members of each other', async () => {
    const { system, proxy } = await started();
    const answer = await sendBulk(proxy, [
      {
        method: 'POST',
        path: '/Groups',
        bulkId: 'qwerty',
        data: {
          schemas: [GROUP],
          displayName: 'Group A',
          members: [{ type: 'Group', value: 'bulkId:ytrewq' }],
        },
      },
      {
        method: 'POST',
        path: '/Groups',
        bulkId: 'ytrewq',
        data: {
          schemas: [GROUP],
          displayName: 'Group B',
          members: [{ type: 'Group', value: 'bulkId:qwerty' }],
        },
      },
    ]);
    expect(resultsOf(answer)).toMatchObject([
      { method: 'POST', bulkId: 'qwerty', status: '201' },
      { method: 'POST', bulkId: 'ytrewq', status: '201' },
    ]);
    expect([...system.stored.values()].map(({ resource }) => resource)).toMatchObject([
      { displayName: 'Group A', members: [{ type: 'Group', value: 'g2' }] },
      { displayName: 'Group B', members: [{ type: 'Group', value: 'g1' }] },
    ]);
  });
});

describe('RFC 7644 section 3.7.2, bulkId temporary identifiers', () => {
  const alice = {
    method: 'POST',
    path: '/Users',
    bulkId: 'qwerty',
    data: { schemas: [USER], userName: 'Alice' },
  };

  it('a group gets the user of the same request as a member', async () => {
    const { system, proxy, base } = await started();
    const answer = await sendBulk(proxy, [
      alice,
      {
        method: 'POST',
        path: '/Groups',
        bulkId: 'ytrewq',
        data: {
          schemas: [GROUP],
          displayName: 'Tour Guides',
          members: [{ type: 'User', value: 'bulkId:qwerty' }],
        },
      },
    ]);
    expect(answer.body).toEqual({
      schemas: [BULK_RESPONSE],
      Operations: [
        { location: `${base}/Users/u1`, method: 'POST', bulkId: 'qwerty', version: '"1"', status: '201' },
        { location: `${base}/Groups/g2`, method: 'POST', bulkId: 'ytrewq', version: '"1"', status: '201' },
      ],
    });
    expect(system.stored.get('g2')?.resource['members']).toEqual([{ type: 'User', value: 'u1' }]);
  });

  it('an enterprise user gets the user of the same request as the manager', async () => {
    const { system, proxy } = await started();
    const answer = await sendBulk(proxy, [
      alice,
      {
        method: 'POST',
        path: '/Users',
        bulkId: 'ytrewq',
        data: {
          schemas: [USER, ENTERPRISE_USER],
          userName: 'Bob',
          [ENTERPRISE_USER]: { employeeNumber: '11250', manager: { value: 'bulkId:qwerty' } },
        },
      },
    ]);
    expect(resultsOf(answer).map(({ status }) => status)).toEqual(['201', '201']);
    expect(system.stored.get('u2')?.resource[ENTERPRISE_USER]).toEqual({
      employeeNumber: '11250',
      manager: { value: 'u1' },
    });
  });
});

describe('RFC 7644 section 3.7.3, response and error handling', () => {
  /** With two users that are there. */
  async function request(failOnErrors: number | undefined, broken = false) {
    const { proxy, base } = await started();
    const existing = [{ userName: 'Kim' }, { userName: 'Dee' }, { userName: 'Lee' }];
    await sendBulk(
      proxy,
      existing.map((data, index) => ({ method: 'POST', path: '/Users', bulkId: `${index}`, data })),
    );
    const answer = await sendBulk(
      proxy,
      [
        {
          method: 'POST',
          path: '/Users',
          bulkId: 'qwerty',
          data: { schemas: [USER], [broken ? 'name' : 'userName']: 'Alice' },
        },
        {
          method: 'PUT',
          path: '/Users/u1',
          version: broken ? 'W/"4weymrEsh5O6cAEK"' : 'W/"1"',
          data: { schemas: [USER], id: 'u1', userName: 'Bob' },
        },
        {
          method: 'PATCH',
          path: broken ? '/Users/5d8d29d3' : '/Users/u2',
          version: 'W/"1"',
          data: { Operations: [{ op: 'replace', path: 'userName', value: 'Dave' }] },
        },
        { method: 'DELETE', path: broken ? '/Users/e9025315' : '/Users/u3', version: 'W/"1"' },
      ],
      failOnErrors === undefined ? {} : { failOnErrors },
    );
    return { answer, base };
  }

  it('all four operations succeed', async () => {
    const { answer, base } = await request(1);
    expect(resultsOf(answer)).toEqual([
      { location: `${base}/Users/u4`, method: 'POST', bulkId: 'qwerty', version: '"1"', status: '201' },
      { location: `${base}/Users/u1`, method: 'PUT', version: '"2"', status: '200' },
      { location: `${base}/Users/u2`, method: 'PATCH', version: '"2"', status: '200' },
      { location: `${base}/Users/u3`, method: 'DELETE', status: '204' },
    ]);
  });

  it('an error when failOnErrors is 1: nothing more is begun, and what was not begun is not in the response', async () => {
    const system = memorySystem(undefined, { bulk: { concurrency: 1, maxOperations: 10 } });
    const proxy = await startProxy({ systems: [system] });
    const post = (bulkId: string, userName: string | undefined) => ({
      method: 'POST',
      path: '/Users',
      bulkId,
      data: { schemas: [USER], ...(userName === undefined ? {} : { userName }) },
    });
    const answer = await sendBulk(proxy, [post('qwerty', undefined), post('ytrewq', 'Bob')], {
      failOnErrors: 1,
    });
    expect(resultsOf(answer)).toEqual([
      {
        method: 'POST',
        bulkId: 'qwerty',
        status: '400',
        response: {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
          scimType: 'invalidValue',
          detail: 'It has no name.',
          status: '400',
        },
      },
    ]);
    expect(system.calls).toHaveLength(1);
  });

  it('multiple errors: each has its status and its error, and a location unless it is a POST', async () => {
    const { answer, base } = await request(undefined, true);
    const error = (status: string) => ({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status,
      detail: expect.any(String),
    });
    expect(resultsOf(answer)).toEqual([
      {
        method: 'POST',
        bulkId: 'qwerty',
        status: '400',
        response: { ...error('400'), scimType: 'invalidValue' },
      },
      { method: 'PUT', location: `${base}/Users/u1`, status: '412', response: error('412') },
      { method: 'PATCH', location: `${base}/Users/5d8d29d3`, status: '404', response: error('404') },
      { method: 'DELETE', location: `${base}/Users/e9025315`, status: '404', response: error('404') },
    ]);
  });
});

describe('RFC 7644 section 3.7.4, maximum operations', () => {
  it('more operations than maxOperations: 413 that says the limit', async () => {
    const system = memorySystem(undefined, { bulk: { concurrency: 4, maxOperations: 2 } });
    const proxy = await startProxy({ systems: [system] });
    expect(system.description.features.bulk).toEqual({ supported: true, maxOperations: 2 });
    const gone = { method: 'DELETE', path: '/Users/1' };
    expectScimError(await sendBulk(proxy, [gone, gone, gone]), 413, /has 3 operations.*at most 2 at once/);
    expect(resultsOf(await sendBulk(proxy, [gone, gone]))).toHaveLength(2);
  });

  it('a body larger than maxPayloadSize: 413 that says the limit', async () => {
    const proxy = await startProxy({ systems: [memorySystem()], settings: { bodyLimit: 1000 } });
    const data = { userName: 'x'.repeat(1000) };
    const answer = await sendBulk(proxy, [{ method: 'POST', path: '/Users', bulkId: '1', data }]);
    expectScimError(answer, 413, /larger than 1000 bytes/);
  });
});
