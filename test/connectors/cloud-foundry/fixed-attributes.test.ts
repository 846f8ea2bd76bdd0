/** What Cloud Foundry gives to a role group may be repeated and not changed, by POST, PUT and PATCH alike (R32). */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { callContext, scimError } from '../support/context.ts';
import {
  LANDSCAPE,
  members,
  newUser,
  operations,
  organization,
  readMembers,
  required,
  type System,
  setUp,
} from './support.ts';

const EXTENSION = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';
const PREFIX = 'CF_';
const NAME = `${LANDSCAPE}:acme-dev:organization_auditor`;
const SPELLINGS = [NAME, NAME.toUpperCase(), `${PREFIX}${NAME}`, `${PREFIX}${NAME}`.toLowerCase()];

const prefixed = () => setUp({ properties: { 'btp.cf.pm.group.prefix': PREFIX } });

function spaceGroup(system: System): { id: string; name: string } {
  const space = required(system.cf.spaces(organization(system))[0]);
  const id = `${organization(system)} ${space.guid} space_developer`;
  return { id, name: `${LANDSCAPE}:acme-dev:${space.name}:space_developer` };
}

describe('another name or id', () => {
  const wrong: readonly JsonObject[] = [
    { displayName: 'other' },
    { displayName: '' },
    { displayName: 5 },
    { displayName: `X_${NAME}` },
    { displayName: NAME.replace('auditor', 'user') },
    { [EXTENSION]: { name: 'other' } },
  ];

  it.each([...wrong, { id: 'other' }, { id: 5 }])('by PUT is 400 mutability: %j', async (attributes) => {
    await using system = await prefixed();
    const id = `${organization(system)} organization_auditor`;
    const before = await readMembers(system, id);
    await system.reset();
    const body = { ...attributes, members: members(newUser(system)) };
    const error = await scimError(system.groups.replace(id, body, {}, callContext()));
    expect(error).toMatchObject({ status: 400, scimType: 'mutability' });
    expect(error.message).toContain('Nothing was changed');
    // The group that is to be changed, and not even the users that are to be its members.
    expect((await system.calls()).length).toBeLessThanOrEqual(1);
    expect((await system.calls()).every(({ method }) => method === 'GET')).toBe(true);
    expect(await readMembers(system, id)).toEqual(before);
  });

  it.each(wrong)('by POST is the same, as the group is there already: %j', async (attributes) => {
    await using system = await prefixed();
    const id = `${organization(system)} organization_auditor`;
    const before = await readMembers(system, id);
    const body = { id, ...attributes, members: members(newUser(system)) };
    const error = await scimError(system.groups.create(body, callContext()));
    expect(error).toMatchObject({ status: 400, scimType: 'mutability' });
    expect(await readMembers(system, id)).toEqual(before);
  });

  it('is answered with the real one, as clients see it', async () => {
    await using system = await prefixed();
    const id = `${organization(system)} organization_auditor`;
    const change = (body: JsonObject) => scimError(system.groups.replace(id, body, {}, callContext()));
    expect((await change({ displayName: 'other' })).message).toContain(JSON.stringify(`${PREFIX}${NAME}`));
    expect((await change({ id: 'other' })).message).toContain(JSON.stringify(id));
    const { id: space, name } = spaceGroup(system);
    const error = await scimError(system.groups.replace(space, { displayName: NAME }, {}, callContext()));
    expect(error.message).toContain(`${PREFIX}${name}`);
  });

  it('by PATCH, with and without a replacement of all members, is the same', async () => {
    await using system = await prefixed();
    const id = `${organization(system)} organization_auditor`;
    const before = await readMembers(system, id);
    const user = newUser(system);
    for (const op of ['add', 'replace']) {
      for (const attribute of [{ displayName: 'other' }, { id: 'other' }]) {
        const body = operations({ op, value: { ...attribute, members: members(user) } });
        const error = await scimError(system.groups.patch(id, body, {}, callContext()));
        expect(error).toMatchObject({ status: 400, scimType: 'mutability' });
      }
    }
    expect(await readMembers(system, id)).toEqual(before);
  });
});

describe('the own name and id', () => {
  it.each(SPELLINGS)('are taken by PUT, POST and PATCH, without a further call: %s', async (displayName) => {
    await using system = await prefixed();
    const id = `${organization(system)} organization_auditor`;
    const body = { id, displayName, [EXTENSION]: { name: id }, members: members(newUser(system)) };
    await system.groups.replace(id, body, {}, callContext());
    await system.reset();
    await system.groups.replace(id, body, {}, callContext());
    expect(await system.calls()).toHaveLength(1);
    await system.groups.create(body, callContext());
    expect(await system.calls()).toHaveLength(2);
    const patch = operations({ op: 'replace', value: { displayName, members: body.members } });
    await system.groups.patch(id, patch, {}, callContext());
    expect(await system.calls()).toHaveLength(3);
  });

  it('of a space are taken as they are read', async () => {
    await using system = await setUp();
    const { id, name } = spaceGroup(system);
    const { entity } = await system.groups.get(id, {}, callContext());
    expect(entity['displayName']).toBe(name);
    expect((await system.groups.replace(id, entity, {}, callContext())).entity).toEqual(entity);
  });

  it('need not be there, and null is nothing', async () => {
    await using system = await setUp();
    const id = `${organization(system)} organization_auditor`;
    for (const body of [{}, { displayName: null, id: null, [EXTENSION]: null }]) {
      await system.groups.replace(id, body, {}, callContext());
    }
    await system.groups.create({ id, displayName: null }, callContext());
  });
});
