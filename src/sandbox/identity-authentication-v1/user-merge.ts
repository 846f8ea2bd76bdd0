/** What a write makes of a user: version 1 merges, also on PUT (documentation "Update User Resource"). */
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';
import { listAt, objectAt, stringAt } from '../identity-authentication/json-access.ts';
import { CUSTOM_USER, ENTERPRISE_USER } from './urns.ts';

/** Taken from bodies; everything else in them is dropped without a word. */
const WRITABLE: ReadonlySet<string> = new Set([
  'userName',
  'userType',
  'active',
  'displayName',
  'emails',
  'addresses',
  'phoneNumbers',
  'locale',
  'timeZone',
  'sourceSystem',
  'sourceSystemId',
  'company',
  'department',
  'companyRelationship',
  'industryCrm',
  'contactPreferenceEmail',
  'contactPreferenceTelephone',
  'mailVerified',
  'telephoneVerified',
  'passwordStatus',
  'termsOfUse',
  'privacyPolicy',
  'socialIdentities',
]);
const NAMES = ['givenName', 'middleName', 'familyName', 'honorificPrefix'];
const ENTERPRISE = ['employeeNumber', 'costCenter', 'organization', 'division', 'department', 'manager'];

/** The stored user after a body came; on POST `stored` has the id only. */
export function mergeUser(stored: JsonObject, body: JsonObject): JsonObject {
  const merged: JsonObject = { ...stored };
  for (const [name, value] of Object.entries(body)) {
    if (WRITABLE.has(name) && hasValue(value)) merged[name] = value;
  }
  const [email] = listAt(merged, 'emails');
  if (email !== undefined) merged['emails'] = [{ value: email['value'] ?? '', primary: true }];
  assign(merged, 'name', mergeMembers(objectAt(stored, 'name'), objectAt(body, 'name'), NAMES));
  mergeCompany(merged, stored, body);
  mergeCorporateGroups(merged, body);
  mergeCustomAttributes(merged, stored, body);
  return merged;
}

/** What empties do is documented for corporate groups and custom attributes only; elsewhere nothing is cleared. */
function hasValue(value: JsonValue | undefined): value is JsonValue {
  return (
    value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
  );
}

function mergeMembers(
  stored: JsonObject | undefined,
  body: JsonObject | undefined,
  names: readonly string[],
): JsonObject | undefined {
  if (body === undefined) return stored;
  const merged: JsonObject = { ...stored };
  for (const name of names) {
    const value = body[name];
    if (hasValue(value)) merged[name] = value;
  }
  return merged;
}

/** Documented: `organization` and `department` of the enterprise extension mirror `company` and `department`. */
function mergeCompany(merged: JsonObject, stored: JsonObject, body: JsonObject): void {
  const sent = objectAt(body, ENTERPRISE_USER);
  const extension = mergeMembers(objectAt(stored, ENTERPRISE_USER), sent, ENTERPRISE) ?? {};
  for (const [core, mirrored] of [
    ['company', 'organization'],
    ['department', 'department'],
  ] as const) {
    const value = stringAt(sent, mirrored) ?? stringAt(body, core);
    if (value === undefined || value === '') continue;
    merged[core] = value;
    extension[mirrored] = value;
  }
  const manager = objectAt(extension, 'manager');
  if (manager !== undefined) extension['manager'] = { value: manager['value'] ?? '' };
  merged[ENTERPRISE_USER] = extension;
}

/** With values: replaced; empty: deleted; absent: kept. */
function mergeCorporateGroups(merged: JsonObject, body: JsonObject): void {
  const groups = body['corporateGroups'];
  if (!Array.isArray(groups)) return;
  if (groups.length === 0) delete merged['corporateGroups'];
  else {
    merged['corporateGroups'] = groups
      .filter(isJsonObject)
      .map((group) => ({ value: stringAt(group, 'value') ?? '' }));
  }
}

/** By name; an empty value deletes one, an empty list all. */
function mergeCustomAttributes(merged: JsonObject, stored: JsonObject, body: JsonObject): void {
  const extension = objectAt(body, CUSTOM_USER);
  const sent = extension?.['attributes'];
  if (!Array.isArray(sent)) return;
  const values = new Map<string, string>();
  const known = sent.length === 0 ? [] : listAt(objectAt(stored, CUSTOM_USER), 'attributes');
  for (const attribute of [...known, ...sent.filter(isJsonObject)]) {
    const [name, value] = [stringAt(attribute, 'name'), stringAt(attribute, 'value') ?? ''];
    if (name === undefined || !/^customAttribute(?:[1-9]|10)$/.test(name)) continue;
    if (value === '') values.delete(name);
    else values.set(name, value);
  }
  if (values.size === 0) delete merged[CUSTOM_USER];
  else merged[CUSTOM_USER] = { attributes: [...values].map(([name, value]) => ({ name, value })) };
}

function assign(target: JsonObject, name: string, value: JsonObject | undefined): void {
  if (value !== undefined) target[name] = value;
}
