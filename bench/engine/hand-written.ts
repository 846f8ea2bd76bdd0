/**
 * What a programmer would write instead of the default read transformation of Identity Authentication version 2:
 * the same output, every object and list copied, nothing configurable.
 */
import type { Json, JsonMap } from '../../src/transformation/index.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
const CUSTOM = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:User';

interface IdentityUser {
  readonly id: string;
  readonly schemas: string[];
  readonly userName?: string;
  readonly emails: { readonly value: string }[];
  readonly active: boolean;
  readonly userType?: string;
  readonly name?: {
    readonly givenName?: string;
    readonly middleName?: string;
    readonly familyName?: string;
    readonly honorificPrefix?: string;
  };
  readonly addresses?: JsonMap[];
  readonly locale?: string;
  readonly phoneNumbers?: JsonMap[];
  readonly timezone?: string;
  readonly displayName?: string;
  readonly groups?: JsonMap[];
  readonly company?: string;
  readonly [SAP]: { readonly userUuid: string };
  readonly [ENTERPRISE]?: {
    readonly employeeNumber?: string;
    readonly costCenter?: string;
    readonly organization?: string;
    readonly division?: string;
    readonly department?: string;
    readonly manager?: { readonly value?: string; readonly displayName?: string };
  };
  readonly [CUSTOM]?: { readonly attributes?: JsonMap[] };
}

export function handWritten(input: JsonMap, entityBaseLocation: string): JsonMap {
  const user = input as unknown as IdentityUser;
  const output: JsonMap = {
    id: user.id,
    meta: { location: entityBaseLocation + user.id },
    [SAP]: { userUuid: user[SAP].userUuid },
    schemas: user.schemas.slice(),
  };
  if (user.userName !== undefined) output['userName'] = user.userName;
  output['emails'] = user.emails.map(({ value }) => ({ value }));
  output['active'] = user.active;
  if (user.userType !== undefined) output['userType'] = user.userType;
  if (user.name !== undefined) copyName(user.name, output);
  if (user.addresses !== undefined) output['addresses'] = copyObjects(user.addresses);
  if (user.locale !== undefined) output['locale'] = user.locale;
  if (user.phoneNumbers !== undefined) output['phoneNumbers'] = copyObjects(user.phoneNumbers);
  if (user.timezone !== undefined) output['timezone'] = user.timezone;
  if (user.displayName !== undefined && user.displayName !== '') output['displayName'] = user.displayName;
  if (user.groups !== undefined) output['groups'] = copyObjects(user.groups);
  copyEnterprise(user, output);
  const custom = user[CUSTOM];
  if (custom?.attributes !== undefined) output[CUSTOM] = { attributes: copyObjects(custom.attributes) };
  return output;
}

function copyName(name: NonNullable<IdentityUser['name']>, output: JsonMap): void {
  const copy: JsonMap = {};
  if (name.givenName !== undefined) copy['givenName'] = name.givenName;
  if (name.middleName !== undefined) copy['middleName'] = name.middleName;
  if (name.familyName !== undefined) copy['familyName'] = name.familyName;
  if (name.honorificPrefix !== undefined) copy['honorificPrefix'] = name.honorificPrefix;
  output['name'] = copy;
}

function copyEnterprise(user: IdentityUser, output: JsonMap): void {
  const enterprise = user[ENTERPRISE];
  if (enterprise === undefined) return;
  const copy: JsonMap = {};
  if (enterprise.employeeNumber !== undefined) copy['employeeNumber'] = enterprise.employeeNumber;
  if (enterprise.costCenter !== undefined) copy['costCenter'] = enterprise.costCenter;
  const organization = user.company ?? enterprise.organization;
  if (organization !== undefined) copy['organization'] = organization;
  if (enterprise.division !== undefined) copy['division'] = enterprise.division;
  if (enterprise.department !== undefined) copy['department'] = enterprise.department;
  const { manager } = enterprise;
  if (manager !== undefined) {
    const copiedManager: JsonMap = {};
    if (manager.value !== undefined) copiedManager['value'] = manager.value;
    if (manager.displayName !== undefined) copiedManager['displayName'] = manager.displayName;
    copy['manager'] = copiedManager;
  }
  output[ENTERPRISE] = copy;
}

function copyObjects(objects: readonly JsonMap[]): Json[] {
  return objects.map((object) => ({ ...object }));
}
