/** Changes of role groups: each step fails, and who has the role then is what the answer says. */
import { describe, expect, it } from 'vitest';
import type { CallContext } from '../../../../src/connectors/connector.ts';
import { MEMBERSHIP_ERROR } from '../../../../src/connectors/membership/outcome.ts';
import { ScimError } from '../../../../src/scim/errors.ts';
import { callContext, scimError } from '../../support/context.ts';
import { type Answers, always, eachWay, expectAnswer } from '../../support/failing-step.ts';
import {
  members,
  newUser,
  newUsers,
  operations,
  organization,
  required,
  type System,
  type SystemOptions,
  setUp,
} from '../support.ts';
import { readOfCloudController, readOfUaa, UNCONFIRMED, writeToCloudController } from './answers.ts';

const SMALL = { landscape: { orgs: 1, spaces: 1, users: 0 } };
const LIST = readOfCloudController('GET /v3/roles');
const USERS = readOfUaa('GET /Users');

interface Report {
  readonly applied: { readonly added: readonly string[]; readonly removed: readonly string[] };
  readonly notApplied: readonly { readonly value: string; readonly operation: string }[];
}

/** The call, and what its error says was done and was not; the reasons are in its detail. */
function reporting(call: (context: CallContext) => Promise<unknown>) {
  const reports: unknown[] = [];
  const reported = (context: CallContext) =>
    call(context).catch((error: unknown) => {
      const report = error instanceof ScimError ? error.extensions?.[MEMBERSHIP_ERROR] : undefined;
      if (report !== undefined) {
        const { applied, notApplied } = report as unknown as Report;
        reports.push([applied, notApplied.map(({ operation, value }) => [operation, value])]);
      }
      throw error;
    });
  return { reports, reported };
}

const auditorsOf = ({ cf }: System) => cf.roles({ type: 'organization_auditor' }).map(({ user }) => user);

/** A group of two, one of whom is to go, and another user is to come. */
async function withMembers(options: SystemOptions = {}) {
  const system = await setUp({ ...SMALL, ...options });
  const org = organization(system);
  const [gone = '', kept = '', fresh = ''] = newUsers(system, 3);
  for (const user of [gone, kept]) system.cf.addRole('organization_auditor', user, org);
  await system.reset();
  return {
    system,
    gone,
    kept,
    fresh,
    auditors: () => auditorsOf(system),
    put: (context: CallContext = callContext()) =>
      system.groups.replace(`${org} organization_auditor`, { members: members(kept, fresh) }, {}, context),
  };
}

/** Whether the role is there has been seen afterwards. @param next what the error goes on with */
const change = (call: string, next = 'Repeat the request: what was done stays done.'): Answers => ({
  ...writeToCloudController(call),
  500: [502, `The failure is its own: repeat later. ${next}`],
  503: [503, `It is down or has too much to do: repeat later. ${next}`, { retryAfter: 30 }],
  'reset before it is done': [502, `ECONNRESET). ${next}`],
  'reset after it is done': [502, `ECONNRESET). ${next}`],
  deadline: [504, `Whether the change was made is not known. ${next}`],
});
const GIVE: Answers = { ...change('POST /v3/roles'), 'reset after it is done': 'done' };
/** That a role is not there any more is what was wanted. */
const TAKE: Answers = { ...change('DELETE /v3/roles/'), 404: 'done' };

