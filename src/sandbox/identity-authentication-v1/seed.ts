/** Users and groups that are always the same for the same seed. */
import type { JsonObject } from '../../scim/json.ts';
import { compact } from '../identity-authentication/json-access.ts';
import { CITIES, DEPARTMENTS, DIVISIONS, DUTIES, INDUSTRIES } from '../identity-authentication/seed/work.ts';
import type { MemberKind } from '../identity-authentication/store/memberships.ts';
import { isoSeconds } from '../identity-authentication/timestamps.ts';
import { personOf } from '../kit/people.ts';
import { createRandom, mixSeed, pick, randomInteger, randomUuid } from '../kit/random.ts';
import { groupIdOf, userIdOf } from './ids.ts';
import type { Tenant } from './tenant.ts';
import { CORE_GROUP, CORE_USER, CUSTOM_GROUP, CUSTOM_USER, ENTERPRISE_USER } from './urns.ts';

const FIRST_DAY = Date.UTC(2018, 2, 5, 7);
const DAY = 86_400_000;
const COMPANY = 'Example Manufacturing SE';

export function seedTenant({ settings, users, groups, memberships }: Tenant): void {
  const { seed, membersPerGroup } = settings;
  const firstNew = settings.users - settings.newUsers;
  const user = (index: number): JsonObject => seedUser(seed, index, index >= firstNew);
  const group = (index: number): JsonObject => seedGroup(seed, index);
  users.seed(each(settings.users, user), user);
  groups.seed(each(settings.groups, group), group);
  for (let index = 0; index < settings.groups; index += 1) {
    memberships.setMembers(groupIdOf(index), seedMembers(seed, index, settings.users, membersPerGroup));
  }
}

function seedUser(seed: number, index: number, isNew: boolean): JsonObject {
  const random = createRandom(mixSeed(seed + 3, index));
  const { given, family, login, culture } = personOf(index);
  const created = FIRST_DAY + randomInteger(random, 2000) * DAY + randomInteger(random, 30_000) * 1000;
  const modified = created + randomInteger(random, 400) * DAY;
  const department = pick(random, DEPARTMENTS);
  const active = index % 9 !== 7;
  const day = `${isoSeconds(modified).slice(0, 10)}T00:00:00Z`;
  const address = { type: 'work', country: culture.country, locality: culture.city };
  return compact({
    schemas: [CORE_USER, ENTERPRISE_USER, ...(index % 3 === 0 ? [CUSTOM_USER] : [])],
    id: userIdOf(index),
    userUuid: randomUuid(random),
    meta: { created: isoSeconds(created), lastModified: isoSeconds(modified) },
    userName: login,
    userType: index % 13 === 4 ? 'partner' : 'employee',
    active: isNew ? undefined : active,
    displayName: `${given} ${family}`,
    name: compact({
      givenName: given,
      familyName: family,
      honorificPrefix: index % 11 === 3 ? 'Dr.' : undefined,
    }),
    emails: [{ value: `${login}@example.com`, primary: true }],
    addresses: index % 4 === 3 ? [address, { type: 'home', country: culture.country }] : [address],
    phoneNumbers:
      index % 3 === 2 ? undefined : [{ type: 'work', value: `${culture.dialCode} ${10_000 + index}` }],
    locale: culture.locale.toUpperCase(),
    timeZone: culture.timezone,
    sourceSystem: pick(random, ['39', '39', '39', '100', '101']),
    sourceSystemId: index % 4 === 0 ? `HR-${10_000 + index}` : undefined,
    company: COMPANY,
    department,
    companyRelationship: index % 13 === 4 ? 'Partner' : undefined,
    industryCrm: index % 5 === 2 ? pick(random, INDUSTRIES) : undefined,
    contactPreferenceEmail: index % 3 === 1 ? 'yes' : undefined,
    contactPreferenceTelephone: index % 3 === 1 ? 'no' : undefined,
    // Documented: booleans and counters of these attributes are texts, in any case of letters.
    mailVerified: isNew ? 'false' : index % 2 === 0 ? 'TRUE' : 'true',
    telephoneVerified: 'false',
    passwordStatus: active && !isNew ? 'enabled' : 'disabled',
    passwordPolicy: 'https://accounts.sap.com/policy/passwords/sap/web/1.1',
    passwordFailedLoginAttempts: '0',
    passwordSetTime: active && !isNew ? isoSeconds(created) : undefined,
    passwordLoginTime: active && !isNew ? day : undefined,
    loginTime: active && !isNew ? day : undefined,
    corporateGroups: index % 6 === 5 ? [{ value: `hr-${pick(random, DIVISIONS).toLowerCase()}` }] : undefined,
    // Seen in a live answer: an extension without values may come back empty.
    [ENTERPRISE_USER]:
      index % 17 === 16
        ? {}
        : compact({
            employeeNumber: String(100_000 + index),
            organization: COMPANY,
            department,
            manager: index === 0 ? undefined : { value: userIdOf(Math.floor((index - 1) / 10)) },
          }),
    [CUSTOM_USER]:
      index % 3 === 0
        ? { attributes: [{ name: 'customAttribute1', value: pick(random, ['blue', 'grün', 'rouge']) }] }
        : undefined,
  });
}

function seedGroup(seed: number, index: number): JsonObject {
  const random = createRandom(mixSeed(~(seed + 4), index));
  const pair = (index * 11) % (DUTIES.length * CITIES.length);
  const round = Math.floor(index / (DUTIES.length * CITIES.length));
  const city = CITIES[Math.floor(pair / DUTIES.length)];
  const displayName = `${DUTIES[pair % DUTIES.length]} of ${city}${round === 0 ? '' : ` ${round + 1}`}`;
  return {
    schemas: [CORE_GROUP, CUSTOM_GROUP],
    id: groupIdOf(index),
    displayName,
    [CUSTOM_GROUP]: compact({
      name: displayName.replace(/[\s\p{P}\p{S}]/gu, '_'),
      description: index % 4 === 2 ? undefined : `All of ${displayName}`,
      groupId: randomUuid(random),
    }),
  };
}

function seedMembers(
  seed: number,
  index: number,
  users: number,
  exactly: number | undefined,
): Map<string, MemberKind> {
  const random = createRandom(mixSeed(~(seed + 5), index));
  const members = new Map<string, MemberKind>();
  const size = Math.min(users, exactly ?? 2 + randomInteger(random, 39));
  const first = randomInteger(random, Math.max(users, 1));
  for (let step = 0; step < size; step += 1) members.set(userIdOf((first + step) % users), 'User');
  return members;
}

function* each(count: number, make: (index: number) => JsonObject): Iterable<JsonObject> {
  for (let index = 0; index < count; index += 1) yield make(index);
}
