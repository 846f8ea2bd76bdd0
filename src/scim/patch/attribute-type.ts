/**
 * What an attribute's name says about its shape (RFC 7643 §4 and §8.7). Only a help where the resource has no value to
 * go by: what is there already counts more, and names that are not known here are just attributes.
 */
import { GROUP_SCHEMA, USER_SCHEMA } from '../schemas.ts';

export interface AttributeType {
  /** As the client wrote it. */
  readonly name: string;
  readonly kind: 'simple' | 'complex' | 'multiValued' | 'unknown';
  readonly boolean: boolean;
  /** `members` of a group: its values are told apart by their id alone, and an empty list is sent as such. */
  readonly members: boolean;
  /** A complex attribute that points to another resource by its `value`. */
  readonly reference: boolean;
}

const ENTERPRISE_USER_SCHEMA = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const MULTI_VALUED = names(
  'emails phoneNumbers ims photos addresses groups entitlements roles x509Certificates',
);
const USER_SIMPLE = names(
  'externalId userName displayName nickName profileUrl title userType preferredLanguage locale timezone active password',
);
const ENTERPRISE_SIMPLE = names('employeeNumber costCenter organization division department');
/** The sub-attributes that all multi-valued attributes may have (RFC 7643 §2.4). */
const VALUE_SUB_ATTRIBUTES = names('value type primary display $ref');
/** Of RFC 7643 and of the schemas of SAP's Identity Directory. */
const BOOLEANS = names(
  'active primary verified mailVerified sendMail isActive isContingentWorker totpEnabled mfaEnabled enforceMfa webAuthEnabled',
);

const KINDS: ReadonlyMap<string, AttributeType['kind']> = new Map([
  ...entries(USER_SCHEMA, USER_SIMPLE, 'simple'),
  ...entries(USER_SCHEMA, names('name'), 'complex'),
  ...entries(USER_SCHEMA, MULTI_VALUED, 'multiValued'),
  ...entries(GROUP_SCHEMA, names('externalId displayName'), 'simple'),
  ...entries(GROUP_SCHEMA, names('members'), 'multiValued'),
  ...entries(ENTERPRISE_USER_SCHEMA, ENTERPRISE_SIMPLE, 'simple'),
  ...entries(ENTERPRISE_USER_SCHEMA, names('manager'), 'complex'),
]);

/**
 * @param schema the URN of the schema that the attribute belongs to, in any case
 * @param core whether that is the resource's core schema
 */
export function attributeType(schema: string, core: boolean, name: string): AttributeType {
  const lower = name.toLowerCase();
  const kind = KINDS.get(kindKey(schema.toLowerCase(), lower)) ?? 'unknown';
  return {
    name,
    kind,
    boolean: BOOLEANS.has(lower),
    members: core && lower === 'members',
    reference: kind === 'complex' && lower === 'manager',
  };
}

export function subAttributeType(parent: AttributeType, name: string): AttributeType {
  const lower = name.toLowerCase();
  const simple = parent.kind === 'multiValued' && VALUE_SUB_ATTRIBUTES.has(lower);
  return {
    name: `${parent.name}.${name}`,
    kind: simple ? 'simple' : 'unknown',
    boolean: BOOLEANS.has(lower),
    members: false,
    reference: false,
  };
}

export function isBooleanName(name: string): boolean {
  return BOOLEANS.has(name.toLowerCase());
}

function names(list: string): ReadonlySet<string> {
  return new Set(list.toLowerCase().split(' '));
}

function entries(
  schema: string,
  attributes: ReadonlySet<string>,
  kind: AttributeType['kind'],
): [string, AttributeType['kind']][] {
  return [...attributes].map((attribute) => [kindKey(schema.toLowerCase(), attribute), kind]);
}

function kindKey(lowerCaseSchema: string, lowerCaseName: string): string {
  return `${lowerCaseSchema} ${lowerCaseName}`;
}
