/** Users that are always the same for the same seed: the `index`th does not depend on how many there are. */
import type { JsonObject } from '../../../scim/json.ts';
import { compact } from '../../identity-authentication/json-access.ts';
import { DEPARTMENTS, DIVISIONS, INDUSTRIES, TITLES } from '../../identity-authentication/seed/work.ts';
import { isoSeconds } from '../../identity-authentication/timestamps.ts';
import { type Person, personOf } from '../../kit/people.ts';
import { createRandom, mixSeed, pick, type Random, randomInteger, randomUuid } from '../../kit/random.ts';
import { CUSTOM_USER, ENTERPRISE_USER, SAP_ODM_USER, SAP_USER } from '../schema/urns.ts';
import { idOf, userNumber } from '../store/ids.ts';
import { SITE } from './site-schema.ts';

const FIRST_DAY = Date.UTC(2019, 0, 7);
const LAST_DAY = Date.UTC(2025, 5, 27);
const DAY = 86_400_000;

/** What indexes look at, without the rest of the user. */
export function seedUserOutline(seed: number, index: number): JsonObject {
  const person = personOf(index);
  const phones = phonesOf(person, index);
  return compact({
    id: idOf('User', seed, index),
    externalId: externalIdOf(index),
    userName: person.login,
    displayName: displayNameOf(person),
    emails: emailsOf(person, index),
    phoneNumbers: phones.length === 0 ? undefined : phones,
    [SAP_USER]: { userId: userNumber(index) },
  });
}

/** The stored document. */
export function seedUser(seed: number, index: number): JsonObject {
  const random = createRandom(mixSeed(seed + 1, index));
  const person = personOf(index);
  const id = idOf('User', seed, index);
  const created =
    FIRST_DAY + randomInteger(random, (LAST_DAY - FIRST_DAY) / DAY - 400) * DAY + workingTime(random);
  const lastModified = created + randomInteger(random, 400) * DAY;
  const emails = emailsOf(person, index);
  const phones = phonesOf(person, index);
  const status = index % 23 === 11 ? 'new' : index % 9 === 7 ? 'inactive' : 'active';
  const verified = status !== 'new';
  return compact({
    id,
    externalId: externalIdOf(index),
    meta: compact({
      created: isoSeconds(created),
      lastModified: isoSeconds(lastModified),
      // Recorded: some old users have no version.
      version: index % 17 === 5 ? undefined : randomUuid(random),
    }),
    userName: person.login,
    displayName: displayNameOf(person),
    name: nameOf(person, index),
    userType: index % 13 === 4 ? 'partner' : index % 29 === 8 ? 'customer' : 'employee',
    active: status === 'active',
    title: pick(random, TITLES),
    locale: person.culture.locale,
    timezone: person.culture.timezone,
    emails,
    phoneNumbers: phones.length === 0 ? undefined : phones,
    addresses: addressesOf(person, index, random),
    [ENTERPRISE_USER]: enterpriseOf(seed, index, random),
    [SAP_USER]: compact({
      userUuid: id,
      userId: userNumber(index),
      status,
      mailVerified: verified,
      sourceSystem: pick(random, [39, 39, 39, 100, 101]),
      sourceSystemId: index % 4 === 0 ? `HR-${10_000 + index}` : undefined,
      validFrom: isoSeconds(created - (created % DAY)),
      validTo: index % 31 === 30 ? isoSeconds(Date.UTC(2030, 11, 31)) : undefined,
      loginTime: status === 'active' ? isoSeconds(lastModified) : undefined,
      industry: index % 5 === 2 ? pick(random, INDUSTRIES) : undefined,
      companyRelationship: index % 13 === 4 ? 'Partner' : undefined,
      contactPreferences: index % 3 === 1 ? { email: 'yes', telephone: 'no' } : undefined,
      corporateGroups:
        index % 6 === 5 ? [{ value: `hr-${pick(random, DIVISIONS).toLowerCase()}` }] : undefined,
      emails: emails.map((email) =>
        email['primary'] === true && verified
          ? { ...email, verified, verifiedTime: isoSeconds(created) }
          : { ...email, verified: false },
      ),
      phoneNumbers: phones.length === 0 ? undefined : phones.map((phone) => ({ ...phone, verified: false })),
      passwordDetails: compact({
        failedLoginAttempts: 0,
        policy: 'https://accounts.sap.com/policy/passwords/sap/web/1.1',
        status: status === 'active' ? 'enabled' : 'disabled',
        setTime: status === 'active' ? isoSeconds(created) : undefined,
        loginTime: status === 'active' ? isoSeconds(lastModified) : undefined,
      }),
    }),
    [CUSTOM_USER]: index % 3 === 0 ? { attributes: customAttributes(index, random) } : undefined,
    [SAP_ODM_USER]: index % 10 === 6 ? odmOf(person, index, random) : undefined,
    [SITE]:
      index % 5 === 3
        ? { building: `${person.culture.country}-${1 + (index % 9)}`, badge: 1000 + index }
        : undefined,
  });
}

