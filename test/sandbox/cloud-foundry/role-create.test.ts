import { describe, expect, it } from 'vitest';
import {
  ADMIN,
  type Answer,
  expectCcError,
  loginAs,
  required,
  roleBody,
  type Session,
  startSession,
  unprocessableDetail,
} from './helpers.ts';

interface Scene extends Session {
  readonly org: string;
  readonly orgName: string;
  readonly space: string;
  readonly spaceName: string;
  /** A user of the UAA without any role. */
  readonly alice: string;
  readonly post: (body: unknown) => Promise<Answer>;
}

const NAME = 'alice@acme.example';

async function scene(options = {}): Promise<Scene> {
  const session = await startSession(options);
  const { cf, send } = session;
  const org = required(cf.organizations()[0]);
  const space = required(cf.spaces(org.guid)[0]);
  return {
    ...session,
    org: org.guid,
    orgName: org.name,
    space: space.guid,
    spaceName: space.name,
    alice: cf.addUser({ userName: NAME }),
    post: (body) => send('POST', '/v3/roles', body),
  };
}

describe('POST /v3/roles', () => {
  it('answers 201 with the role, both relationships and the links of its kind', async () => {
    const { cf, org, alice, post } = await scene();
    const { status, json } = await post(
      roleBody('organization_user', { guid: alice }, { organization: org }),
    );
    expect(status).toBe(201);
    expect(json).toEqual({
      guid: expect.any(String),
      created_at: '2026-03-01T12:00:00Z',
      updated_at: '2026-03-01T12:00:00Z',
      type: 'organization_user',
      relationships: {
        user: { data: { guid: alice } },
        space: { data: null },
        organization: { data: { guid: org } },
      },
      links: {
        self: { href: `${cf.url}/v3/roles/${json.guid}` },
        user: { href: `${cf.url}/v3/users/${alice}` },
        organization: { href: `${cf.url}/v3/organizations/${org}` },
      },
    });
  });

  it('gives a space role that does not name its organization', async () => {
    const { org, space, alice, post } = await scene();
    await post(roleBody('organization_user', { guid: alice }, { organization: org }));
    const { status, json } = await post(roleBody('space_developer', { guid: alice }, { space }));
    expect(status).toBe(201);
    expect(json.relationships).toEqual({
      user: { data: { guid: alice } },
      space: { data: { guid: space } },
      organization: { data: null },
    });
    expect(Object.keys(json.links)).toEqual(['self', 'user', 'space']);
  });

  it('finds users of an identity provider that is not active by their names', async () => {
    const { cf, org, post } = await scene();
    const user = { username: 'returning@retired.example', origin: 'retired-platform' };
    const guid = cf.addUser({ userName: user.username, origin: user.origin });
    const { status, json } = await post(roleBody('organization_user', user, { organization: org }));
    expect([status, json.relationships]).toMatchObject([201, { user: { data: { guid } } }]);
  });

  it('does not add organization_user by itself', async () => {
    const { cf, org, alice, post } = await scene();
    expect(
      (await post(roleBody('organization_manager', { guid: alice }, { organization: org }))).status,
    ).toBe(201);
    expect(cf.roles({ user: alice }).map(({ type }) => type)).toEqual(['organization_manager']);
  });

  it('takes a user by name and origin, or by a name that is in one origin only', async () => {
    const { cf, org, alice, post } = await scene();
    const full = { username: 'Alice@Acme.example', origin: 'acme-platform' };
    expect((await post(roleBody('organization_user', full, { organization: org }))).status).toBe(201);
    expect(
      (await post(roleBody('organization_auditor', { username: NAME }, { organization: org }))).status,
    ).toBe(201);
    expect(cf.roles({ user: alice })).toHaveLength(2);
  });

  it('takes a user of an identity provider that is not active by name, and does not tell the name', async () => {
    const { cf, org, post, get } = await scene();
    const guid = cf.addUser({ userName: 'left@retired.example', origin: 'retired-platform' });
    const named = { username: 'left@retired.example', origin: 'retired-platform' };
    for (const [type, user] of [
      ['organization_user', named],
      ['organization_auditor', { username: named.username }],
    ] as const) {
      expect((await post(roleBody(type, user, { organization: org }))).status).toBe(201);
    }
    expect(cf.roles({ user: guid })).toHaveLength(2);
    const { json } = await get(`/v3/roles?user_guids=${guid}&include=user`);
    expect(json.included.users).toMatchObject([{ guid, username: null, origin: null }]);
  });

  it('takes any text as the GUID of an organization member and never asks the UAA', async () => {
    const { cf, org, post, get } = await scene();
    cf.settings.uaaAvailable = false;
    const guid = 'no such user';
    expect((await post(roleBody('organization_user', { guid }, { organization: org }))).status).toBe(201);
    cf.settings.uaaAvailable = true;
    const { json } = await get(
      `/v3/roles?organization_guids=${org}&user_guids=no%20such%20user&include=user`,
    );
    expect(json.included.users).toMatchObject([
      { guid, username: null, presentation_name: guid, origin: null },
    ]);
  });
});

