/** The calls that are measured, as a client sends them. */
import { GROUPS, groupId, USERS, userId, userName } from './backend/entities.ts';

export type SystemKind = 'identity-authentication' | 'cloud-foundry';

export interface Call {
  readonly name: string;
  readonly title: string;
  readonly system: SystemKind;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Behind the base of the system. @param number 0, 1, 2, …, never twice in one run of the benchmark */
  readonly path: (number: number) => string;
  readonly body?: ((number: number) => string) | undefined;
}

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Many different entities, in no order. */
const someUser = (number: number): number => (number * 7_919) % USERS;
const someGroup = (number: number): number => (number * 7) % GROUPS;

const get = { system: 'identity-authentication', method: 'GET' } as const;

export const calls: readonly Call[] = [
  {
    ...get,
    name: 'get',
    title: 'GET by id',
    path: (number) => `/Users/${userId(someUser(number))}`,
  },
  {
    ...get,
    name: 'filter',
    title: 'filter eq',
    path: (number) => `/Users?filter=userName%20eq%20%22${userName(someUser(number))}%22`,
  },
  {
    ...get,
    name: 'list',
    title: 'list of 100',
    path: () => '/Users?startIndex=1&count=100',
  },
  {
    name: 'post',
    title: 'POST',
    system: 'identity-authentication',
    method: 'POST',
    path: () => '/Users',
    body: (number) => user(`new${number}@example.com`, number),
  },
  {
    name: 'put',
    title: 'PUT',
    system: 'identity-authentication',
    method: 'PUT',
    path: (number) => `/Users/${userId(someUser(number))}`,
    body: (number) => user(userName(someUser(number)), number),
  },
  {
    name: 'patch-members',
    title: 'PATCH of members',
    system: 'identity-authentication',
    method: 'PATCH',
    path: (number) => `/Groups/${groupId(someGroup(number))}`,
    body: (number) => membersChange(number % 2 === 0, userId(someUser(number))),
  },
  {
    name: 'role-groups',
    title: 'Cloud Foundry, 100 groups',
    system: 'cloud-foundry',
    method: 'GET',
    path: () => '/Groups?startIndex=1&count=100',
  },
];

/** @throws Error where there is no such call */
export function callNamed(name: string): Call {
  const call = calls.find((each) => each.name === name);
  if (call === undefined)
    throw new Error(`There is no call ${name}: ${calls.map((each) => each.name).join(', ')}.`);
  return call;
}

function user(name: string, number: number): string {
  return JSON.stringify({
    schemas: [CORE, ENTERPRISE],
    userName: name,
    externalId: `x${number}`,
    name: { givenName: 'New', familyName: 'User' },
    displayName: 'New User',
    active: true,
    title: 'Engineer',
    emails: [{ value: name, type: 'work', primary: true }],
    phoneNumbers: [{ value: '+49 6227 1', type: 'work' }],
    entitlements: [{ value: 'Example', type: 'company' }],
    [ENTERPRISE]: { department: 'IAM', employeeNumber: String(number) },
  });
}

function membersChange(add: boolean, id: string): string {
  const operation = add
    ? { op: 'add', path: 'members', value: [{ value: id }] }
    : { op: 'remove', path: `members[value eq "${id}"]` };
  return JSON.stringify({ schemas: [PATCH], Operations: [operation] });
}