const externalIdOf = (index: number): string | undefined =>
  index % 2 === 0 ? `hr-${4711 + index}` : undefined;

function displayNameOf({ given, family }: Person): string {
  return `${given} ${family}`;
}

function nameOf({ given, family }: Person, index: number): JsonObject {
  return compact({
    givenName: given,
    middleName: index % 7 === 2 ? 'M.' : undefined,
    familyName: family,
    honorificPrefix: index % 11 === 3 ? 'Dr.' : undefined,
  });
}

function emailsOf({ login }: Person, index: number): JsonObject[] {
  const emails: JsonObject[] = [{ value: `${login}@example.com`, type: 'work', primary: true }];
  if (index % 4 === 1) emails.push({ value: `${login}@home.example`, type: 'home', primary: false });
  if (index % 12 === 5) emails.push({ value: `${login}+it@example.org`, type: 'other', primary: false });
  return emails;
}

function phonesOf({ culture }: Person, index: number): JsonObject[] {
  const number = String(10_000 + index);
  const phones: JsonObject[] = [];
  if (index % 3 !== 2) phones.push({ value: `${culture.dialCode} ${number}`, type: 'work', primary: true });
  if (index % 5 === 0)
    phones.push({ value: `${culture.dialCode} 9${number}`, type: 'mobile', primary: phones.length === 0 });
  return phones;
}

function addressesOf({ culture }: Person, index: number, random: Random): JsonObject[] {
  const address = (type: string): JsonObject => ({
    type,
    streetAddress: `${culture.street} ${1 + randomInteger(random, 180)}`,
    postalCode: culture.postalCode,
    locality: culture.city,
    country: culture.country,
  });
  return index % 4 === 3 ? [address('work'), address('home')] : [address('work')];
}

/** Ten people to a manager, up to the first user, who has none. */
function enterpriseOf(seed: number, index: number, random: Random): JsonObject {
  return compact({
    employeeNumber: String(100_000 + index),
    costCenter: `CC-${1000 + randomInteger(random, 60) * 10}`,
    organization: 'Example Manufacturing SE',
    division: pick(random, DIVISIONS),
    department: pick(random, DEPARTMENTS),
    manager: index === 0 ? undefined : { value: idOf('User', seed, Math.floor((index - 1) / 10)) },
  });
}

function customAttributes(index: number, random: Random): JsonObject[] {
  const attributes = [{ name: 'customAttribute1', value: pick(random, ['blue', 'grün', 'rouge', 'żółty']) }];
  if (index % 2 === 0) attributes.push({ name: 'customAttribute7', value: `badge ${index}` });
  return attributes;
}

function odmOf({ culture }: Person, index: number, random: Random): JsonObject {
  return {
    workforcePersonId: randomUuid(random),
    jobDetails: [
      {
        jobTitle: pick(random, TITLES),
        country: culture.country,
        costCenter: `CC-${1000 + (index % 60) * 10}`,
        startDate: isoSeconds(FIRST_DAY + (index % 1000) * DAY),
        primary: true,
      },
    ],
  };
}

/** Between six and eighteen o'clock, to the second. */
function workingTime(random: Random): number {
  return 6 * 3_600_000 + randomInteger(random, 12 * 3600) * 1000;
}
