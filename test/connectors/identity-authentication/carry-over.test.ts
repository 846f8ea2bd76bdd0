/** A PUT that takes nothing away (complaints 4 and 9 of the field: PUT beside PATCH, lost attributes). */
import { describe, expect, it } from 'vitest';
import { carryOver } from '../../../src/connectors/identity-authentication/carry-over.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { callContext } from '../support/context.ts';
import { startTenant } from './tenant.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';

const EMAILS = [
  { value: 'ada@example.com', type: 'work', primary: true },
  { value: 'ada@home.example', type: 'home', primary: false },
];
const ADA = { schemas: [CORE], userName: 'ada', active: true, name: { familyName: 'Vale' }, emails: EMAILS };

async function setUp(properties: Record<string, string> = {}) {
  const tenant = await startTenant({ users: 0, groups: 0 }, properties);
  const sap = {
    emails: EMAILS.map((email, index) => ({ ...email, verified: index === 0 })),
    mailVerified: true,
    sourceSystem: 39,
    sourceSystemId: 'HR-7',
    validTo: '2030-01-01T00:00:00Z',
  };
  const { entity } = await tenant.users.create({ ...ADA, [SAP]: sap }, callContext());
  const id = String(entity['id']);
  await tenant.forget();
  return {
    ...tenant,
    put: async (body: JsonObject) => {
      const { entity: after = {} } = await tenant.users.replace(id, body, {}, callContext());
      return after[SAP] as JsonObject;
    },
  };
}

describe('pain 4 and 9: PUT of a user with a verified e-mail', () => {
  it('keeps it verified, and what the body does not speak of', async () => {
    await using system = await setUp();
    const sap = await system.put({ ...ADA, displayName: 'Ada V.' });
    expect(sap).toMatchObject({ mailVerified: true, sourceSystem: 39, sourceSystemId: 'HR-7' });
    expect(sap['emails']).toMatchObject([
      { value: 'ada@example.com', verified: true },
      { value: 'ada@home.example', verified: false },
    ]);
    // The default write transformation sends it, so that leaving it out means to clear it.
    expect(sap).not.toHaveProperty('validTo');
    expect((await system.requests()).map(({ method }) => method)).toEqual(['GET', 'PUT']);
  });

  it('keeps the addresses in step where they change', async () => {
    await using system = await setUp();
    const emails = [{ value: 'new@example.com', primary: true }, { value: 'ADA@example.com' }];
    const sap = await system.put({ ...ADA, emails });
    expect(sap['mailVerified']).toBe(false);
    expect(sap['emails']).toMatchObject([
      { value: 'new@example.com', primary: true },
      { value: 'ADA@example.com', verified: true },
    ]);
    expect((sap['emails'] as JsonObject[])[0]).not.toHaveProperty('verified', true);
  });

  it('takes the word of the body where it has one', async () => {
    await using system = await setUp();
    const sap = await system.put({ ...ADA, [SAP]: { sourceSystem: 100, sourceSystemId: null } });
    expect(sap).toMatchObject({ sourceSystem: 100, mailVerified: true });
    expect(sap).not.toHaveProperty('sourceSystemId');
    expect(await system.put({ ...ADA, [SAP]: { mailVerified: false } })).toMatchObject({
      mailVerified: false,
    });
  });

  it('is sent as it is where the property turns this off', async () => {
    await using system = await setUp({ 'ipsproxy.ias.put.carry.over': 'false' });
    expect(await system.put(ADA)).toMatchObject({ mailVerified: false });
    expect((await system.requests()).map(({ method }) => method)).toEqual(['PUT']);
  });

  it('goes as PATCH where ias.support.patch.operation says so', async () => {
    await using system = await setUp({ 'ias.support.patch.operation': 'true' });
    const { entities } = await system.users.list({ startIndex: 1, count: 1 }, callContext());
    const id = String(entities[0]?.['id']);
    expect(await system.users.replace(id, { ...ADA, displayName: 'A' }, {}, callContext())).toEqual({});
    const { entity } = await system.users.get(id, {}, callContext());
    expect(entity).toMatchObject({ displayName: 'A', [SAP]: { mailVerified: true, sourceSystemId: 'HR-7' } });
    expect((await system.requests()).map(({ method }) => method)).not.toContain('PUT');
  });
});

describe('carryOver', () => {
  const current = (sap: JsonObject): JsonObject => ({ ...ADA, [SAP]: sap });

  it('names the extension in schemas', () => {
    expect(carryOver(ADA, current({ sourceSystem: 39 }))).toMatchObject({
      schemas: [CORE, SAP],
      [SAP]: { sourceSystem: 39 },
    });
  });

  it.each([
    [true, 'active', 'active'],
    [false, 'new', 'new'],
    [true, 'new', undefined],
    [undefined, 'new', undefined],
  ])('with active %s, the status %s becomes %s', (active, status, expected) => {
    const body = { ...ADA, ...(active === undefined ? {} : { active }) };
    if (active === undefined) Reflect.deleteProperty(body, 'active');
    const sap = carryOver(body, current({ status, industry: 'x' }))[SAP] as JsonObject;
    expect(sap['status']).toBe(expected);
  });

  it('leaves out addresses that nobody knows, and what is not to be written', () => {
    const sap = {
      emails: [{ value: 'gone@example.com', verified: true }],
      userId: 'P000001',
      loginTime: 'x',
    };
    expect(carryOver(ADA, current(sap))).toBe(ADA);
    expect(carryOver({ ...ADA, [SAP]: 'broken' }, current(sap))).toMatchObject({ [SAP]: 'broken' });
    expect(carryOver(ADA, ADA)).toBe(ADA);
  });
});