describe('the details of 422', () => {
  it('duplicate, organization', async () => {
    const { org, orgName, alice, post } = await scene();
    const body = roleBody('organization_manager', { guid: alice }, { organization: org });
    await post(body);
    expect(unprocessableDetail(await post(body))).toBe(
      `User '${NAME}' already has 'organization_manager' role in organization '${orgName}'.`,
    );
  });

  it('duplicate, space', async () => {
    const { org, space, spaceName, alice, post } = await scene();
    await post(roleBody('organization_user', { guid: alice }, { organization: org }));
    const body = roleBody('space_developer', { username: NAME, origin: 'acme-platform' }, { space });
    await post(body);
    expect(unprocessableDetail(await post(body))).toBe(
      `User '${NAME}' already has 'space_developer' role in space '${spaceName}'.`,
    );
  });

  it('duplicate with the GUID where the UAA cannot tell the name', async () => {
    const { cf, org, orgName, alice, post } = await scene();
    const body = roleBody('organization_user', { guid: alice }, { organization: org });
    await post(body);
    const detail = `User '${alice}' already has 'organization_user' role in organization '${orgName}'.`;
    cf.settings.uaaAvailable = false;
    expect(unprocessableDetail(await post(body))).toBe(detail);
    cf.settings.uaaAvailable = true;
    cf.removeUser(alice);
    expect(unprocessableDetail(await post(body))).toBe(detail);
  });

  const noMembership =
    "Users cannot be assigned roles in a space if they do not have a role in that space's organization.";

  it('space role without any role in the organization, by GUID and by name', async () => {
    const { space, alice, post } = await scene();
    for (const user of [{ guid: alice }, { username: NAME, origin: 'acme-platform' }]) {
      expect(unprocessableDetail(await post(roleBody('space_developer', user, { space })))).toBe(
        noMembership,
      );
    }
  });

  it('space role with another organization role than organization_user', async () => {
    const { org, space, alice, post } = await scene();
    await post(roleBody('organization_manager', { guid: alice }, { organization: org }));
    expect(unprocessableDetail(await post(roleBody('space_developer', { guid: alice }, { space })))).toBe(
      noMembership,
    );
  });

  it('space role of an unknown user', async () => {
    const { space, post } = await scene();
    for (const user of [{ guid: 'nobody' }, { username: 'nobody', origin: 'acme-platform' }]) {
      expect(unprocessableDetail(await post(roleBody('space_auditor', user, { space })))).toBe(noMembership);
    }
  });

  it('unknown user, organization role', async () => {
    const { org, post } = await scene();
    const user = { username: 'bob@acme.example', origin: 'acme-platform' };
    expect(unprocessableDetail(await post(roleBody('organization_user', user, { organization: org })))).toBe(
      "No user exists with the username 'bob@acme.example' and origin 'acme-platform'.",
    );
  });

  it('unknown user, no origin given', async () => {
    const { org, post } = await scene();
    const user = { username: 'bob@acme.example' };
    expect(unprocessableDetail(await post(roleBody('organization_user', user, { organization: org })))).toBe(
      "No user exists with the username 'bob@acme.example'.",
    );
  });

  it('ambiguous with a user of an identity provider that is not active', async () => {
    const { cf, org, post } = await scene();
    cf.addUser({ userName: NAME, origin: 'retired-platform' });
    const body = roleBody('organization_user', { username: NAME }, { organization: org });
    expect(unprocessableDetail(await post(body))).toContain('origins: acme-platform, retired-platform.');
  });

  it('ambiguous', async () => {
    const { cf, org, post } = await scene();
    cf.addUser({ userName: NAME, origin: 'sap.ids' });
    const body = roleBody('organization_user', { username: NAME }, { organization: org });
    expect(unprocessableDetail(await post(body))).toBe(
      `Ambiguous user. User with username '${NAME}' exists in the following origins: acme-platform, sap.ids. ` +
        'Specify an origin to disambiguate.',
    );
  });

  it('organization missing', async () => {
    const { alice, post } = await scene();
    const body = roleBody('organization_user', { guid: alice }, { organization: 'gone' });
    expect(unprocessableDetail(await post(body))).toBe(
      'Invalid organization. Ensure that the organization exists and you have access to it.',
    );
  });

  it('space missing', async () => {
    const { alice, post } = await scene();
    expect(
      unprocessableDetail(await post(roleBody('space_manager', { guid: alice }, { space: 'gone' }))),
    ).toBe('Invalid space. Ensure that the space exists and you have access to it.');
  });

  it.each(['OrganizationUser', undefined])('bad type: %s', async (type) => {
    const { org, alice, post } = await scene();
    const body = { ...roleBody('', { guid: alice }, { organization: org }), type };
    expect(unprocessableDetail(await post(body))).toBe(
      'Type must be one of the allowed types ["organization_auditor", "organization_manager", ' +
        '"organization_billing_manager", "organization_user", "space_auditor", "space_manager", ' +
        '"space_developer", "space_supporter"]',
    );
  });

  it('type and target do not match', async () => {
    const { org, space, alice, post } = await scene();
    const user = { guid: alice };
    expect(unprocessableDetail(await post(roleBody('organization_user', user, { space })))).toBe(
      "Relationships Space cannot be provided with the organization role type: 'organization_user'.",
    );
    expect(unprocessableDetail(await post(roleBody('space_auditor', user, { organization: org })))).toBe(
      "Relationships Organization cannot be provided with the space role type: 'space_auditor'.",
    );
  });

  it('no target, or both', async () => {
    const { org, space, alice, post } = await scene();
    const user = { guid: alice };
    expect(unprocessableDetail(await post(roleBody('space_auditor', user, {})))).toBe(
      'Relationships must specify either a space or an organization.',
    );
    for (const [type, wrong] of [
      ['space_auditor', "Organization cannot be provided with the space role type: 'space_auditor'."],
      ['organization_user', "Space cannot be provided with the organization role type: 'organization_user'."],
    ] as const) {
      const both = roleBody(type, user, { space, organization: org });
      expect(unprocessableDetail(await post(both))).toBe(
        `Relationships ${wrong}, Relationships cannot specify both an organization and a space.`,
      );
    }
  });

  it('GUID and user name', async () => {
    const { org, alice, post } = await scene();
    const body = roleBody('organization_user', { guid: alice, username: NAME }, { organization: org });
    expect(unprocessableDetail(await post(body))).toBe(
      'Relationships Username cannot be specified when identifying user by guid',
    );
  });

  const neither = 'Relationships User must have a username or guid specified';
  const space = { data: { guid: 's' } };
  const user = { data: { guid: 'u' } };
  const structure = (name: string) =>
    `must be structured like this: "${name}: {"data": {"guid": "valid-guid"}}"`;
  it.each<[string, unknown, string]>([
    ['no relationships', undefined, "Relationships 'relationships' is not an object"],
    ['relationships that are a list', [], "Relationships 'relationships' is not an object"],
    ['empty relationships', {}, "Relationships 'relationships' must include one or more valid relationships"],
    ['no user', { space }, `Relationships User can't be blank, ${neither}`],
    ['an empty user', { space, user: {} }, `Relationships User can't be blank, ${neither}`],
    ['a user without data', { space, user: { data: {} } }, neither],
    [
      'an origin alone',
      { space, user: { data: { origin: 'x' } } },
      `Relationships User origin cannot be specified without specifying the username, ${neither}`,
    ],
    [
      'GUID and origin',
      { space, user: { data: { guid: 'u', origin: 'x' } } },
      'Relationships User origin cannot be specified when identifying user by guid, ' +
        'Relationships User origin cannot be specified without specifying the username',
    ],
    [
      'a GUID that is no text',
      { space, user: { data: { guid: 7 } } },
      'Relationships User guid must be a string, Relationships User guid must be between 1 and 200 characters',
    ],
    [
      'a GUID beside something else',
      { space, user: { data: { guid: 'u', more: 1 } } },
      `Relationships User ${structure('user')}`,
    ],
    [
      'a name that is no text',
      { space, user: { data: { username: 7 } } },
      'Relationships Username must be a string',
    ],
    [
      'an origin that is no text',
      { space, user: { data: { username: 'a', origin: 7 } } },
      'Relationships User origin must be a string',
    ],
    ['a space without a GUID', { user, space: { data: {} } }, `Relationships Space ${structure('space')}`],
    [
      'a space without data',
      { user, space: { data: null } },
      'Relationships must specify either a space or an organization.',
    ],
    ['an unknown relationship', { user, space, role: 1 }, "Relationships Unknown field(s): 'role'"],
  ])('%s', async (_, relationships, detail) => {
    const { post } = await scene();
    expect(unprocessableDetail(await post({ type: 'space_auditor', relationships }))).toBe(detail);
  });

  it('unknown field', async () => {
    const { org, alice, post } = await scene();
    const body = { ...roleBody('organization_user', { guid: alice }, { organization: org }), unexpected: 1 };
    expect(unprocessableDetail(await post(body))).toBe("Unknown field(s): 'unexpected'");
  });

  it('several at once are joined', async () => {
    const { alice, post } = await scene();
    const detail = unprocessableDetail(await post({ ...roleBody('x', { guid: alice }, {}), more: 1 }));
    expect(detail).toMatch(/^Unknown field\(s\): 'more', Relationships must specify .*, Type must be /);
  });

  it('cannot delete organization_user while there are space roles', async () => {
    const { cf, org, space, alice, send } = await scene();
    const role = cf.addRole('organization_user', alice, org);
    cf.addRole('space_supporter', alice, space);
    expect(unprocessableDetail(await send('DELETE', `/v3/roles/${role}`))).toBe(
      'Cannot delete organization_user role while user has roles in spaces in that organization.',
    );
  });
});

