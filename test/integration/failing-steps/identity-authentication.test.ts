/** Changes that the proxy makes of several requests to Identity Authentication: each of them fails. */
import { describe, expect } from 'vitest';
import type { CallContext } from '../../../src/connectors/connector.ts';
import type { ProxyResponse } from '../../../src/proxy/types.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { setUp as startVersion1 } from '../../connectors/identity-authentication/v1/tenant.ts';
import {
  readOfMany,
  readOfOne,
  write,
} from '../../connectors/identity-authentication/v2/failing-steps/answers.ts';
import { startTenant } from '../../connectors/identity-authentication/v2/tenant.ts';
import { callContext } from '../../connectors/support/context.ts';
import { always, eachWay, expectAnswer, type Way } from '../../connectors/support/failing-step.ts';
import { proxyOf } from './support.ts';

const MANAGER = 'the roles "Manage Groups" and "Manage Users"';
const READER = 'the role "Manage Users" or "Read Users"';
const WRITER = 'the role "Manage Users"';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const USER = {
  schemas: [CORE],
  userName: 'ada',
  name: { familyName: 'Vale' },
  emails: [{ value: 'ada@x.example' }],
};
const RENAME = [{ op: 'replace', path: 'displayName', value: 'Ada V.' }];
/** What SAP's transformations neither read nor write. */
const HIDDEN = { nickName: 'A', title: 'Ms.' };
/** Done, although nobody was told; at the deadline it is once the tenant gets to it. */
const DONE: ReadonlySet<Way> = new Set<Way>(['reset after it is done', 'deadline']);

async function version2() {
  const clock = { now: Date.parse('2026-03-01T12:00:00Z') };
  const tenant = await startTenant({ users: 0, groups: 0 }, {}, { now: () => clock.now });
  const created = { ...USER, ...HIDDEN, displayName: 'Ada' };
  const { entity } = await tenant.users.create(created, callContext());
  const { url } = tenant.tenant;
  const { users } = await proxyOf({ ...tenant, url, folder: 'identity-authentication/v2' });
  return {
    ...tenant,
    url,
    users,
    id: String(entity['id']),
    /** As the tenant has it. */
    stored: async () => {
      const { displayName, nickName, title } = (
        await tenant.users.get(String(entity['id']), {}, callContext())
      ).entity;
      return { displayName, nickName, title };
    },
    pass: () => {
      clock.now += 3_600_000;
      tenant.tenant.clock.advance(3_600);
    },
  };
}

async function version1(members = 0) {
  const clock = { now: Date.parse('2026-03-01T12:00:00Z') };
  const size = { users: Math.max(1, members), groups: 1, membersPerGroup: members };
  const tenant = await startVersion1(size, {}, { now: () => clock.now });
  const { url } = tenant.tenant;
  return {
    ...tenant,
    ...(await proxyOf({ ...tenant, url, folder: 'identity-authentication/v1' })),
    url,
    pass: () => {
      clock.now += 3_600_000;
      tenant.tenant.clock.advance(3_600);
    },
  };
}

describe('a PUT that carries over what clients do not see', () => {
  const body = { ...USER, displayName: 'Ada V.' };
  describe.each([
    {
      name: 'the read before it',
      step: { method: 'GET', path: '/Users/' },
      answers: readOfOne('GET /scim/Users/', READER),
    },
    { name: 'the PUT itself', step: { method: 'PUT' }, answers: write('PUT /scim/Users/', WRITER) },
  ])('of which $name fails', ({ step, answers }) => {
    eachWay(answers, async (way, answer) => {
      await using system = await version2();
      const { users, id } = system;
      await expectAnswer(system.url, { step, way }, (context) => users.put(id, body, context), answer);
      system.pass();
      const isDone = step.method === 'PUT' && DONE.has(way);
      expect(await system.stored()).toEqual({ ...HIDDEN, displayName: isDone ? 'Ada V.' : 'Ada' });
      await users.put(id, body);
      expect(await system.stored()).toEqual({ ...HIDDEN, displayName: 'Ada V.' });
    });
  });

  describe('of which the read fails that follows a 412', () => {
    eachWay(readOfOne('GET /scim/Users/', READER), async (way, answer) => {
      await using system = await version2();
      const { users, id } = system;
      const put = async (context: CallContext) => {
        await system.fault({ method: 'PUT', status: 412, count: 1 });
        await users.put(id, body, context);
      };
      const step = { method: 'GET', path: '/Users/', after: 1 };
      await expectAnswer(system.url, { step, way }, put, answer);
      system.pass();
      expect(await system.stored()).toEqual({ ...HIDDEN, displayName: 'Ada' });
    });
  });
});

