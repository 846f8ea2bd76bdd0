/** PATCH requests in every dialect, each operation, path and value in and out of its place. */
import { pick, type Random, randomInteger } from '../../../src/sandbox/kit/random.ts';
import { CORE_USER, ENTERPRISE, type Known } from './entities.ts';
import { filter } from './filters.ts';
import { oddName, oddValue } from './json.ts';

const OPS = [
  'add',
  'replace',
  'remove',
  'Add',
  'Replace',
  'REMOVE',
  ' replace ',
  'move',
  '',
  null,
  7,
  ['add'],
];
const PATHS: readonly string[] = [
  ...[
    'active',
    'Active',
    'userName',
    'displayName',
    'name',
    'name.givenName',
    'name.familyName.x',
    'emails',
    'id',
  ],
  ...[
    'emails[type eq "work"]',
    'emails[type eq "work"].value',
    'emails[0].value',
    'emails.value',
    'emails[]',
    'meta',
  ],
  ...[
    'emails[value eq "a" or not (type pr)].primary',
    'phoneNumbers',
    'phoneNumbers[type eq "pager"].value',
    '',
  ],
  ...[
    'addresses[type eq "work"].locality',
    'members',
    'members[value eq "a"]',
    'members.value',
    'groups',
    'schemas',
  ],
  ...[`${ENTERPRISE}:department`, `${ENTERPRISE}.department`, `${ENTERPRISE}:manager`, ENTERPRISE, CORE_USER],
  ...[
    `${CORE_USER}:name.givenName`,
    '__proto__',
    'constructor.prototype',
    'a.b.c',
    ' ',
    '$',
    '[',
    'emails[',
    'password',
  ],
];
const VALUES: readonly unknown[] = [
  ...[false, 'False', [false], { value: 'true' }, 'text', ['text'], null, {}, [], [{}], [null], [[]], 0],
  { value: 'a@example.com', type: 'work', primary: true },
  [
    { value: 'a@example.com', primary: 'True' },
    { value: 'b@example.com', primary: true },
  ],
  { givenName: 'Bo', familyName: null },
  { active: 'False', 'name.givenName': 'Bo' },
  { [ENTERPRISE]: { department: 'Sales', manager: 'x' } },
  { [`${ENTERPRISE}:department`]: 'Sales' },
  { 'emails[type eq "work"].value': 'c@example.com' },
  { id: 'x', meta: { version: '1' }, schemas: [] },
];

export function patch(random: Random, known: Known): Record<string, unknown> {
  const count = random() < 0.05 ? randomInteger(random, 300) : 1 + randomInteger(random, 4);
  const operations = Array.from({ length: count }, () => operation(random, known));
  return {
    ...(random() < 0.8 ? { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'] } : {}),
    [pick(random, ['Operations', 'Operations', 'Operations', 'operations'])]:
      random() < 0.95 ? operations : operations[0],
  };
}

function operation(random: Random, known: Known): Record<string, unknown> {
  const path = random() < 0.8 ? pathOf(random) : undefined;
  const op = random() < 0.85 ? pick(random, OPS.slice(0, 6)) : pick(random, OPS);
  const value = random() < 0.85 ? valueFor(random, path, known) : undefined;
  return { op, ...(path === undefined ? {} : { path }), ...(value === undefined ? {} : { value }) };
}

function pathOf(random: Random): string {
  const chance = random();
  if (chance < 0.1) return `${pick(random, ['emails', 'members', 'phoneNumbers', 'x'])}[${filter(random)}]`;
  return chance < 0.15 ? oddName(random) : pick(random, PATHS);
}

function valueFor(random: Random, path: string | undefined, known: Known): unknown {
  if (path?.startsWith('members') === true && random() < 0.7) {
    const members = Array.from({ length: randomInteger(random, 4) }, () => ({
      value: pick(random, known.Users),
    }));
    return random() < 0.5 ? members : { members };
  }
  return random() < 0.2 ? oddValue(random) : pick(random, VALUES);
}
