/** Users, groups and departments that are the same at every start: the first ones do not depend on how many there are. */
import type { JsonObject } from '../../scim/json.ts';
import { GROUP_SCHEMA, USER_SCHEMA } from '../../scim/schemas.ts';
import { personOf } from '../kit/people.ts';
import { createRandom, mixSeed, randomInteger } from '../kit/random.ts';
import { DEPARTMENT_SCHEMA, ENTERPRISE_USER } from './schema/urns.ts';
import type { Directory, Resource } from './store/directory.ts';

export interface SeedSize {
  readonly users: number;
  readonly groups: number;
  readonly departments: number;
}

/** 2025-03-03T07:00:00Z */
const FIRST_DAY = Date.UTC(2025, 2, 3, 7);
const MINUTE = 60_000;
const FEWEST_MEMBERS = 2;
const MOST_MEMBERS = 40;

const DEPARTMENTS = [
  'R&D',
  'Purchasing',
  'Finance',
  'Sales (EMEA)',
  'Human Resources',
  'Quality "A"',
  'Logistics',
  'IT',
];
const GROUPS = [
  'Employees',
  'Administrators',
  'Approvers: invoices',
  'Team 3/4',
  'Key users',
  'Auditors',
  'Night shift',
  'Größe: XL',
];

export function seedDirectory(directory: Directory, { users, groups, departments }: SeedSize): void {
  const people: Resource[] = [];
  for (let index = 0; index < users; index += 1) {
    people.push(directory.add('User', { document: userOf(index), members: [] }, FIRST_DAY + index * MINUTE));
  }
  for (let index = 0; index < groups; index += 1) {
    const document = { schemas: [GROUP_SCHEMA], displayName: numbered(GROUPS, index) };
    directory.add('Group', { document, members: membersOf(index, people) }, FIRST_DAY + index * MINUTE);
  }
  for (let index = 0; index < departments; index += 1) {
    const document = {
      schemas: [DEPARTMENT_SCHEMA],
      displayName: numbered(DEPARTMENTS, index),
      costCenter: `CC-${4100 + index}`,
      closed: index % 7 === 6,
      floor: index % 12,
    };
    directory.add('Department', { document, members: [] }, FIRST_DAY + index * MINUTE);
  }
}

function userOf(index: number): JsonObject {
  const { given, family, login, culture } = personOf(index);
  return {
    schemas: [USER_SCHEMA, ENTERPRISE_USER],
    userName: login,
    externalId: `P${100_000 + index}`,
    name: { givenName: given, familyName: family, formatted: `${given} ${family}` },
    displayName: `${given} ${family}`,
    active: index % 23 !== 11,
    locale: culture.locale,
    timezone: culture.timezone,
    emails: [
      { value: `${login}@acme.example`, type: 'work', primary: true },
      ...(index % 5 === 2 ? [{ value: `${login}@home.example`, type: 'home' }] : []),
    ],
    ...(index % 3 === 0
      ? { phoneNumbers: [{ value: `+49 6227 7${String(index).padStart(5, '0')}`, type: 'work' }] }
      : {}),
    [ENTERPRISE_USER]: {
      employeeNumber: String(100_000 + index),
      department: DEPARTMENTS[index % DEPARTMENTS.length] ?? '',
      costCenter: `CC-${4100 + (index % DEPARTMENTS.length)}`,
    },
  };
}

function membersOf(group: number, people: readonly Resource[]): string[] {
  const random = createRandom(mixSeed(17, group));
  const wanted = FEWEST_MEMBERS + randomInteger(random, MOST_MEMBERS - FEWEST_MEMBERS + 1);
  const chosen = new Set<string>();
  for (let turn = 0; turn < wanted && people.length > 0; turn += 1) {
    chosen.add(people[randomInteger(random, people.length)]?.uuid ?? '');
  }
  return [...chosen];
}

/** Unique for every index. */
function numbered(names: readonly string[], index: number): string {
  const round = Math.floor(index / names.length);
  const name = names[index % names.length] ?? '';
  return round === 0 ? name : `${name} ${round + 1}`;
}
