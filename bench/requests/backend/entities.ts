/** Users and groups of a tenant of Identity Authentication, SCIM API version 2: 1.4 kB a user. */
import type { JsonObject } from '../../../src/scim/json.ts';

export const USERS = 10_000;
export const GROUPS = 100;
const MEMBERS = 50;

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const CUSTOM_GROUP = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';

export function userId(number: number): string {
  return `a1b2c3d4-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

export function groupId(number: number): string {
  return `b1b2c3d4-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

export function userName(number: number): string {
  return `user${digits(number)}@example.com`;
}

function digits(number: number): string {
  return String(number).padStart(5, '0');
}

export function user(number: number): JsonObject {
  const five = digits(number);
  return {
    schemas: [CORE, ENTERPRISE, SAP],
    id: userId(number),
    externalId: `ext-${five}`,
    userName: userName(number),
    meta: {
      resourceType: 'User',
      created: '2025-01-01T00:00:00Z',
      lastModified: '2025-06-01T00:00:00Z',
      version: '1',
    },
    name: { familyName: `Family${number}`, givenName: `Given${number}` },
    displayName: `Given${number} Family${number}`,
    active: true,
    title: 'Engineer',
    preferredLanguage: 'en',
    locale: 'en_GB',
    timezone: 'Europe/Berlin',
    emails: [
      { value: userName(number), type: 'work', primary: true },
      { value: `user${five}@home.example.com`, type: 'home' },
    ],
    phoneNumbers: [
      { value: `+49 6227 ${five}`, type: 'work' },
      { value: `+49 170 ${five}`, type: 'mobile' },
    ],
    addresses: [
      {
        type: 'work',
        streetAddress: 'Olgastrasse 1',
        locality: 'Ulm',
        postalCode: '89073',
        country: 'DE',
      },
    ],
    groups: [{ value: groupId(number % GROUPS), display: `Group ${number % GROUPS}` }],
    [SAP]: { userUuid: userId(number), status: 'active', mailVerified: true },
    [ENTERPRISE]: {
      employeeNumber: five,
      costCenter: '4711',
      organization: 'Example',
      division: 'IAM',
      department: 'Provisioning',
      manager: { value: userId(0), displayName: 'Ada Vale' },
    },
  };
}

export function group(number: number): JsonObject {
  return {
    schemas: [GROUP],
    id: groupId(number),
    displayName: `Group ${number}`,
    meta: { resourceType: 'Group' },
    [CUSTOM_GROUP]: { name: `Group_${number}` },
    members: Array.from({ length: MEMBERS }, (_, at) => ({
      value: userId((at * GROUPS + number) % USERS),
      type: 'User',
    })),
  };
}
