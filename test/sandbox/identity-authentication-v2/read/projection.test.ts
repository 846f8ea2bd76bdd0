import { beforeEach, describe, expect, it } from 'vitest';
import { type Body, ENTERPRISE, SAP_GROUP, SAP_USER } from '../shapes.ts';
import { createGroup, createUser, startTenant, type Tenant } from '../tenant.ts';

let tenant: Tenant;
let user: Body;
let group: Body;

beforeEach(async () => {
  tenant = await startTenant();
  user = await createUser(tenant, 'ada', {
    displayName: 'Ada Vale',
    name: { givenName: 'Ada', familyName: 'Vale' },
    [ENTERPRISE]: { department: 'R&D', employeeNumber: '1' },
  });
  group = await createGroup(tenant, 'Ulm', { members: [{ value: user.id }] });
});

const read = async (query: Record<string, string>): Promise<Body> =>
  (await tenant.get(`/scim/Users/${user.id}?${new URLSearchParams(query)}`)).body;

describe('attributes', () => {
  it('leaves only what is named, and id and schemas', async () => {
    expect(await read({ attributes: 'userName' })).toEqual({
      id: user.id,
      schemas: user.schemas,
      userName: 'ada',
    });
  });

  it('takes sub-attributes, qualified names, whole extensions, any case, and blanks', async () => {
    const answer = await read({
      attributes: `name.familyName, EMAILS.value,${SAP_USER}:status,${ENTERPRISE},urn:ietf:params:scim:schemas:core:2.0:User:displayName`,
    });
    expect(answer).toEqual({
      id: user.id,
      schemas: user.schemas,
      displayName: 'Ada Vale',
      name: { familyName: 'Vale' },
      emails: [{ value: 'ada@example.com' }],
      [SAP_USER]: { status: 'inactive' },
      [ENTERPRISE]: { department: 'R&D', employeeNumber: '1' },
    });
  });

  it('ignores names it does not know', async () => {
    expect(await read({ attributes: 'nothing,userName,urn:x:y' })).toEqual({
      id: user.id,
      schemas: user.schemas,
      userName: 'ada',
    });
  });

  it('left blank means everything', async () => {
    expect(await read({ attributes: '' })).toHaveProperty('displayName');
    expect(await read({ attributes: ' , ' })).toHaveProperty('displayName');
  });
});

describe('excludedAttributes', () => {
  it('leaves the named ones out, but never id and schemas', async () => {
    const answer = await read({ excludedAttributes: `id,schemas,meta,groups,name.givenName,${SAP_USER}` });
    expect(answer).toMatchObject({ id: user.id, schemas: user.schemas, name: { familyName: 'Vale' } });
    for (const name of ['meta', 'groups', SAP_USER]) expect(answer).not.toHaveProperty([name]);
  });

  it('works in lists and on groups', async () => {
    const { body } = await tenant.list('Groups', { excludedAttributes: 'members' });
    expect(body.Resources[0]).toMatchObject({ id: group.id, displayName: 'Ulm' });
    expect(body.Resources[0]).not.toHaveProperty('members');
  });
});

describe('children of groups', () => {
  it('can be asked for in a single read, not in a list (documented)', async () => {
    const attributes = `${SAP_GROUP.replace('Group', 'group')}:children`;
    expect((await tenant.get(`/scim/Groups/${group.id}?attributes=${attributes}`)).status).toBe(200);
    expect((await tenant.list('Groups', { attributes })).status).toBe(400);
  });
});