describe('what is checked first', () => {
  it('a GUID of more than 200 characters is refused', async () => {
    const { org, post } = await scene();
    const long = roleBody('organization_user', { guid: 'x'.repeat(201) }, { organization: org });
    expect((await post(long)).status).toBe(422);
    const fits = roleBody('organization_user', { guid: 'x'.repeat(200) }, { organization: org });
    expect((await post(fits)).status).toBe(201);
  });

  it('broken JSON is 400, and JSON that is not declared is not read', async () => {
    const { org, alice, send, post } = await scene();
    expectCcError(await post('{"type":'), 400, 1001, 'CF-MessageParseError');
    expectCcError(await post('[]'), 400, 1001, 'CF-MessageParseError');
    const body = JSON.stringify(roleBody('organization_user', { guid: alice }, { organization: org }));
    const answer = await send('POST', '/v3/roles', body, { 'content-type': 'text/plain' });
    expect(unprocessableDetail(answer)).toMatch(/'relationships' is not an object, Type must be one/);
  });

  it('an organization that exists and is not managed is 403, one that does not exist 422', async () => {
    const { cf, post, alice } = await scene();
    const foreign = cf.addOrg('not mine', { managed: false });
    cf.addRole('organization_user', cf.provisioningUser.guid, foreign);
    const body = roleBody('organization_user', { guid: alice }, { organization: foreign });
    expect(expectCcError(await post(body), 403, 10003, 'CF-NotAuthorized')).toBe(
      'You are not authorized to perform the requested action',
    );
    const space = cf.addSpace(foreign, 'dev');
    expectCcError(
      await post(roleBody('space_auditor', { guid: alice }, { space })),
      403,
      10003,
      'CF-NotAuthorized',
    );
  });

  it('a space manager may give roles of its space and of no other', async () => {
    const { cf, org, space, alice } = await scene();
    const manager = cf.addUser({ userName: 'manager@acme.example' });
    cf.addAccount(cf.origin, 'manager@acme.example', 'secret');
    cf.addRole('organization_user', manager, org);
    cf.addRole('organization_user', alice, org);
    cf.addRole('space_manager', manager, space);
    const send = await loginAs(cf, {
      username: 'manager@acme.example',
      password: 'secret',
      origin: cf.origin,
    });
    const other = required(cf.spaces(org)[1]).guid;
    const give = (target: string): Promise<Answer> =>
      send('POST', '/v3/roles', roleBody('space_developer', { guid: alice }, { space: target }));
    expect((await give(space)).status).toBe(201);
    expect((await give(other)).status).toBe(403);
  });

  it('a suspended organization is 403 before the user is looked at, and can be read', async () => {
    const { cf, org, space, post, get } = await scene();
    cf.suspendOrg(org);
    for (const body of [
      roleBody('organization_user', { username: 'nobody' }, { organization: org }),
      roleBody('space_developer', { guid: 'nobody' }, { space }),
    ]) {
      expect(expectCcError(await post(body), 403, 10017, 'CF-OrgSuspended')).toBe(
        'The organization is suspended',
      );
    }
    expect((await get(`/v3/organizations/${org}`)).json).toMatchObject({ suspended: true });
    cf.suspendOrg(org, false);
    expect((await post(roleBody('organization_user', { guid: 'x' }, { organization: org }))).status).toBe(
      201,
    );
  });

  it('an organization that is being deleted is 422 10020', async () => {
    const { cf, org, alice, post } = await scene();
    cf.startDeletingOrg(org);
    const body = roleBody('organization_user', { guid: alice }, { organization: org });
    expect(expectCcError(await post(body), 422, 10020, 'CF-ResourceBeingDeleted')).toBe(
      'The organization is being deleted',
    );
  });

  it('a suspended space stops its own manager, and not the manager of its organization', async () => {
    const { cf, org, space, alice, post } = await scene({ spaceSuspension: true });
    cf.suspendSpace(space);
    const manager = cf.addUser({ userName: 'manager@acme.example' });
    cf.addAccount(cf.origin, 'manager@acme.example', 'secret');
    for (const user of [manager, alice]) cf.addRole('organization_user', user, org);
    cf.addRole('space_manager', manager, space);
    const send = await loginAs(cf, {
      username: 'manager@acme.example',
      password: 'secret',
      origin: cf.origin,
    });
    const body = roleBody('space_developer', { guid: alice }, { space });
    expect(expectCcError(await send('POST', '/v3/roles', body), 403, 10019, 'CF-SpaceSuspended')).toBe(
      'The space is suspended',
    );
    expect((await post(body)).status).toBe(201);
  });

  it('a space that is being deleted stops its own manager, and not the manager of its organization', async () => {
    const { cf, org, space, alice, post } = await scene({ spaceSuspension: true });
    cf.startDeletingSpace(space);
    cf.suspendSpace(space);
    const manager = cf.addUser({ userName: 'manager@acme.example' });
    cf.addAccount(cf.origin, 'manager@acme.example', 'secret');
    for (const user of [manager, alice]) cf.addRole('organization_user', user, org);
    cf.addRole('space_manager', manager, space);
    const send = await loginAs(cf, {
      username: 'manager@acme.example',
      password: 'secret',
      origin: cf.origin,
    });
    const body = roleBody('space_developer', { guid: alice }, { space });
    const refused = async () => await send('POST', '/v3/roles', body);
    expect(expectCcError(await refused(), 422, 10020, 'CF-ResourceBeingDeleted')).toBe(
      'The space is being deleted',
    );
    cf.suspendOrg(org);
    expectCcError(await refused(), 403, 10017, 'CF-OrgSuspended');
    cf.startDeletingOrg(org);
    expect(expectCcError(await refused(), 422, 10020, 'CF-ResourceBeingDeleted')).toBe(
      'The organization is being deleted',
    );
    expect((await post(body)).status).toBe(422);
  });

  it('a space that is being deleted is open to the manager of its organization', async () => {
    const { cf, org, space, alice, post, send } = await scene({ spaceSuspension: true });
    cf.addRole('organization_user', alice, org);
    cf.startDeletingSpace(space);
    const { status, json } = await post(roleBody('space_developer', { guid: alice }, { space }));
    expect(status).toBe(201);
    expect((await send('DELETE', `/v3/roles/${json.guid}`)).status).toBe(202);
  });

  it('without the feature flag nobody gives roles by name', async () => {
    const { org, post, alice } = await scene({ setRolesByUsername: false });
    const named = roleBody('organization_user', { username: NAME }, { organization: org });
    expect(expectCcError(await post(named), 403, 330002, 'CF-FeatureDisabled')).toBe(
      'Feature Disabled: set_roles_by_username',
    );
    expect((await post(roleBody('organization_user', { guid: alice }, { organization: org }))).status).toBe(
      201,
    );
  });

  it('names cannot be resolved while the UAA is away', async () => {
    const { cf, org, post } = await scene();
    cf.settings.uaaAvailable = false;
    const body = roleBody(
      'organization_user',
      { username: NAME, origin: 'acme-platform' },
      { organization: org },
    );
    expect(expectCcError(await post(body), 503, 20004, 'CF-UaaUnavailable')).toBe(
      'The UAA service is currently unavailable',
    );
  });

  it('a token without cloud_controller.write is 403', async () => {
    const { org, alice, post, get } = await scene({ scopes: ['cloud_controller.read'] });
    const body = roleBody('organization_user', { guid: alice }, { organization: org });
    expectCcError(await post(body), 403, 10003, 'CF-NotAuthorized');
    expect((await get('/v3/roles')).status).toBe(200);
  });

  it('administrators may write everywhere', async () => {
    const { cf, alice, post } = await scene(ADMIN);
    const org = cf.addOrg('not mine', { managed: false });
    cf.suspendOrg(org);
    const body = roleBody('organization_user', { guid: alice }, { organization: org });
    expect((await post(body)).status).toBe(201);
  });
});

