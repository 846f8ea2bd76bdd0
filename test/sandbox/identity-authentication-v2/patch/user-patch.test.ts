import { beforeEach, describe, expect, it } from 'vitest';
import { withMistakes } from '../../../support/mistakes.ts';
import { fc, reaching } from '../../../support/property.ts';
import { type Body, CORE_USER, CUSTOM_USER, ENTERPRISE, PATCH_OP, SAP_USER } from '../shapes.ts';
import { createGroup, createUser, scimError, startTenant, type Tenant } from '../tenant.ts';

const SITE = 'urn:example:params:scim:schemas:extension:site:1.0:Site';

let tenant: Tenant;
let id: string;

beforeEach(async () => {
  tenant = await startTenant();
  ({ id } = await createUser(tenant, 'ada', {
    active: true,
    userType: 'employee',
    displayName: 'Ada',
    name: { givenName: 'Ada', familyName: 'Vale' },
    emails: [
      { value: 'ada@example.com', type: 'work', primary: true },
      { value: 'ada@home.example', type: 'home' },
    ],
    addresses: [
      { type: 'work', country: 'DE', locality: 'Ulm' },
      { type: 'home', country: 'SE' },
    ],
    [ENTERPRISE]: { department: 'R&D', costCenter: 'c' },
    [SITE]: { badge: 1, building: 'b' },
  }));
});

const read = async (): Promise<Body> => (await tenant.get(`/scim/Users/${id}`)).body;
const patch = (...operations: object[]) => tenant.patch(`/scim/Users/${id}`, ...operations);
const patched = async (...operations: object[]): Promise<Body> => {
  const { status, text } = await patch(...operations);
  if (status !== 204) throw new Error(text);
  return read();
};