describe('a PUT', () => {
  describe.each([
    { name: 'the group before it', step: { path: 'include=user' }, answers: LIST },
    { name: 'the look-up of who is added', step: { path: '/Users?' }, answers: USERS },
  ])('of which $name fails changes nothing', ({ step, answers }) => {
    eachWay(answers, async (way, answer) => {
      const { system, gone, kept, auditors, put } = await withMembers();
      await using _ = system;
      const { reports, reported } = reporting(put);
      await expectAnswer(system.cf.url, { step, way }, reported, answer);
      expect(reports).toEqual([]);
      expect(auditors()).toEqual([gone, kept]);
    });
  });

  describe('of which the addition fails removes nobody', () => {
    // About this one member: the others are changed all the same.
    eachWay(GIVE, async (way, answer) => {
      const { system, gone, kept, fresh, auditors, put } = await withMembers();
      await using _ = system;
      const { reports, reported } = reporting(put);
      await expectAnswer(system.cf.url, { step: { method: 'POST' }, way }, reported, answer);
      const isRefused = way === '409';
      const report = isRefused
        ? [{ added: [], removed: [gone] }, [['add', fresh]]]
        : [
            { added: [], removed: [] },
            [
              ['add', fresh],
              ['remove', gone],
            ],
          ];
      expect(reports).toEqual(answer === 'done' ? [] : [report]);
      expect(auditors()).toEqual(answer === 'done' ? [kept, fresh] : isRefused ? [kept] : [gone, kept]);
      system.cf.clock.advance(3_600);
      await put();
      expect(auditors()).toEqual([kept, fresh]);
    });
  });

  describe.each([
    { name: 'the removal', step: { method: 'DELETE' }, answers: TAKE, stalled: false },
    {
      name: 'the look whether the role has gone',
      step: { path: '?guids=' },
      answers: { ...UNCONFIRMED, 'reset after it is done': 'done' as const },
      stalled: false,
    },
    {
      name: 'the look at the job',
      step: { path: '/v3/jobs/' },
      answers: {
        ...UNCONFIRMED,
        404: [
          502,
          'The job that removes the role failed: Cloud Controller does not know it any more. Repeat the request',
        ] as const,
      },
      stalled: true,
    },
  ])('of which $name fails leaves the addition made', ({ step, answers, stalled }) => {
    eachWay(answers, async (way, answer) => {
      const { system, gone, kept, fresh, auditors, put } = await withMembers();
      await using _ = system;
      if (stalled) system.cf.stallJobs();
      const { reports, reported } = reporting(put);
      await expectAnswer(system.cf.url, { step, way }, reported, answer);
      const report = [{ added: [fresh], removed: [] }, [['remove', gone]]];
      expect(reports).toEqual(answer === 'done' ? [] : [report]);
      // A stand-in that says wrongly that there is no such role has it still.
      const isGone = answer === 'done' && way !== '404';
      expect(auditors()).toEqual(isGone ? [kept, fresh] : [gone, kept, fresh]);
      system.cf.resumeJobs();
      system.cf.clock.advance(3_600);
      await put();
      expect(auditors()).toEqual([kept, fresh]);
    });
  });

  describe('whose removal failed at the job, and the role cannot be read', () => {
    const answers: Answers = {
      ...UNCONFIRMED,
      // The job may have ended after all.
      404: 'done',
    };
    eachWay(answers, async (way, answer) => {
      const { system, put } = await withMembers();
      await using _ = system;
      system.cf.failJobs(1);
      const step = { method: 'GET', path: '/v3/roles/' };
      await expectAnswer(system.cf.url, { step, way }, put, answer);
    });
  });

  describe.each([
    { name: 'an addition', method: 'POST' },
    { name: 'a removal', method: 'DELETE' },
  ])('of which $name ended unknown, and what became of it cannot be read', ({ method }) => {
    const answers = always([
      502,
      'ECONNRESET). Whether the change was made is not known. Repeat the request',
    ]);
    eachWay(answers, async (way, answer) => {
      const { system, put } = await withMembers();
      await using _ = system;
      const failing = async (context: CallContext) => {
        await system.fault({ method, path: '/v3/roles', reset: 'before', count: 9 });
        await put(context);
      };
      const step = { method: 'GET', path: '&user_guids=' };
      await expectAnswer(system.cf.url, { step, way }, failing, answer);
    });
  });
});

it('what became of an addition is not looked at where there is no time for it', async () => {
  const passing = { wait: async () => {} };
  const { system, auditors, gone, kept, put } = await withMembers({
    machinery: { wait: () => passing.wait() },
  });
  await using _ = system;
  // Each repetition waits for a minute.
  passing.wait = async () => system.cf.clock.advance(60);
  await system.fault({ method: 'POST', path: '/v3/roles', reset: 'before', count: 9 });
  const context = { ...callContext(), deadline: system.cf.clock.now() + 30_000 };
  const error = await scimError(put(context));
  expect(error).toMatchObject({
    status: 502,
    message: expect.stringContaining('Whether the change was made is not known.'),
  });
  expect((await system.calls()).filter(({ path }) => path.includes('&user_guids='))).toEqual([]);
  expect(auditors()).toEqual([gone, kept]);
});