describe('implicit creation of users', () => {
  const user = { username: 'new@acme.example', origin: 'acme-platform' };

  it('happens with the operator setting, for organization roles', async () => {
    const { cf, org, post, get } = await scene({ allowUserCreationByOrgManager: true });
    const { status, json } = await post(roleBody('organization_user', user, { organization: org }));
    expect(status).toBe(201);
    const guid = json.relationships['user']?.data?.guid;
    expect((await get(`/Users/${guid}`)).json).toMatchObject({
      userName: 'new@acme.example',
      origin: 'acme-platform',
      name: {},
      emails: [{ value: 'new@acme.example', primary: false }],
    });
    expect(cf.users().map(({ id }) => id)).toContain(guid);
  });

  it('does not happen for space roles, for the origin uaa or without an origin', async () => {
    const { org, space, post } = await scene({ allowUserCreationByOrgManager: true });
    expect((await post(roleBody('space_developer', user, { space }))).status).toBe(422);
    for (const other of [{ ...user, origin: 'uaa' }, { username: user.username }]) {
      expect((await post(roleBody('organization_user', other, { organization: org }))).status).toBe(422);
    }
  });
});

describe('requests for the first roles of one user that come together', () => {
  it.each([2, 4])(
    '%d: one is given, the others meet a record that they did not expect',
    async (contenders) => {
      const { cf, alice, post } = await scene();
      const orgs = Array.from({ length: contenders }, (_, index) => cf.addOrg(`org ${index}`));
      cf.raceFirstRoles(contenders);
      const give = () =>
        Promise.all(
          orgs.map((organization) => post(roleBody('organization_user', { guid: alice }, { organization }))),
        );
      const answers = await give();
      expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(contenders - 1).fill(500)]);
      const refused = answers.filter(({ status }) => status === 500);
      for (const answer of refused) {
        expect(expectCcError(answer, 500, 10001, 'UnknownError')).toBe('An unknown error occurred.');
      }
      expect(cf.roles({ user: alice })).toHaveLength(1);
      const again = await give();
      expect(again.map(({ status }) => status).sort()).toEqual([...Array(contenders - 1).fill(201), 422]);
    },
  );

  it('do not come between each other where Cloud Controller knows the user', async () => {
    const { cf, org, alice, post } = await scene();
    cf.addRole('organization_user', alice, org);
    const orgs = [cf.addOrg('one'), cf.addOrg('two')];
    const answers = await Promise.all(
      orgs.map((organization) => post(roleBody('organization_user', { guid: alice }, { organization }))),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  });
});
