/** The SCIM side of an entity, as far as a path can contradict it: RFC 7643, sections 3.1, 4.1, 4.2 and 4.3. */

export interface AttributeShape {
  readonly multiValued: boolean;
  /** Absent: the values have no members. */
  readonly members?: ReadonlyMap<string, AttributeShape>;
}

const SIMPLE: AttributeShape = { multiValued: false };
const SIMPLE_LIST: AttributeShape = { multiValued: true };

function simple(names: string): [string, AttributeShape][] {
  return names.split(' ').map((name) => [name, SIMPLE]);
}

function complex(names: string): AttributeShape {
  return { multiValued: false, members: new Map(simple(names)) };
}

function list(names: string): AttributeShape {
  return { multiValued: true, members: new Map(simple(names)) };
}

const COMMON: [string, AttributeShape][] = [
  ...simple('id externalId'),
  ['schemas', SIMPLE_LIST],
  ['meta', complex('resourceType created lastModified location version')],
];

const VALUES = 'value display type primary';

const USER = new Map<string, AttributeShape>([
  ...COMMON,
  ...simple(
    'userName displayName nickName profileUrl title userType preferredLanguage locale timezone active password',
  ),
  ['name', complex('formatted familyName givenName middleName honorificPrefix honorificSuffix')],
  ['emails', list(VALUES)],
  ['phoneNumbers', list(VALUES)],
  ['ims', list(VALUES)],
  ['photos', list(VALUES)],
  ['addresses', list('formatted streetAddress locality region postalCode country type primary')],
  ['groups', list('value $ref display type')],
  ['entitlements', list(VALUES)],
  ['roles', list(VALUES)],
  ['x509Certificates', list(VALUES)],
  [
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
    {
      multiValued: false,
      members: new Map([
        ...simple('employeeNumber costCenter organization division department'),
        ['manager', complex('value $ref displayName')],
      ]),
    },
  ],
]);

const GROUP = new Map<string, AttributeShape>([
  ...COMMON,
  ...simple('displayName'),
  ['members', list('value $ref display type')],
]);

/** The attributes that the entity type has in SCIM; `undefined` for one that is not of RFC 7643. */
export function scimShape(entityType: string): ReadonlyMap<string, AttributeShape> | undefined {
  if (entityType === 'user') return USER;
  return entityType === 'group' ? GROUP : undefined;
}
