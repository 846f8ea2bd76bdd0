/** Where the `/Schemas` of a tenant declare other than RFC 7643. */
import type { BackendFacts } from '../../../scim/schema/backend-facts.ts';
import { ENTERPRISE_USER_SCHEMA } from '../../../scim/schema/core.ts';
import type { EntityKind } from '../../scim-api/entity-kind.ts';

/** Of users, all texts but the ones by which somebody logs on: `userName` and `emails.value`. */
const EXACT_OF_USERS = [
  ...['displayName', 'nickName', 'title', 'userType', 'preferredLanguage', 'locale', 'timezone'],
  ...below('name', 'formatted familyName givenName middleName honorificPrefix honorificSuffix'),
  ...below('emails', 'display type'),
  ...below('phoneNumbers', 'value display type'),
  ...below('ims', 'value display type'),
  ...below('photos', 'display type'),
  ...below('addresses', 'formatted streetAddress locality region postalCode country type'),
  ...below('groups', 'display type'),
  ...below('entitlements', 'value display type'),
  ...below('roles', 'value display type'),
  ...below('x509Certificates', 'display type'),
  ...['employeeNumber', 'costCenter', 'organization', 'division', 'department', 'manager.displayName'].map(
    (name) => `${ENTERPRISE_USER_SCHEMA}:${name}`,
  ),
];

export const FACTS: Partial<Record<EntityKind, BackendFacts>> = {
  user: {
    // Others are refused.
    values: { userType: ['public', 'partner', 'customer', 'employee', 'external', 'onboardee', 'alumni'] },
    caseExact: new Set(EXACT_OF_USERS),
  },
  group: { caseExact: new Set(['displayName', ...below('members', 'display type')]) },
};

/** @param names separated by blanks */
function below(list: string, names: string): string[] {
  return names.split(' ').map((name) => `${list}.${name}`);
}
