/** Facts of Identity Directory that depend on one another, and that a PUT must not upset. */
import { describe, expect, it } from 'vitest';
import { withVerification } from '../../../../src/connectors/identity-authentication/v2/verification.ts';
import type { JsonObject } from '../../../../src/scim/json.ts';
import { callContext } from '../../support/context.ts';
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

  describe('of several addresses', () => {
    const addresses = (...values: readonly string[]) => values.map((value) => ({ value }));
    const [A, B, C] = ['a@example.com', 'b@example.com', 'c@example.com'] as const;
    const flagged = (primary: string) =>
      [A, B, C].map((value) => (value === primary ? { value, primary: true } : { value, primary: false }));

    it.each<[what: string, sent: JsonObject[], before: JsonObject[], expected: JsonObject[]]>([
      [
        'the first stays the primary one',
        addresses(A, B, C),
        flagged(A),
        [{ value: A, primary: true }, ...addresses(B, C)],
      ],
      [
        'the one in the middle stays the primary one, whatever its letters',
        addresses(A, 'B@Example.com', C),
        flagged(B),
        [{ value: A }, { value: 'B@Example.com', primary: true }, { value: C }],
      ],
      [
        'the first becomes the primary one where the former has gone',
        addresses(B, C, 'd@example.com'),
        flagged(A),
        [{ value: B, primary: true }, ...addresses(C, 'd@example.com')],
      ],
      [
        'the first becomes the primary one where there was none',
        addresses(C, B),
        addresses(A, B),
        [{ value: C, primary: true }, { value: B }],
      ],
      ['one alone needs no flag', addresses(B), flagged(A), addresses(B)],
      [
        'what is flagged is left as it is',
        [...addresses(A, B), { value: C, primary: false }],
        flagged(A),
        [...addresses(A, B), { value: C, primary: false }],
      ],
    ])('%s', (_, sent, known, expected) => {
      expect(withVerification({ ...ADA, emails: sent }, { ...ADA, emails: known })).toEqual({
        ...ADA,
        emails: expected,
      });
    });

    it.each([
      ['the flagged one', [{ value: A, primary: true }, ...addresses(B, C)], A],
      ['the last one where none is flagged true', [...addresses(A, B), { value: C, primary: false }], C],
    ])('mailVerified is about %s', (_, emails, primary) => {
      for (const verified of [true, false]) {
        const known = [A, B, C].map((value) => ({ value, verified: (value === primary) === verified }));
        const sap = withVerification({ ...ADA, emails }, current({ mailVerified: true, emails: known }))[SAP];
        expect(sap).toMatchObject({ mailVerified: verified });
      }
    });

    it('a tenant keeps the primary one through a PUT without flags', async () => {
      await using tenant = await startTenant({ users: 0, groups: 0 });
      const { entity } = await tenant.users.create({ ...ADA, emails: flagged(B) }, callContext());
      const id = String(entity['id']);
      const body = { ...ADA, emails: addresses(A, B, C) };
      await tenant.users.replace(id, body, { current: entity }, callContext());
      const emails = (await tenant.users.get(id, {}, callContext())).entity['emails'] as JsonObject[];
      expect(emails.map(({ value, primary }) => [value, primary]).sort()).toEqual([
        [A, false],
        [B, true],
        [C, false],
      ]);
    });
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

it('says nothing of a verified address where the tenant says nothing of it', () => {
  const before = { emails: [{ value: 'ada@example.com', primary: true, verified: true }] };
  const body = { userName: 'ada', emails: [{ value: 'ada@example.com', primary: true }] };
  expect(withVerification(body, { [SAP]: before })).toEqual({
    ...body,
    [SAP]: { emails: [{ value: 'ada@example.com', primary: true, verified: true }] },
  });
});
