/** Platform users: each step of a create, an update and a delete fails, and what the landscape is left with. */
import { describe, expect, it } from 'vitest';
import type { CallContext, EntityResult } from '../../../../src/connectors/connector.ts';
import { ScimError } from '../../../../src/scim/errors.ts';
import { callContext, scimError } from '../../support/context.ts';
import { type Answer, type Answers, always, eachWay, expectAnswer } from '../../support/failing-step.ts';
import { newUser, organization, required, type System, setUp } from '../support.ts';
import {
  readOfCloudController,
  readOfUaa,
  UNCONFIRMED,
  UNKNOWN,
  writeToCloudController,
  writeToUaa,
} from './answers.ts';

const ADA = { userName: 'ada@acme.example', emails: [{ value: 'ada@acme.example' }], name: {} };
const SMALL = { landscape: { orgs: 1, spaces: 1, users: 0 } };
const userNames = ({ cf }: System) => cf.users().map(({ userName }) => userName);

describe('a create', () => {
  const answers: Answers = {
    ...writeToUaa('POST /Users'),
    409: [409, 'Now no user of this origin has this userName', { scimType: 'uniqueness' }],
    // Then it is looked for, and found.
    'reset after it is done': 'done',
  };
  eachWay(answers, async (way, answer) => {
    // When a user was made is compared with the time of day.
    await using system = await setUp({ landscape: { ...SMALL.landscape, now: Date.now } });
    const results: EntityResult[] = [];
    const create = async (context: CallContext) => {
      results.push(await system.users.create(ADA, context));
    };
    await expectAnswer(system.cf.url, { step: { method: 'POST' }, way }, create, answer);
    expect(userNames(system)).toEqual(answer === 'done' ? [ADA.userName] : []);
    expect(results.map(({ entity }) => entity['id'])).toEqual(system.cf.users().map(({ id }) => id));
  });
});

describe.each([
  { lost: 'broke off', fault: { reset: 'after' }, told: [502, UNKNOWN] as Answer, made: 1 },
  { lost: 'was a 502', fault: { status: 502 }, told: [502, UNKNOWN] as Answer, made: 0 },
  { lost: 'was a 503', fault: { status: 503 }, told: [503, UNKNOWN, { retryAfter: 30 }] as Answer, made: 0 },
])('a create whose answer $lost, and whose user cannot be looked for', ({ fault, told, made }) => {
  eachWay(always(told), async (way, answer) => {
    await using system = await setUp(SMALL);
    const create = async (context: CallContext) => {
      await system.fault({ method: 'POST', ...fault, count: 1 });
      await system.users.create(ADA, context);
    };
    const step = { method: 'GET', path: '/Users?' };
    await expectAnswer(system.cf.url, { step, way }, create, answer);
    expect(userNames(system)).toHaveLength(made);
  });
});

describe('a create that is refused', () => {
  it.each([
    [400, 400],
    [401, 502],
    [403, 502],
    [404, 502],
    [422, 400],
    [429, 429],
  ])('with %i is %i and no success, although a user like this was there before', async (status, expected) => {
    await using system = await setUp(SMALL);
    await system.users.create(ADA, callContext());
    const body = { error: 'scim', message: 'No.' };
    await system.fault({ method: 'POST', path: '/Users', status, body, count: 9, retryAfter: 3_600 });
    await system.reset();
    expect((await scimError(system.users.create(ADA, callContext()))).status).toBe(expected);
    expect((await system.calls()).filter(({ method }) => method === 'GET')).toEqual([]);
  });

  it('for want of a token is no success either', async () => {
    await using system = await setUp(SMALL);
    await system.users.create(ADA, callContext());
    system.cf.expireTokens();
    system.cf.revokeRefreshTokens();
    await system.fault({ path: '/oauth/token', after: 1, status: 502, count: 1 });
    const error = await scimError(system.users.create(ADA, callContext()));
    expect(error.message).toContain('The request that needed this was not sent, so that it changed nothing.');
    expect((await system.calls()).filter(({ method }) => method === 'GET')).toEqual([]);
  });
});

