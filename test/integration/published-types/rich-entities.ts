/** Users and groups with a value for whatever SAP's transformations cannot do without. */
import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../src/scim/json.ts';
import { coreSchema } from '../../../src/scim/schemas.ts';

const MAPPING = 'urn:ietf:params:scim:schemas:extension:2.0:mapping';

export function richUser(name: string): JsonObject {
  return {
    schemas: [coreSchema('User')],
    userName: name,
    externalId: `external-${name}`,
    displayName: 'Ada Lovelace',
    userType: 'employee',
    userUuid: randomUUID(),
    locale: 'en_US',
    timezone: 'Europe/Berlin',
    name: { givenName: 'Ada', familyName: 'Lovelace' },
    emails: [{ value: `${name}@example.com`, primary: true, type: 'work' }],
    phoneNumbers: [{ type: 'work', value: '+49 731 100' }],
    addresses: [{ type: 'work', country: 'DE', locality: 'Ulm' }],
    roles: [{ value: 'Viewer' }],
    active: true,
    zoneId: 'zone',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': {
      employeeNumber: '1',
      costCenter: '4100',
      organization: 'Acme',
      division: 'North',
      department: 'R&D',
      companyId: 'acme',
    },
    'urn:ietf:params:scim:schemas:extension:sap:2.0:User': { userUuid: randomUUID() },
    'urn:sap:params:scim:schemas:extension:sac:2.0:user-custom-parameters': { dateFormatting: 'yyyy' },
    'urn:scim:schemas:extension:enterprise:1.0': { manager: { managerId: '1' } },
    [MAPPING]: { providerId: name },
  };
}

export function richGroup(displayName: string, ...members: readonly string[]): JsonObject {
  return {
    schemas: [coreSchema('Group')],
    displayName,
    externalId: `external-${displayName}`,
    members: members.map((value) => ({ value })),
    roles: [{ value: 'Viewer' }],
    zoneId: 'zone',
    schema: 'schema',
    'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group': { name: displayName },
    [MAPPING]: { providerId: displayName },
  };
}