describe('operations that work', () => {
  it.each([
    ['a core attribute', { op: 'replace', path: 'displayName', value: 'Ada V.' }, { displayName: 'Ada V.' }],
    ['in any case', { op: 'replace', path: 'DISPLAYNAME', value: 'x' }, { displayName: 'x' }],
    ['with its URN', { op: 'replace', path: `${CORE_USER}:displayName`, value: 'x' }, { displayName: 'x' }],
    ['add instead of replace', { op: 'add', path: 'title', value: 'Dr.' }, { title: 'Dr.' }],
    [
      'a sub-attribute',
      { op: 'replace', path: 'name.familyName', value: 'Lind' },
      { name: { givenName: 'Ada', familyName: 'Lind' } },
    ],
    [
      'a complex value, merged',
      { op: 'replace', path: 'name', value: { familyName: 'Lind' } },
      { name: { givenName: 'Ada', familyName: 'Lind' } },
    ],
    [
      'a list',
      { op: 'replace', path: 'addresses', value: [{ type: 'other', country: 'FR' }] },
      { addresses: [{ type: 'other', country: 'FR' }] },
    ],
    [
      'elements added',
      { op: 'add', path: 'addresses', value: [{ type: 'other' }] },
      { addresses: [{ type: 'work' }, { type: 'home' }, { type: 'other' }] },
    ],
    [
      'every element',
      { op: 'replace', path: 'addresses.country', value: 'AT' },
      { addresses: [{ country: 'AT' }, { country: 'AT' }] },
    ],
    [
      'named elements',
      { op: 'replace', path: 'addresses[type eq "work"]', value: { country: 'FR' } },
      { addresses: [{ type: 'work', country: 'FR', locality: 'Ulm' }, { country: 'SE' }] },
    ],
    [
      'a sub-attribute of named elements',
      { op: 'replace', path: 'addresses[type eq "home" or country eq "XX"].country', value: 'NO' },
      { addresses: [{ country: 'DE' }, { country: 'NO' }] },
    ],
    [
      'elements exchanged',
      { op: 'replace', path: 'addresses[type co "o"]', value: [{ type: 'other' }] },
      { addresses: [{ type: 'other' }] },
    ],
    [
      'an extension attribute',
      { op: 'replace', path: `${ENTERPRISE}:department`, value: 'IT' },
      { [ENTERPRISE]: { department: 'IT', costCenter: 'c' } },
    ],
    [
      'a sub-attribute of an extension',
      { op: 'add', path: `${ENTERPRISE}:manager.value`, value: 'm' },
      { [ENTERPRISE]: { manager: { value: 'm' } } },
    ],
    [
      'an own schema',
      { op: 'add', path: `${SITE}:badge`, value: 9 },
      { [SITE]: { badge: 9, building: 'b' } },
    ],
    [
      'a whole extension, merged',
      { op: 'add', path: ENTERPRISE, value: { division: 'd' } },
      { [ENTERPRISE]: { department: 'R&D', division: 'd' } },
    ],
    [
      'status with its URN',
      { op: 'replace', path: `${SAP_USER}:status`, value: 'inactive' },
      { active: false, [SAP_USER]: { status: 'inactive' } },
    ],
    [
      'active',
      { op: 'replace', path: 'active', value: false },
      { active: false, [SAP_USER]: { status: 'inactive' } },
    ],
    [
      'active removed',
      { op: 'remove', path: 'active' },
      { active: false, [SAP_USER]: { status: 'inactive' } },
    ],
    [
      'without a path',
      { op: 'add', value: { title: 'x', displayname: 'y', [ENTERPRISE]: { department: 'z' } } },
      { title: 'x', displayName: 'y', [ENTERPRISE]: { department: 'z', costCenter: 'c' } },
    ],
    [
      'read-only members of a value ignored',
      { op: 'add', value: { title: 'x', groups: [], [SAP_USER]: { userId: 'P9' } } },
      { title: 'x', [SAP_USER]: { userId: 'P000001' } },
    ],
    [
      'a custom attribute',
      { op: 'add', path: `${CUSTOM_USER}:attributes`, value: [{ name: 'customAttribute2', value: 'x' }] },
      { [CUSTOM_USER]: { attributes: [{ name: 'customAttribute2', value: 'x' }] } },
    ],
  ])('%s', async (_, operation, expected) => {
    expect(await patched(operation)).toMatchObject(expected);
  });

  it.each([
    ['an attribute', { op: 'remove', path: 'displayName' }, 'displayName'],
    ['with value null (recorded)', { op: 'remove', path: 'displayName', value: null }, 'displayName'],
    ['all elements', { op: 'remove', path: 'addresses' }, 'addresses'],
    ['the last elements', { op: 'remove', path: 'addresses[type eq "work" or type eq "home"]' }, 'addresses'],
    ['a whole extension (recorded)', { op: 'remove', path: ENTERPRISE }, ENTERPRISE],
    ['an empty text', { op: 'replace', path: 'displayName', value: '' }, 'displayName'],
    ['an empty list', { op: 'replace', path: 'addresses', value: [] }, 'addresses'],
  ])('removing: %s', async (_, operation, gone) => {
    const user = await patched(operation);
    expect(Object.hasOwn(user, gone)).toBe(false);
    expect(user.schemas.includes(gone)).toBe(false);
  });

  it('removing the attributes of an extension one by one removes its URN', async () => {
    const user = await patched(
      { op: 'remove', path: `${SITE}:badge` },
      { op: 'remove', path: `${SITE}:building` },
    );
    expect(user.schemas).not.toContain(SITE);
  });

  it('removing sub-attributes', async () => {
    const user = await patched(
      { op: 'remove', path: 'name.givenName' },
      { op: 'remove', path: 'addresses[type eq "work"].locality' },
      { op: 'remove', path: 'addresses.country' },
    );
    expect(user.name).toEqual({ familyName: 'Vale' });
    expect(user.addresses).toEqual([{ type: 'work' }, { type: 'home' }]);
  });

  it('removing what is not there changes nothing', async () => {
    const before = await read();
    expect(
      await patched({ op: 'remove', path: 'addresses[type eq "other"]' }, { op: 'remove', path: 'nickName' }),
    ).toEqual(before);
  });

  it('adding what is there changes nothing, not even the version', async () => {
    const before = await read();
    tenant.advance(60);
    expect(
      await patched(
        { op: 'add', path: 'emails', value: [{ value: 'ADA@home.example', type: 'home' }] },
        { op: 'replace', path: 'active', value: true },
        { op: 'add', path: 'addresses', value: [{ type: 'home', country: 'SE' }] },
      ),
    ).toMatchObject({ meta: before.meta });
  });

  it('are applied in order, and change version and lastModified', async () => {
    const before = await read();
    tenant.advance(60);
    const user = await patched(
      { op: 'add', path: 'title', value: 'one' },
      { op: 'replace', path: 'title', value: 'two' },
      { op: 'remove', path: 'name' },
      { op: 'add', path: 'name.givenName', value: 'A' },
    );
    expect(user).toMatchObject({ title: 'two', name: { givenName: 'A' } });
    expect(user.meta.version).not.toBe(before.meta.version);
    expect([user.meta.created, user.meta.lastModified]).toEqual([
      before.meta.created,
      '2026-07-03T10:01:00Z',
    ]);
  });
});

