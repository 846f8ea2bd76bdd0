/**
 * The SCIM side of an entity, as far as a path can contradict it: RFC 7643, sections 3.1, 4.1, 4.2 and 4.3, and the
 * extensions of SAP's Identity Directory. Other attributes may well exist.
 */
import type { PathStep } from '../jsonpath/types.ts';

export interface AttributeShape {
  readonly multiValued: boolean;
  /** Of values without members. */
  readonly type: 'text' | 'boolean' | 'complex';
  /** Absent: the values have no members, or nobody knows which. */
  readonly members?: ReadonlyMap<string, AttributeShape>;
}

type Attributes = [string, AttributeShape][];

const LIST: AttributeShape = { multiValued: true, type: 'text' };
const ANYTHING: AttributeShape = { multiValued: false, type: 'complex' };

function attributes(names: string, shape: AttributeShape): Attributes {
  return names.split(' ').map((name) => [name, shape]);
}

function texts(names: string): Attributes {
  return attributes(names, { multiValued: false, type: 'text' });
}

function booleans(names: string): Attributes {
  return attributes(names, { multiValued: false, type: 'boolean' });
}

function complex(...members: Attributes[]): AttributeShape {
  return { multiValued: false, type: 'complex', members: new Map(members.flat()) };
}

function list(...members: Attributes[]): AttributeShape {
  return { ...complex(...members), multiValued: true };
}

const COMMON: Attributes = [
  ...texts('id externalId'),
  ['schemas', LIST],
  ['meta', complex(texts('resourceType created lastModified location version'))],
];

const PRIMARY = booleans('primary');
const VALUES = list(texts('value display type'), PRIMARY);
const CONTACTS = list(texts('value display type verifiedTime'), booleans('primary verified'));

const USER = new Map<string, AttributeShape>([
  ...COMMON,
  ...texts(
    'userName displayName nickName profileUrl title userType preferredLanguage locale timezone password',
  ),
  ...booleans('active'),
  ['name', complex(texts('formatted familyName givenName middleName honorificPrefix honorificSuffix'))],
  ...attributes('emails phoneNumbers ims photos entitlements roles x509Certificates', VALUES),
  ['addresses', list(texts('formatted streetAddress locality region postalCode country type'), PRIMARY)],
  ['groups', list(texts('value $ref display type'))],
  [
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
    complex(texts('employeeNumber costCenter organization division department'), [
      ['manager', complex(texts('value $ref displayName'))],
    ]),
  ],
  [
    'urn:ietf:params:scim:schemas:extension:sap:2.0:User',
    complex(
      texts('userId userUuid status sapUserName sourceSystem sourceSystemId industry companyRelationship'),
      texts('targetUrl activationUrl applicationId emailTemplateSetId validFrom validTo loginTime'),
      booleans('sendMail mailVerified enforceMfa totpEnabled mfaEnabled webAuthEnabled'),
      attributes('emails phoneNumbers', CONTACTS),
      [
        ['userUuidHistory', LIST],
        [
          'addresses',
          list(texts('formatted streetAddress locality region postalCode country type'), PRIMARY),
        ],
        ['contactPreferences', ANYTHING],
        ['passwordDetails', complex(texts('status policy setTime loginTime failedLoginAttempts'))],
      ],
    ),
  ],
  [
    'urn:sap:cloud:scim:schemas:extension:custom:2.0:User',
    complex([['attributes', list(texts('name value'))]]),
  ],
]);

const GROUP = new Map<string, AttributeShape>([
  ...COMMON,
  ...texts('displayName'),
  ['members', list(texts('value $ref display type'))],
  [
    'urn:ietf:params:scim:schemas:extension:sap:2.0:Group',
    complex(texts('type applicationId'), [['supportedOperations', ANYTHING]]),
  ],
  [
    'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group',
    complex(texts('name additionalId description groupId')),
  ],
]);

/** RFC 7644, section 3.5.2. */
const PATCH = new Map<string, AttributeShape>([
  ['schemas', LIST],
  ['Operations', list(texts('op path'), [['value', ANYTHING]])],
]);

/** The attributes that the entity type has in SCIM; `undefined` for one that is not of RFC 7643. */
export function scimShape(entityType: string): ReadonlyMap<string, AttributeShape> | undefined {
  if (entityType === 'user') return USER;
  return entityType === 'group' ? GROUP : undefined;
}

/** The body of a PATCH. */
export function patchShape(): ReadonlyMap<string, AttributeShape> {
  return PATCH;
}

/** All names of attributes and their members. */
export const STANDARD_NAMES: ReadonlySet<string> = new Set([USER, GROUP, PATCH].flatMap(namesIn));

/** Of the schemas that entities and PATCH bodies are known to have; those of extensions are names of attributes as well. */
export const SCHEMA_URNS: readonly string[] = [
  'urn:ietf:params:scim:schemas:core:2.0:User',
  'urn:ietf:params:scim:schemas:core:2.0:Group',
  'urn:ietf:params:scim:api:messages:2.0:PatchOp',
  ...[...STANDARD_NAMES].filter((name) => name.startsWith('urn:')),
];

function namesIn(shape: ReadonlyMap<string, AttributeShape>): readonly string[] {
  return [...shape].flatMap(([name, { members }]) => [
    name,
    ...(members === undefined ? [] : namesIn(members)),
  ]);
}

/** What a path leads to, as far as it is known; a step that picks elements of a list leads to what the list is of. */
export function shapeAt(entityType: string, steps: readonly PathStep[]): AttributeShape | undefined {
  let members = scimShape(entityType);
  let shape: AttributeShape | undefined;
  for (const step of steps) {
    if (step.kind === 'member') {
      shape = members?.get(step.name);
      members = shape?.members;
    } else if (step.kind === 'index' || step.kind === 'wildcard' || step.kind === 'filter') {
      shape = shape?.multiValued === true ? { ...shape, multiValued: false } : undefined;
    } else {
      return undefined;
    }
    if (shape === undefined) return undefined;
  }
  return shape;
}