describe('a PATCH that was done, and cannot be read again', () => {
  eachWay(always('done'), async (way, answer) => {
    await using system = await version2();
    const { users, id } = system;
    const answers: ProxyResponse[] = [];
    const patch = async (context: CallContext) => {
      answers.push(await users.patch(id, RENAME, context));
    };
    const step = { method: 'GET', path: '/Users/' };
    await expectAnswer(system.url, { step, way }, patch, answer);
    expect(answers).toEqual([
      {
        status: 200,
        body: { schemas: [CORE], id, meta: expect.objectContaining({ resourceType: 'User' }) },
        location: expect.stringContaining(`/Users/${id}`),
        warnings: [
          expect.stringMatching(
            /^The patch was done, but the user cannot be shown: reading it again failed: /,
          ),
        ],
      },
    ]);
    system.pass();
    expect(await system.stored()).toEqual({ ...HIDDEN, displayName: 'Ada V.' });
  });
});

describe('a PATCH of a user of version 1, which is read and replaced', () => {
  describe.each([
    {
      name: 'the read before it',
      step: { method: 'GET', path: '/Users/' },
      answers: readOfOne('GET /service/scim/Users/', READER),
    },
    { name: 'the PUT itself', step: { method: 'PUT' }, answers: write('PUT /service/scim/Users/', WRITER) },
  ])('of which $name fails', ({ step, answers }) => {
    eachWay(answers, async (way, answer) => {
      await using system = await version1();
      const { users } = system;
      const patch = (context: CallContext) => users.patch('P000001', RENAME, context);
      const before = await users.get('P000001');
      await expectAnswer(system.url, { step, way }, patch, answer);
      system.pass();
      const isDone = step.method === 'PUT' && DONE.has(way);
      const after = await users.get('P000001');
      expect(after['displayName']).toBe(isDone ? 'Ada V.' : before['displayName']);
      await patch(callContext());
      expect((await users.get('P000001'))['displayName']).toBe('Ada V.');
    });
  });
});

describe('a PATCH of a long group of version 1, which is completed and replaced', () => {
  const FIRST = '57aadecee4b0c8e9241d1635';
  const MEMBERS = 101;
  const REMOVE = [{ op: 'remove', path: 'members[value eq "P000001"]' }];
  const count = ({ members = [] }: JsonObject) => (members as JsonObject[]).length;

  describe.each([
    {
      name: 'the read before it',
      step: { method: 'GET', path: '/Groups/' },
      answers: readOfOne('GET /service/scim/Groups/', MANAGER),
    },
    {
      name: 'the second page of its users',
      step: { path: 'startId=', after: 1 },
      answers: readOfMany('GET /service/scim/Users', READER),
    },
    { name: 'the PUT itself', step: { method: 'PUT' }, answers: write('PUT /service/scim/Groups/', MANAGER) },
  ])('of which $name fails', ({ step, answers }) => {
    eachWay(answers, async (way, answer) => {
      await using system = await version1(MEMBERS);
      const { groups } = system;
      const patch = (context: CallContext) => groups.patch(FIRST, REMOVE, context);
      await expectAnswer(system.url, { step, way }, patch, answer);
      system.pass();
      const isDone = step.method === 'PUT' && DONE.has(way);
      expect(count(await groups.get(FIRST))).toBe(isDone ? MEMBERS - 1 : MEMBERS);
      await patch(callContext());
      expect(count(await groups.get(FIRST))).toBe(MEMBERS - 1);
    });
  });
});
