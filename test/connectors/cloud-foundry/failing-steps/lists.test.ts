/** Role groups are put together from several lists: one that fails fails the read, and costs the next one nothing. */
import { describe, expect, it } from 'vitest';
import type { CallContext, ListPage } from '../../../../src/connectors/connector.ts';
import { parseFilter } from '../../../../src/scim/filter-parse.ts';
import { callContext, scimError } from '../../support/context.ts';
import { type Answers, eachWay, expectAnswer } from '../../support/failing-step.ts';
import { LANDSCAPE, organization, required, type System, setUp } from '../support.ts';
import { readOfCloudController } from './answers.ts';

const ROLES = readOfCloudController('GET /v3/roles');
/** What others wait for too: whoever gives up does not know what it waits for at the moment. */
const shared = (answers: Answers): Answers => ({
  ...answers,
  deadline: [504, 'The time was over. What the landscape says about itself took too long. Nothing was sent'],
});
const ORGANIZATIONS = shared(readOfCloudController('GET /v3/organizations'));
const SPACES = shared(readOfCloudController('GET /v3/spaces'));

const setUpSmall = () => setUp({ landscape: { orgs: 1, spaces: 1, users: 3 } });

/** Until everything is read anew, and nothing is held back or hangs any more. */
const pass = ({ cf }: System) => cf.clock.advance(3_600);

describe('a page of groups', () => {
  const page = (system: System, context: CallContext = callContext(), startIndex = 1) =>
    system.groups.list({ startIndex, count: 8 }, context);

  describe.each([
    { name: 'the organizations', step: { path: '/v3/organizations?' }, answers: ORGANIZATIONS },
    { name: 'the spaces', step: { path: '/v3/spaces?' }, answers: SPACES },
    { name: 'what is managed', step: { path: '/v3/roles?types=' }, answers: shared(ROLES) },
    { name: 'the roles in organizations', step: { path: '?organization_guids=' }, answers: ROLES },
    { name: 'the roles in spaces', step: { path: '?space_guids=' }, answers: ROLES },
  ])('of which $name fail', ({ step, answers }) => {
    eachWay(answers, async (way, answer) => {
      await using system = await setUpSmall();
      await expectAnswer(system.cf.url, { step, way }, (context) => page(system, context), answer);
      pass(system);
      const { entities, total } = await page(system);
      expect([entities.length, total]).toEqual([8, 8]);
    });
  });

  describe('of which the look whether its spaces are still there fails', () => {
    eachWay(readOfCloudController('GET /v3/spaces'), async (way, answer) => {
      await using system = await setUpSmall();
      const spaces = (context?: CallContext) => page(system, context, 5);
      const before = await spaces();
      const step = { path: '/v3/spaces?guids=' };
      await expectAnswer(system.cf.url, { step, way }, spaces, answer);
      pass(system);
      expect(await spaces()).toEqual(before);
    });
  });

  describe('of which a later page of the organizations fails', () => {
    eachWay(ORGANIZATIONS, async (way, answer) => {
      await using system = await setUpSmall();
      const next = { href: `${system.cf.url}/v3/organizations?page=2` };
      const body = {
        pagination: { total_results: 2, next, previous: null },
        resources: [{ guid: organization(system), name: 'first' }],
      };
      const failing = async (context: CallContext) => {
        await system.fault({ path: '/v3/organizations?order_by', status: 200, body, count: 9 });
        await page(system, context);
      };
      const step = { path: '/v3/organizations?page=2' };
      await expectAnswer(system.cf.url, { step, way }, failing, answer);
      pass(system);
      expect((await page(system)).total).toBe(8);
    });
  });
});