describe('operations that are refused', () => {
  const unknown = (path: string): object =>
    scimError(400, `Attribute with name '${path}' does not exist`, 'invalidPath');
  const notInSchema = (name: string, scimType: string): object =>
    scimError(400, `Provided attribute with name '${name}' does not exist according to the schema`, scimType);
  const TYPE = scimError(400, 'The value data type is not correct', 'invalidValue');

  it.each([
    [
      'an unknown op',
      { op: 'Replace', path: 'title', value: 'x' },
      scimError(
        400,
        'The operation type is invalid. It must be one of the following: add, replace, remove',
        'invalidValue',
      ),
    ],
    [
      'no op',
      { path: 'title', value: 'x' },
      scimError(
        400,
        'The operation type is invalid. It must be one of the following: add, replace, remove',
        'invalidValue',
      ),
    ],
    [
      'no value',
      { op: 'replace', path: 'title' },
      scimError(400, "Attribute 'value' is required for operation types: add, replace", 'invalidSyntax'),
    ],
    [
      'value null',
      { op: 'add', path: 'title', value: null },
      scimError(400, "Attribute 'value' is required for operation types: add, replace", 'invalidSyntax'),
    ],
    [
      'remove without a path',
      { op: 'remove' },
      scimError(400, "Attribute 'path' is required for operation type remove", 'noTarget'),
    ],
    [
      'remove with a value',
      { op: 'remove', path: 'addresses', value: [{ type: 'work' }] },
      { scimType: 'invalidValue' },
    ],
    ['an unknown attribute', { op: 'replace', path: 'nothing', value: 'x' }, unknown(`${CORE_USER}:nothing`)],
    [
      'status without its URN (recorded)',
      { op: 'replace', path: 'status', value: 'inactive' },
      unknown(`${CORE_USER}:status`),
    ],
    [
      'an unknown sub-attribute',
      { op: 'replace', path: 'name.nothing', value: 'x' },
      unknown(`${CORE_USER}:name.nothing`),
    ],
    [
      'an unknown attribute of an extension',
      { op: 'remove', path: `${ENTERPRISE}:nothing` },
      unknown(`${ENTERPRISE}:nothing`),
    ],
    [
      'an unknown schema',
      { op: 'replace', path: 'urn:x:y:title', value: 'x' },
      scimError(400, 'Resource schema does not exist or is not permitted', 'invalidValue'),
    ],
    ['id', { op: 'replace', path: 'id', value: 'x' }, unknown(`${CORE_USER}:id`)],
    ['meta', { op: 'remove', path: 'meta.version' }, unknown(`${CORE_USER}:meta.version`)],
    ['__proto__', { op: 'add', path: '__proto__', value: { title: 'x' } }, unknown(`${CORE_USER}:__proto__`)],
    [
      'a read-only attribute',
      { op: 'remove', path: 'groups' },
      scimError(400, "Attribute with name 'groups' cannot be modified", 'mutability'),
    ],
    [
      'a read-only attribute of an extension',
      { op: 'replace', path: `${SAP_USER}:userId`, value: 'P9' },
      scimError(400, "Attribute with name 'userId' cannot be modified", 'mutability'),
    ],
    [
      'a required one removed',
      { op: 'remove', path: 'userName' },
      scimError(400, 'Attribute with name userName is required and cannot not be removed', 'invalidValue'),
    ],
    ['the last e-mail removed', { op: 'remove', path: 'emails' }, { scimType: 'invalidValue' }],
    ['a wrong type', { op: 'replace', path: 'displayName', value: true }, TYPE],
    ['a wrong type for a list', { op: 'add', path: 'emails', value: 'x' }, TYPE],
    ['a wrong type inside', { op: 'add', path: 'name', value: { givenName: 1 } }, TYPE],
    [
      'an unknown attribute inside',
      { op: 'add', path: 'name', value: { nothing: 1 } },
      scimError(
        400,
        "Provided attribute with name 'nothing' does not exist according to the schema",
        'invalidSyntax',
      ),
    ],
    ['no object without a path', { op: 'replace', value: 'x' }, TYPE],
    [
      'an unknown attribute added without a path',
      { op: 'add', value: { status: 'active' } },
      notInSchema('status', 'invalidSyntax'),
    ],
    [
      'an unknown attribute without a path',
      { op: 'replace', value: { status: 'active' } },
      notInSchema('status', 'invalidPath'),
    ],
    [
      'an extension replaced without a path',
      { op: 'replace', value: { title: 'x', [ENTERPRISE]: { department: 'z' } } },
      notInSchema(ENTERPRISE, 'invalidPath'),
    ],
    [
      'an empty status',
      { op: 'replace', path: `${SAP_USER}:status`, value: '' },
      scimError(400, "Provided value is not part of 'status' canonical values", 'invalidValue'),
    ],
    [
      'no such element',
      { op: 'replace', path: 'addresses[type eq "other"].country', value: 'x' },
      { scimType: 'noTarget' },
    ],
    [
      'another operator',
      { op: 'remove', path: 'emails[type ne "work"]' },
      scimError(400, "Filter following value fitler operation is not supported: 'ne'", 'invalidFilter'),
    ],
    [
      'presence',
      { op: 'remove', path: 'emails[type pr]' },
      scimError(400, "Filter following value fitler operation is not supported: 'pr'", 'invalidFilter'),
    ],
    [
      'parentheses',
      { op: 'remove', path: 'emails[(type eq "work")]' },
      scimError(400, 'Brace filter expression is not supported', 'invalidFilter'),
    ],
    [
      'not',
      { op: 'remove', path: 'emails[not (type eq "work")]' },
      scimError(400, 'Brace filter expression is not supported', 'invalidFilter'),
    ],
    [
      'an unknown name in the value path',
      { op: 'remove', path: 'emails[nothing eq "x"]' },
      unknown(`${CORE_USER}:emails.nothing`),
    ],
    [
      'elements of a single value',
      { op: 'remove', path: 'name[givenName eq "Ada"]' },
      scimError(400, "The specified 'valuePath' is not valid", 'invalidPath'),
    ],
    [
      'an open value path',
      { op: 'remove', path: 'emails[type eq "work"' },
      scimError(400, "The specified 'valuePath' is not valid", 'invalidPath'),
    ],
    ['an index', { op: 'remove', path: 'emails[0]' }, { scimType: 'invalidFilter' }],
    ['a path that is no text', { op: 'remove', path: 5 }, scimError(400, 'Error parsing request body.')],
    ['no object', 'remove', scimError(400, 'Error parsing request body.')],
  ])('%s', async (_, operation, expected) => {
    const before = await read();
    const { status, body } = await patch(
      { op: 'replace', path: 'title', value: 'half' },
      operation as object,
    );
    expect(status).toBe(400);
    expect(body).toMatchObject(expected);
    expect(await read()).toEqual(before);
  });

  it.each([
    [
      'no schemas',
      { Operations: [{ op: 'remove', path: 'title' }] },
      `Schema with name: ${PATCH_OP} is required!`,
    ],
    ['other schemas', { schemas: [CORE_USER], Operations: [] }, `Schema with name: ${PATCH_OP} is required!`],
    ['no operations', { schemas: [PATCH_OP] }, 'At least one operation is required'],
    ['an empty list of them', { schemas: [PATCH_OP], Operations: [] }, 'At least one operation is required'],
    [
      'operations in lower case',
      { schemas: [PATCH_OP], operations: [{ op: 'remove', path: 'title' }] },
      'At least one operation is required',
    ],
  ])('a body with %s', async (_, body, detail) => {
    const answer = await tenant.call('PATCH', `/scim/Users/${id}`, body);
    expect([answer.status, answer.body]).toEqual([400, scimError(400, detail, 'invalidSyntax')]);
  });

  it('of somebody unknown is a 404, whatever the operations (recorded)', async () => {
    const { status, body } = await tenant.patch('/scim/Users/nobody', { op: 'nonsense' });
    expect([status, body]).toEqual([404, scimError(404, 'User nobody not found')]);
  });

  it('pollutes nothing', async () => {
    const value = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    await tenant.call(
      'PATCH',
      `/scim/Users/${id}`,
      `{"schemas":["${PATCH_OP}"],"Operations":[{"op":"add","value":${value}}]}`,
    );
    await tenant.call(
      'PATCH',
      `/scim/Users/${id}`,
      `{"schemas":["${PATCH_OP}"],"Operations":[{"op":"add","path":"name","value":${value}}]}`,
    );
    expect({}).not.toHaveProperty('polluted');
    expect(await read()).not.toHaveProperty('polluted');
  });

  it('never breaks, whatever the path', async () => {
    const token = fc.constantFrom(
      'emails',
      'name',
      '.',
      '[',
      ']',
      'type eq "work"',
      ' ',
      'urn:',
      SAP_USER,
      ':',
      'value',
      'displayName',
    );
    const right = fc.constantFrom<readonly [path: readonly string[], value: unknown]>(
      [['displayName'], 'x'],
      [['name', '.', 'familyName'], 'x'],
      [['name'], { givenName: 'x' }],
      [['emails'], [{ value: 'x@example.com', type: 'other' }]],
      [['emails', '[', 'type eq "work"', ']', '.', 'value'], 'y@example.com'],
      [['emails', '[', 'type eq "home"', ']'], { value: 'z@example.com' }],
      [['addresses', '[', 'type eq "work"', ']', '.', 'country'], 'SE'],
      [[ENTERPRISE, ':', 'department'], 'x'],
      [['urn:', 'example:params:scim:schemas:extension:site:1.0:Site', ':', 'badge'], 7],
    );
    const wrongPath = right.chain(([path, value]) =>
      withMistakes(fc.constant(path), token).map((parts) => [parts, value] as const),
    );
    const wrongValue = fc.tuple(right, fc.jsonValue()).map(([[path], value]) => [path, value] as const);
    const anything = fc.tuple(fc.oneof(fc.array(fc.string()), fc.array(token)), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ weight: 5, arbitrary: right }, { weight: 2, arbitrary: wrongPath }, wrongValue, anything),
        reaching(async ([path, value]) => {
          const { status } = await patch({ op: 'add', path: path.join(''), value });
          expect([204, 400, 409]).toContain(status);
          return status === 204;
        }),
      ),
      { numRuns: 200 },
    );
  });
});

describe('groups of a user', () => {
  it('cannot be written at all', async () => {
    const group = await createGroup(tenant, 'Ulm');
    for (const op of ['add', 'replace']) {
      expect((await patch({ op, path: 'groups', value: [{ value: group.id }] })).body.scimType).toBe(
        'mutability',
      );
    }
    expect(await read()).not.toHaveProperty('groups');
  });
});
