/** Facts of Identity Directory that depend on one another, and that a PUT must not upset. */
import { describe, expect, it } from 'vitest';
import { withVerification } from '../../../src/connectors/identity-authentication/verification.ts';
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
  return {
    ...tenant,
    id,
    put: async (body: JsonObject) => {
      const { entity: current } = await tenant.users.get(id, {}, callContext());
      await tenant.forget();
      const { entity: after = {} } = await tenant.users.replace(id, body, { current }, callContext());
      return after[SAP] as JsonObject;
    },
  };
}

describe('a PUT of a user with a verified e-mail', () => {
  it('keeps it verified', async () => {
    await using system = await setUp();
    const sap = await system.put({ ...ADA, displayName: 'Ada V.' });
    expect(sap).toMatchObject({ mailVerified: true });
    expect(sap['emails']).toMatchObject([
      { value: 'ada@example.com', verified: true },
      { value: 'ada@home.example', verified: false },
    ]);
    // The proxy has read the user already.
    expect((await system.requests()).map(({ method }) => method)).toEqual(['PUT']);
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
    expect(await system.put({ ...ADA, [SAP]: { sourceSystem: 100 } })).toMatchObject({
      sourceSystem: 100,
      mailVerified: true,
    });
    expect(await system.put({ ...ADA, [SAP]: { mailVerified: false } })).toMatchObject({
      mailVerified: false,
    });
  });

  it('is sent as it is where nobody has read the user', async () => {
    await using system = await setUp();
    const { entity } = await system.users.replace(system.id, ADA, {}, callContext());
    expect(entity?.[SAP]).toMatchObject({ mailVerified: false });
  });

  it('goes as PATCH where ias.support.patch.operation says so', async () => {
    await using system = await setUp({ 'ias.support.patch.operation': 'true' });
    const { id } = system;
    expect(await system.users.replace(id, { ...ADA, displayName: 'A' }, {}, callContext())).toEqual({});
    const { entity } = await system.users.get(id, {}, callContext());
    expect(entity).toMatchObject({ displayName: 'A', [SAP]: { mailVerified: true, sourceSystemId: 'HR-7' } });
    expect((await system.requests()).map(({ method }) => method)).not.toContain('PUT');
  });
});

describe('withVerification', () => {
  const current = (sap: JsonObject): JsonObject => ({ ...ADA, [SAP]: sap });

  it('names the extension in schemas', () => {
    expect(withVerification(ADA, current({ status: 'active' }))).toMatchObject({
      schemas: [CORE, SAP],
      [SAP]: { status: 'active' },
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
    const sap = withVerification(body, current({ status, emails: EMAILS }))[SAP] as JsonObject;
    expect(sap['status']).toBe(expected);
  });

  it('leaves out addresses that nobody knows, and what is not to be written', () => {
    const sap = {
      emails: [{ value: 'gone@example.com', verified: true }],
      userId: 'P000001',
      loginTime: 'x',
    };
    expect(withVerification(ADA, current(sap))).toBe(ADA);
    expect(withVerification({ ...ADA, [SAP]: 'broken' }, current(sap))).toMatchObject({ [SAP]: 'broken' });
    expect(withVerification(ADA, ADA)).toBe(ADA);
  });
});