describe('one group', () => {
  const spaceGroup = (system: System) => {
    const org = organization(system);
    return `${org} ${required(system.cf.spaces(org)[0]).guid} space_developer`;
  };
  const organizationGroup = (system: System) => `${organization(system)} organization_user`;
  // Of one space, unlike a list, it can be said that it does not exist.
  const SPACE: Answers = {
    ...readOfCloudController('GET /v3/spaces/'),
    404: [404, 'There is no group'],
  };

  describe.each([
    {
      name: 'the roles in its organization',
      id: organizationGroup,
      step: { path: '/v3/roles?' },
      answers: ROLES,
    },
    { name: 'the roles in its space', id: spaceGroup, step: { path: '?space_guids=' }, answers: ROLES },
    { name: 'its space', id: spaceGroup, step: { path: '/v3/spaces/' }, answers: SPACE },
  ])('of which $name cannot be read', ({ id, step, answers }) => {
    eachWay(answers, async (way, answer) => {
      await using system = await setUpSmall();
      const get = (context: CallContext) => system.groups.get(id(system), {}, context);
      await expectAnswer(system.cf.url, { step, way }, get, answer);
      pass(system);
      expect((await get(callContext())).entity['id']).toBe(id(system));
    });
  });

  it('in a space where the provisioning user has a role is shown to a manager of the organization alone', async () => {
    await using system = await setUpSmall();
    const id = spaceGroup(system);
    const self = system.cf.provisioningUser.guid;
    system.cf.addRole('space_developer', self, required(id.split(' ')[1]));
    const get = () => system.groups.get(id, {}, callContext());
    expect((await get()).entity['id']).toBe(id);
    for (const { guid, type } of system.cf.roles({ user: self, target: organization(system) })) {
      if (type === 'organization_manager') system.cf.removeRole(guid);
    }
    pass(system);
    expect(await scimError(get())).toMatchObject({
      status: 404,
      message: expect.stringContaining('the provisioning user is not its Org Manager'),
    });
  });

  describe('in a space where the provisioning user has a role, of which its other roles cannot be read', () => {
    eachWay(ROLES, async (way, answer) => {
      await using system = await setUpSmall();
      const id = spaceGroup(system);
      system.cf.addRole('space_developer', system.cf.provisioningUser.guid, required(id.split(' ')[1]));
      const get = (context: CallContext) => system.groups.get(id, {}, context);
      await expectAnswer(system.cf.url, { step: { path: '?types=organization_manager' }, way }, get, answer);
    });
  });
});

describe('a search by name', () => {
  const names = (system: System) => {
    const org = required(system.cf.organizations()[0]);
    const space = required(system.cf.spaces(org.guid)[0]);
    return {
      organization: `${LANDSCAPE}:${org.name}:organization_user`,
      space: `${LANDSCAPE}:${org.name}:${space.name}:space_developer`,
    };
  };

  describe.each([
    {
      name: 'the organizations of the name',
      of: 'organization',
      step: { path: '/v3/organizations?names=' },
      answers: readOfCloudController('GET /v3/organizations'),
    },
    { name: 'the roles there', of: 'organization', step: { path: '/v3/roles?' }, answers: ROLES },
    {
      name: 'the spaces of the name',
      of: 'space',
      step: { path: '/v3/spaces?names=' },
      answers: readOfCloudController('GET /v3/spaces'),
    },
    { name: 'the roles in the space', of: 'space', step: { path: '/v3/roles?' }, answers: ROLES },
  ] as const)('of which $name cannot be read', ({ of, step, answers }) => {
    eachWay(answers, async (way, answer) => {
      await using system = await setUpSmall();
      const found: ListPage[] = [];
      const filter = parseFilter(`displayName eq ${JSON.stringify(names(system)[of])}`);
      const search = async (context: CallContext) => {
        found.push(await system.groups.list({ startIndex: 1, count: 10, filter }, context));
      };
      await expectAnswer(system.cf.url, { step, way }, search, answer);
      expect(found).toEqual([]);
      pass(system);
      await search(callContext());
      expect(found.map(({ total }) => total)).toEqual([1]);
    });
  });
});