describe('an update', () => {
  const CHANGED = { ...ADA, userName: 'changed@acme.example' };
  describe.each([
    {
      name: 'the user before it',
      step: { method: 'GET', path: '/Users/' },
      answers: readOfUaa('GET /Users/'),
    },
    { name: 'the update itself', step: { method: 'PUT' }, answers: writeToUaa('PUT /Users/') },
  ])('of which $name fails', ({ step, answers }) => {
    eachWay(answers, async (way, answer) => {
      await using system = await setUp(SMALL);
      const id = newUser(system);
      const before = userNames(system);
      const update = (context: CallContext) => system.users.replace(id, CHANGED, {}, context);
      await expectAnswer(system.cf.url, { step, way }, update, answer);
      const isDone = step.method === 'PUT' && way === 'reset after it is done';
      expect(userNames(system)).toEqual(isDone ? [CHANGED.userName] : before);
      system.cf.clock.advance(3_600);
      await update(callContext());
      expect(userNames(system)).toEqual([CHANGED.userName]);
    });
  });
});

describe('a delete', () => {
  const ROLES = ['organization_user', 'organization_manager', 'space_developer'];
  const ROLE = writeToCloudController('DELETE /v3/roles/');
  // A role that is not there any more is what was wanted.
  const role: Answers = { ...ROLE, 404: 'done' };
  const left = (count: number, removed: number) =>
    `was not deleted, because ${count} of 3 roles could not be removed; ${removed} were.`;

  describe.each([
    {
      name: 'the user before it',
      step: { method: 'GET', path: '/Users/' },
      answers: readOfUaa('GET /Users/'),
      roles: ROLES,
      words: '',
    },
    {
      name: 'the list of roles',
      step: { path: '?user_guids=' },
      answers: readOfCloudController('GET /v3/roles'),
      roles: ROLES,
      words: '',
    },
    {
      name: 'the removal of the role in the space',
      step: { method: 'DELETE', path: '/v3/roles' },
      answers: role,
      roles: ROLES,
      words: left(3, 0),
    },
    {
      name: 'the look whether that role has gone',
      step: { path: '?guids=' },
      answers: UNCONFIRMED,
      roles: ROLES,
      words: left(3, 0),
    },
    {
      name: 'the removal of the role in the organization',
      step: { method: 'DELETE', path: '/v3/roles', after: 1 },
      answers: role,
      roles: ROLES.slice(0, 2),
      words: left(2, 1),
    },
    {
      name: 'the removal of organization_user',
      step: { method: 'DELETE', path: '/v3/roles', after: 2 },
      answers: role,
      roles: ROLES.slice(0, 1),
      words: left(1, 2),
    },
    {
      name: 'the delete at the UAA',
      step: { method: 'DELETE', path: '/Users/' },
      answers: writeToUaa('DELETE /Users/'),
      roles: [],
      words: 'Before that, the 3 role(s) of the user were removed.',
    },
  ])('of which $name fails', ({ name, step, answers, roles, words }) => {
    eachWay(answers, async (way, answer) => {
      await using system = await setUp(SMALL);
      const { cf, users } = system;
      const org = organization(system);
      const id = newUser(system);
      cf.addRole('organization_user', id, org);
      cf.addRole('organization_manager', id, org);
      cf.addRole('space_developer', id, required(cf.spaces(org)[0]).guid);
      const told: string[] = [];
      const remove = (context: CallContext) =>
        users.delete(id, {}, context).catch((error: unknown) => {
          if (error instanceof ScimError) told.push(error.message);
          throw error;
        });
      await expectAnswer(cf.url, { step, way }, remove, answer);
      expect(told).toEqual(answer === 'done' ? [] : [expect.stringContaining(words)]);
      const isDeleted =
        answer === 'done' || (name === 'the delete at the UAA' && way === 'reset after it is done');
      expect(userNames(system)).toHaveLength(isDeleted ? 0 : 1);
      // Whoever looks at a role that is to be removed sees it go.
      const isLookedAt = step.path === '?guids=' && way === 'reset after it is done';
      const types = cf.roles({ user: id }).map(({ type }) => type);
      expect(types).toEqual(isLookedAt ? roles.slice(0, -1) : roles);
      if (isDeleted) return;
      cf.clock.advance(3_600);
      await users.delete(id, {}, callContext());
      expect([userNames(system), cf.roles({ user: id })]).toEqual([[], []]);
    });
  });

  it('of a user whom somebody else deletes at the same moment is done', async () => {
    await using system = await setUp(SMALL);
    const id = newUser(system);
    system.cf.before({ method: 'DELETE', path: '/Users/' }, () => system.cf.removeUser(id));
    await system.users.delete(id, {}, callContext());
    expect((await system.calls()).map(({ method, status }) => [method, status])).toEqual([
      ['GET', 200],
      ['GET', 200],
      ['DELETE', 404],
    ]);
  });
});

