/** Members beyond one answer: a step that fails costs this read its answer, or is told, and costs the next one nothing. */
import { describe, expect, it } from 'vitest';
import type { CallContext } from '../../../../../src/connectors/connector.ts';
import type { IdentityAuthenticationOptions } from '../../../../../src/sandbox/identity-authentication-v2/index.ts';
import type { JsonObject } from '../../../../../src/scim/json.ts';
import { callContext } from '../../../support/context.ts';
import { type Answers, eachWay, expectAnswer, type Step } from '../../../support/failing-step.ts';
import { membersOf, patchOf, startTenant, userIds } from '../tenant.ts';
import { readOfMany, readOfOne } from './answers.ts';

const SHOWN = 20;
/** More than the search gives on one page. */
const MEMBERS = 110;
const PROPERTIES = {
  'ias.group.members.paging.enabled': 'true',
  'ias.patch.group.members.above.threshold': '50',
};
const GROUP = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
  displayName: 'Everybody',
};
const BUSY = 'the tenant takes no more requests at the moment';

async function setUp(options: IdentityAuthenticationOptions) {
  const clock = { now: Date.parse('2026-03-01T12:00:00Z') };
  const tenant = await startTenant(
    { users: MEMBERS, groups: 0, membersPerAnswer: SHOWN, ...options },
    PROPERTIES,
    { now: () => clock.now },
    { answerLimits: { members: SHOWN, groups: SHOWN } },
  );
  const ids = await userIds(tenant, MEMBERS);
  const { entity } = await tenant.groups.create({ ...GROUP, members: membersOf(ids) }, callContext());
  const id = String(entity['id']);
  return {
    ...tenant,
    ids,
    id,
    url: tenant.tenant.url,
    /** How many members a read shows, and what it warns of. */
    read: async (context: CallContext = callContext()) => {
      const result = await tenant.groups.get(id, {}, context);
      return { members: (result.entity['members'] as JsonObject[]).length, warnings: result.warnings };
    },
    pass: (seconds: number) => {
      clock.now += seconds * 1_000;
    },
  };
}

const PAGES = { memberPaging: true };
const SEARCH = { refusedFilters: [] };
const WHOLE = { members: MEMBERS, warnings: [] };
const GROUPS = readOfOne('GET /scim/Groups/', 'the roles "Manage Groups" and "Manage Users"');
const USERS = readOfMany('GET /scim/Users', 'the role "Manage Users" or "Read Users"');

interface FailingRead {
  readonly name: string;
  readonly options: IdentityAuthenticationOptions;
  readonly step: Step;
  readonly answers: Answers;
  /** Requests that the next read takes: the way is not looked for again once it is known. */
  readonly next: number;
}

const READS: readonly FailingRead[] = [
  { name: 'the group', options: PAGES, step: { path: '/Groups/' }, answers: GROUPS, next: 7 },
  {
    name: 'the first page of members',
    options: PAGES,
    step: { path: 'attributes=' },
    answers: { ...GROUPS, 429: 'done' },
    next: 7,
  },
  {
    name: 'the second page of members',
    options: PAGES,
    step: { path: 'attributes=', after: 1 },
    answers: { ...GROUPS, 429: 'done' },
    next: 7,
  },
  {
    name: 'the question whether the tenant can search',
    options: SEARCH,
    step: { path: 'count=0' },
    answers: { ...USERS, 429: 'done' },
    next: 5,
  },
  {
    name: 'the first page of users',
    options: SEARCH,
    step: { path: 'startId=' },
    answers: { ...USERS, 429: 'done' },
    next: 5,
  },
  {
    name: 'the second page of users',
    options: SEARCH,
    step: { path: 'startId=', after: 1 },
    answers: { ...USERS, 429: 'done' },
    next: 5,
  },
];

describe.each(READS)('$name fails', ({ options, step, answers, next }) => {
  eachWay(answers, async (way, answer) => {
    await using system = await setUp(options);
    const shown: unknown[] = [];
    const read = async (context: CallContext) => {
      shown.push(await system.read(context));
    };
    await expectAnswer(system.url, { step, way }, read, answer);
    const cut = `group ${system.id}: Identity Authentication gives at most ${SHOWN} members, there may be more (${BUSY})`;
    expect(shown).toEqual(answer === 'done' ? [{ members: SHOWN, warnings: [cut] }] : []);
    system.pass(3_600);
    await system.forget();
    expect(await system.read()).toEqual(WHOLE);
    expect(await system.requests()).toHaveLength(next);
  });
});

describe('a tenant that is busy', () => {
  it.each([408, 429])('with %i gives what it has shown, and says so', async (status) => {
    await using system = await setUp(PAGES);
    await system.fault({ path: 'attributes=', status, count: 1 });
    expect(await system.read()).toEqual({ members: SHOWN, warnings: [expect.stringContaining(BUSY)] });
  });
});

describe('a way that worked before', () => {
  const NO_WAY = 'the tenant offers no way to read more';
  const FEWER = { totalResults: 5, Resources: [{ id: 'u1' }] };
  const refused = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: '400',
    scimType: 'invalidPath',
    detail: 'invalid syntax at column 16',
  };
  it.each([
    ['pages that are refused once', PAGES, { path: 'attributes=', after: 3, status: 400 }, () => refused],
    ['pages that are unknown once', PAGES, { path: 'attributes=', after: 3, status: 501 }, () => refused],
    [
      'pages without a cursor once',
      PAGES,
      { path: 'attributes=', after: 3, status: 200 },
      (id: string) => ({ id }),
    ],
    ['a search that finds fewer than there are', SEARCH, { path: 'startId=', status: 200 }, () => FEWER],
  ])('is used again: %s', async (_, options, fault, body) => {
    await using system = await setUp(options);
    expect(await system.read()).toEqual(WHOLE);
    await system.fault({ count: 1, ...fault, body: body(system.id) });
    expect(await system.read()).toEqual({ members: SHOWN, warnings: [expect.stringContaining(NO_WAY)] });
    expect(await system.read()).toEqual(WHOLE);
  });
});

describe.each([
  { name: 'the group', step: { path: '/Groups/' } },
  { name: 'the second page of members', step: { path: 'attributes=', after: 1 } },
])('a membership that is replaced, of which $name cannot be read', ({ step }) => {
  eachWay(GROUPS, async (way, answer) => {
    await using system = await setUp(PAGES);
    const members = membersOf(system.ids.slice(0, 60));
    const change = (context: CallContext) =>
      system.groups.patch(
        system.id,
        patchOf({ op: 'replace', path: 'members', value: members }),
        {},
        context,
      );
    await expectAnswer(system.url, { step, way }, change, answer);
    system.pass(3_600);
    expect(await system.read()).toEqual(WHOLE);
    await change(callContext());
    expect(await system.read()).toEqual({ members: 60, warnings: [] });
  });
});