describe('a PATCH of more members than one look-up takes', () => {
  const MANY = 101;
  describe.each([
    { name: 'additions', op: 'add', step: { path: '/Users?', after: 1 }, answers: USERS },
    { name: 'removals', op: 'remove', step: { path: '&user_guids=', after: 1 }, answers: LIST },
  ])('changes nothing where the second one fails: $name', ({ op, step, answers }) => {
    eachWay(answers, async (way, answer) => {
      await using system = await setUp(SMALL);
      const org = organization(system);
      const ids = newUsers(system, MANY);
      if (op === 'remove') for (const id of ids) system.cf.addRole('organization_auditor', id, org);
      const patch = (context: CallContext) =>
        system.groups.patch(
          `${org} organization_auditor`,
          operations({ op, path: 'members', value: members(...ids) }),
          {},
          context,
        );
      await expectAnswer(system.cf.url, { step, way }, patch, answer);
      expect(auditorsOf(system)).toEqual(op === 'remove' ? ids : []);
    });
  });
});

describe('a role in a space for somebody who needs organization_user first', () => {
  const GIVEN = 'organization_user of the organization was given to ';
  const PROPERTIES = { 'btp.cf.pm.ensure.org.user': 'true' };

  const ONE: readonly string[] = ['organization_user'];
  const BOTH: readonly string[] = ['organization_user', 'space_developer'];
  const FIRST = change('POST /v3/roles');
  const SECOND: Answers = { ...change('POST /v3/roles', GIVEN), 'reset after it is done': 'done' };

  describe.each([
    { name: 'the look who lacks it', step: { path: 'types=organization_user' }, answers: LIST, given: [] },
    { name: 'giving it', step: { method: 'POST' }, answers: FIRST, given: [] },
    { name: 'giving the role itself', step: { method: 'POST', after: 1 }, answers: SECOND, given: ONE },
  ])('of which $name fails', ({ name, step, answers, given }) => {
    eachWay(answers, async (way, answer) => {
      await using system = await setUp({ ...SMALL, properties: PROPERTIES });
      const org = organization(system);
      const space = required(system.cf.spaces(org)[0]).guid;
      const user = newUser(system);
      const roles = () => system.cf.roles({ user }).map(({ type }) => type);
      const told: string[] = [];
      const patch = (context: CallContext = callContext()) =>
        system.groups.patch(
          `${org} ${space} space_developer`,
          operations({ op: 'add', path: 'members', value: members(user) }),
          {},
          context,
        );
      const failing = (context: CallContext) =>
        patch(context).catch((error: unknown) => {
          if (error instanceof ScimError) told.push(error.message);
          throw error;
        });
      await expectAnswer(system.cf.url, { step, way }, failing, answer);
      const isTold = given.length > 0;
      expect(told.map((text) => text.includes(`${GIVEN}${user}.`))).toEqual(
        answer === 'done' ? [] : [isTold],
      );
      const isGiven = name === 'giving it' && way === 'reset after it is done';
      expect(roles()).toEqual(answer === 'done' ? BOTH : isGiven ? ONE : given);
      system.cf.clock.advance(3_600);
      await patch();
      expect(roles()).toEqual(BOTH);
    });
  });
});

describe('a removal that is accepted and never done', () => {
  const SOON = [250, 500, 1_000];
  it.each([
    [3_000, SOON],
    [60_000, [...SOON, ...Array(28).fill(2_000)]],
    [600_000, [...SOON, ...Array(29).fill(2_000)]],
  ])('is told before the deadline in %i ms, and after a minute', async (time, waits) => {
    const { system, gone, kept, fresh, auditors, put } = await withMembers();
    await using _ = system;
    system.cf.stallJobs();
    const began = system.cf.clock.now();
    const error = await scimError(put({ ...callContext(), deadline: began + time }));
    expect(error).toMatchObject({
      status: 504,
      message: expect.stringContaining('was accepted and is not confirmed. Repeat the request'),
    });
    expect(system.cf.clock.now()).toBeLessThan(began + time);
    expect(system.waits).toEqual(waits);
    // Every third look, why it takes so long.
    const jobs = (await system.calls()).filter(({ path }) => path.startsWith('/v3/jobs/'));
    expect(jobs).toHaveLength(Math.floor((waits.length + (time < 600_000 ? 1 : 0)) / 3));
    expect(auditors()).toEqual([gone, kept, fresh]);
  });
});