describe('organization_user that something in a space still needs', () => {
  /** A user with it, who gets a role in a space when it is to be removed. */
  async function withLateRole() {
    const system = await setUp(SMALL);
    const org = organization(system);
    const id = newUser(system);
    const guid = system.cf.addRole('organization_user', id, org);
    const space = required(system.cf.spaces(org)[0]).guid;
    let late = '';
    system.cf.before({ method: 'DELETE' }, () => {
      late = system.cf.addRole('space_auditor', id, space);
    });
    await system.reset();
    return {
      system,
      id,
      guid,
      removeLate: () => system.cf.removeRole(late),
      removals: async () =>
        (await system.calls()).filter(({ method }) => method === 'DELETE').map(({ status }) => status),
    };
  }

  it('is tried again two seconds later, when that has gone', async () => {
    const { system, id, guid, removeLate, removals } = await withLateRole();
    await using _ = system;
    system.cf.before({ method: 'DELETE', path: guid, after: 1 }, removeLate);
    await system.users.delete(id, {}, callContext());
    expect(await removals()).toEqual([422, 202, 200]);
    expect(system.waits[0]).toBe(2_000);
    expect([userNames(system), system.cf.roles({ user: id })]).toEqual([[], []]);
  });

  it('is left, and the user too, where it does not go', async () => {
    const { system, id, removals } = await withLateRole();
    await using _ = system;
    const error = await scimError(system.users.delete(id, {}, callContext()));
    expect(error.status).toBe(409);
    expect(error.message).toMatch(
      /1 of 1 roles could not be removed; 0 were\. .*while user has roles in spaces.* Then repeat the request: what was done stays done\.$/,
    );
    expect(await removals()).toEqual([422, 422]);
    expect(system.waits).toEqual([2_000]);
    expect(userNames(system)).toHaveLength(1);
  });

  it('is not waited for where there is no time', async () => {
    const { system, id, removals } = await withLateRole();
    await using _ = system;
    const context = { ...callContext(), deadline: system.cf.clock.now() + 2_000 };
    expect((await scimError(system.users.delete(id, {}, context))).status).toBe(409);
    expect(await removals()).toEqual([422]);
    expect(system.waits).toEqual([]);
  });

  it('is not tried again where another role cannot be removed anyhow', async () => {
    const { system, id, removals } = await withLateRole();
    await using _ = system;
    const other = system.cf.addOrg('suspended');
    system.cf.addRole('organization_user', id, other);
    system.cf.suspendOrg(other);
    expect((await scimError(system.users.delete(id, {}, callContext()))).message).toContain(
      '2 of 2 roles could not be removed; 0 were.',
    );
    expect((await removals()).toSorted()).toEqual([403, 422]);
    expect(system.waits).toEqual([]);
  });
});
