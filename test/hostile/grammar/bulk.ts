/** Bulk requests (RFC 7644 §3.7): references forward, backward, in circles, to themselves and to nothing; too many; odd everywhere. */
import { pick, type Random, randomInteger } from '../../../src/sandbox/kit/random.ts';
import type { Draft } from './draft.ts';
import { bodyOf, ENTERPRISE, group, type Known, user } from './entities.ts';
import { oddName, oddValue } from './json.ts';
import { patch } from './patches.ts';

const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

const ODD_PATHS: readonly string[] = [
  ...[
    '',
    '/',
    'Users',
    '//Users',
    '/users',
    '/Users/',
    '/Users/../Groups',
    '/Users/%2e%2e',
    '/Users/%zz',
    '/Me',
    '/Bulk',
  ],
  ...[
    '/.search',
    '/Users/.search',
    '/Users/.explain',
    '/Schemas',
    '/ServiceProviderConfig',
    '/Users?count=1',
    '/Users/a#b',
  ],
  ...[
    '/Users/a/b',
    '/Users/bulkId:',
    '/Users/bulkId:nothing',
    '/bulkId:q1',
    '/Users/bulkId%3Aq1',
    '/Nothing',
    '/__proto__',
  ],
  ...[
    `/Users/${'x'.repeat(2_000)}`,
    '/Users/%00',
    '/Users/\u0000',
    'http://127.0.0.1/Users',
    '/Users/\ud800',
    '/Users/a b',
  ],
];
const ODD_METHODS: readonly unknown[] = [
  'GET',
  'post',
  'Patch',
  'HEAD',
  'TRACE',
  '',
  'POST ',
  null,
  7,
  ['POST'],
  '__proto__',
];
const ODD_BULK_IDS: readonly unknown[] = [
  '',
  ' ',
  '__proto__',
  'bulkId:q1',
  null,
  7,
  {},
  'x'.repeat(3_000),
  '😀',
  '\ud800',
  'q1',
];

export function bulkRequest(random: Random, known: Known): Draft {
  const method = random() < 0.97 ? 'POST' : pick(random, ['GET', 'PUT', 'DELETE', 'OPTIONS']);
  const path =
    random() < 0.96 ? 'Bulk' : pick(random, ['Bulk/x', 'bulk', 'Bulk?filter=x', 'Bulk/', 'Bulk/.explain']);
  const body = random() < 0.03 ? flood(random) : bodyOf(random, content(random, known));
  const dryRun = random() < 0.02;
  return {
    name: `${method} of Bulk`,
    method,
    path,
    headers: [
      ['Content-Type', random() < 0.9 ? 'application/scim+json' : 'application/json'],
      ...(dryRun ? [['Prefer', 'handling=dry-run'] as const] : []),
    ],
    body,
  };
}

function content(random: Random, known: Known): Record<string, unknown> {
  const count = random() < 0.05 ? randomInteger(random, 60) : 1 + randomInteger(random, 6);
  const operations = Array.from({ length: count }, (_, index) => operation(random, known, index, count));
  return {
    ...(random() < 0.9 ? { schemas: [BULK] } : {}),
    ...(random() < 0.3 ? { failOnErrors: pick(random, [1, 1, 2, 3, 0, -1, '1', 1.5, null]) } : {}),
    [random() < 0.95 ? 'Operations' : 'operations']: random() < 0.97 ? operations : oddValue(random),
  };
}

/** Those of one request name each other: `bulkId:q3` is the fourth, wherever it stands. */
function operation(random: Random, known: Known, index: number, count: number): unknown {
  if (random() < 0.02) return oddValue(random);
  const anyId = () => `q${randomInteger(random, count + (random() < 0.1 ? 3 : 0))}`;
  const endpoint = pick(random, ['Users', 'Users', 'Groups'] as const);
  const method = random() < 0.96 ? pick(random, METHODS) : pick(random, ODD_METHODS);
  const isCreate = method === 'POST';
  const target = () => {
    if (isCreate) return `/${endpoint}`;
    if (random() < 0.4) return `/${endpoint}/bulkId:${anyId()}`;
    // Who is known has to stay for others.
    return method === 'DELETE' && random() < 0.9
      ? `/${endpoint}/nobody`
      : `/${endpoint}/${encodeURIComponent(pick(random, known[endpoint]))}`;
  };
  const data = () => {
    if (method === 'PATCH') return patchWith(random, known, anyId);
    return endpoint === 'Users' ? userWith(random, anyId) : groupWith(random, known, anyId);
  };
  const bulkId = random() < 0.95 ? `q${index}` : pick(random, ODD_BULK_IDS);
  return {
    method,
    path: random() < 0.95 ? target() : pick(random, ODD_PATHS),
    ...(isCreate || random() < 0.5 ? { bulkId } : {}),
    ...(random() < 0.1 ? { version: pick(random, ['W/"1"', '"1"', '*', '', 1, 'x"y']) } : {}),
    ...(method === 'DELETE' && random() < 0.9 ? {} : { data: random() < 0.95 ? data() : oddValue(random) }),
    ...(random() < 0.03 ? { [oddName(random)]: oddValue(random) } : {}),
  };
}

const METHODS = ['POST', 'POST', 'POST', 'PUT', 'PATCH', 'PATCH', 'DELETE'];

function userWith(random: Random, anyId: () => string): Record<string, unknown> {
  if (random() < 0.8) return user(random);
  return { ...user(random), [ENTERPRISE]: { manager: { value: `bulkId:${anyId()}` } } };
}

function groupWith(random: Random, known: Known, anyId: () => string): Record<string, unknown> {
  const members = Array.from({ length: randomInteger(random, 4) }, () => ({
    value: `bulkId:${anyId()}`,
    ...(random() < 0.3 ? { type: pick(random, ['User', 'Group', 'x']) } : {}),
    ...(random() < 0.1 ? { $ref: `bulkId:${anyId()}` } : {}),
  }));
  return { ...group(random, known), ...(random() < 0.8 ? { members } : {}) };
}

function patchWith(random: Random, known: Known, anyId: () => string): Record<string, unknown> {
  if (random() < 0.5) return patch(random, known);
  const reference = `bulkId:${anyId()}`;
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [
      random() < 0.7
        ? { op: 'add', path: 'members', value: [{ value: reference }] }
        : { op: 'remove', path: `members[value eq "${reference}"]` },
    ],
  };
}

/** More operations than anybody may send, or a chain or a ring through all that one may. */
function flood(random: Random): Buffer {
  const count = pick(random, [400, 1_000, 1_001, 5_000]);
  const make = pick(random, [
    () => '{}',
    () => 'null',
    () => '{"method":"DELETE","path":"/Nothing/x"}',
    (index: number) =>
      `{"method":"POST","path":"/Nothing","bulkId":"q${index}","data":{"x":"bulkId:q${index + 1}"}}`,
    (index: number) =>
      `{"method":"POST","path":"/Groups","bulkId":"q${index}","data":{"members":[{"value":"bulkId:q${(index + 1) % count}"}]}}`,
    () => '{"method":"POST","path":"/Users","bulkId":"same","data":{}}',
  ]);
  const operations = Array.from({ length: count }, (_, index) => make(index)).join(',');
  return Buffer.from(`{"schemas":["${BULK}"],"Operations":[${operations}]}`);
}
