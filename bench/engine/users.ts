/** Users as Identity Authentication answers them (SCIM API version 2): a typical one, and many different ones. */
import type { Json, JsonMap } from '../../src/transformation/index.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
const CUSTOM = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:User';

/** About 2.3 kB of JSON, with everything that the default read transformation looks at. */
export function typicalUser(): JsonMap {
  const id = '0d6f3a44-7f0e-4f0e-9f0b-5a2f5d3c1b11';
  return {
    id,
    externalId: 'hr-4711',
    meta: {
      created: '2024-05-01T08:00:00Z',
      lastModified: '2024-06-01T08:00:00Z',
      location: `https://tenant.accounts.example/scim/Users/${id}`,
      version: '0b35d8cf-722c-4151-951e-176b623c0b78',
      resourceType: 'User',
    },
    schemas: [CORE, ENTERPRISE, SAP, CUSTOM],
    userName: 'ada.vale',
    displayName: 'Ada Vale',
    nickName: 'ada',
    title: 'Engineer',
    preferredLanguage: 'en-GB',
    profileUrl: 'https://people.example/ada.vale',
    userType: 'employee',
    active: true,
    name: { givenName: 'Ada', middleName: 'M.', familyName: 'Vale', honorificPrefix: 'Ms.' },
    locale: 'en',
    timezone: 'Europe/Berlin',
    emails: [
      { value: 'ada.vale@example.com', type: 'work', primary: true },
      { value: 'ada@home.example', type: 'home', primary: false },
    ],
    phoneNumbers: [
      { value: '+49 731 1000', type: 'work', primary: true },
      { value: '+49 171 2000', type: 'mobile', primary: false },
    ],
    addresses: [
      {
        type: 'work',
        streetAddress: 'Olgastrasse 1',
        locality: 'Ulm',
        postalCode: '89073',
        region: 'BW',
        country: 'DE',
      },
    ],
    groups: [
      {
        value: '16e720aa-a009-4949-9bf9-847fb0660522',
        display: 'Administrators of Ulm',
        $ref: 'https://tenant.accounts.example/scim/Groups/16e720aa-a009-4949-9bf9-847fb0660522',
      },
    ],
    [ENTERPRISE]: {
      employeeNumber: '4711',
      costCenter: 'C-100',
      organization: 'Acme',
      division: 'Research',
      department: 'Engines',
      manager: { value: '5c0a2b1e-1111-4222-8333-444455556666', displayName: 'Bo Lind' },
    },
    [SAP]: {
      userUuid: id,
      userId: 'P000123',
      status: 'active',
      mailVerified: true,
      sourceSystem: 39,
      validFrom: '2024-05-01T00:00:00Z',
      loginTime: '2024-06-01T07:00:00Z',
      emails: [{ value: 'ada.vale@example.com', type: 'work', primary: true, verified: true }],
      passwordDetails: { status: 'enabled', failedLoginAttempts: 0, setTime: '2024-05-01T08:00:00Z' },
    },
    [CUSTOM]: {
      attributes: [
        { name: 'customAttribute1', value: 'blue' },
        { name: 'customAttribute2', value: 'Plant 7' },
      ],
    },
  };
}

/** The same users on every call: attributes are missing, lists have different lengths, members come in other orders. */
export function variedUsers(count: number): JsonMap[] {
  const random = generator(20_240_501);
  return Array.from({ length: count }, (_, number) => variedUser(number, random));
}

function variedUser(number: number, random: () => number): JsonMap {
  const user = typicalUser();
  const id = `0d6f3a44-7f0e-4f0e-9f0b-${number.toString(16).padStart(12, '0')}`;
  const login = `user.${number}`;
  user['id'] = id;
  user['userName'] = login;
  user['displayName'] = `User ${number}`;
  (user[SAP] as JsonMap)['userUuid'] = id;
  user['emails'] = list(1 + Math.floor(random() * 3), (at) => ({
    value: `${login}.${at}@example.com`,
    type: at === 0 ? 'work' : 'other',
    primary: at === 0,
  }));
  user['groups'] = list(Math.floor(random() * 6), (at) => ({
    value: `16e720aa-a009-4949-9bf9-${(number * 10 + at).toString(16).padStart(12, '0')}`,
    display: `Group ${at}`,
  }));
  for (const name of ['phoneNumbers', 'addresses', 'groups', 'timezone', 'locale', 'userType', CUSTOM]) {
    if (random() < 0.3) delete user[name];
  }
  for (const member of ['costCenter', 'division', 'department', 'manager', 'organization']) {
    if (random() < 0.3) delete (user[ENTERPRISE] as JsonMap)[member];
  }
  if (random() < 0.3) delete user[ENTERPRISE];
  return random() < 0.5 ? user : (Object.fromEntries(Object.entries(user).toReversed()) as JsonMap);
}

function list(length: number, element: (at: number) => Json): Json[] {
  return Array.from({ length }, (_, at) => element(at));
}

/** Mulberry32: small, and the same numbers everywhere. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
