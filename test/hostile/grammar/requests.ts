/** Whole requests: method, id, query, headers and body, each mostly right and now and then anything. */
import { pick, type Random, randomInteger } from '../../../src/sandbox/kit/random.ts';
import type { Case, Header } from '../case.ts';
import { bodyOf, group, type KnownIds, user } from './entities.ts';
import { filter } from './filters.ts';
import { patch } from './patches.ts';

export const BASE = '/ipsproxy/api/v1/scim';

/** Percent-encoded, or not as they should be. */
const ODD_IDS: readonly string[] = [
  ...[
    'a%2Fb',
    '..%2F..',
    '%2e%2e',
    '..',
    '.',
    '%2E',
    '100%25',
    '%F0%9F%98%80',
    '%00',
    '%ff',
    '%zz',
    '%',
    'a%0d%0aX:1',
  ],
  ...[
    'a b',
    'a+b',
    'a;b=c',
    "a'b",
    'a"b',
    '%22',
    '%3Cx%3E',
    '__proto__',
    'constructor',
    '.search',
    '%C0%AF',
    '%ED%A0%80',
  ],
  ...[
    'x'.repeat(1_024),
    'x'.repeat(1_025),
    '%F0%9F%98%80'.repeat(300),
    '%25'.repeat(1_024),
    'a/b',
    '/',
    '//',
    '%5c',
    '#x',
  ],
  ...[
    '00000000-0000-4000-8000-000000000000',
    'P999999',
    '\xe9',
    '%E2%80%AE',
    '0',
    'null',
    '[object%20Object]',
    '{}',
  ],
];

const QUERIES: readonly ((random: Random) => string)[] = [
  (random) => `startIndex=${pick(random, NUMBERS)}`,
  (random) => `count=${pick(random, NUMBERS)}`,
  (random) => `attributes=${pick(random, NAMES)}`,
  (random) => `excludedAttributes=${pick(random, NAMES)}`,
  (random) => `filter=${encodeURIComponent(filter(random).toWellFormed())}`,
  (random) => `filter=${encodeURIComponent(filter(random).toWellFormed())}`,
  (random) => `filter=${encodeURIComponent(filter(random).toWellFormed())}`,
  (random) => `sortBy=${pick(random, NAMES)}&sortOrder=${pick(random, ['ascending', 'descending', 'x'])}`,
  (random) => `membersType=${pick(random, ['user', 'group', 'cat', ''])}`,
  (random) =>
    pick(random, ['&&&', '=', '%', '%zz=1', 'a=%ff', '__proto__=1', 'Filter=x', '?', 'filter', 'count[]=1']),
  (random) => 'a=b&'.repeat(randomInteger(random, 3_000)),
];
const NUMBERS = [
  '1',
  '0',
  '-1',
  '2',
  '5',
  '100',
  '101',
  '1e3',
  '1.5',
  'x',
  '',
  '99999999999999999999',
  '%31',
  '+1',
];
const NAMES = [
  ...['userName', 'emails.value', 'USERNAME,id', ',', '', '__proto__', 'schemas', 'id,meta,schemas', 'a%00b'],
  ...['urn:ietf:params:scim:schemas:core:2.0:User:userName', 'urn:', ':', 'x,'.repeat(2_000), '%F0%9F%98%80'],
];

const ODD_HEADERS: readonly Header[] = [
  ['If-Match', '*'],
  ['If-Match', '"1"'],
  ['If-Match', 'W/"x", "y'],
  ['If-Match', `"${'x'.repeat(5_000)}"`],
  ['If-None-Match', '*'],
  ['If-None-Match', '"1"'],
  ['Accept', 'text/html'],
  ['Accept-Encoding', 'gzip, br;q=1.0, *;q=0'],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['Content-Encoding', 'gzip'],
  ['Content-Encoding', 'identity'],
  ['Prefer', 'return=minimal'],
  ['Range', 'bytes=0-1'],
  ['X-Forwarded-Host', 'evil.example.com\t"'],
  ['X-Forwarded-For', '\xff, 1.2.3.4'],
  ['Cookie', 'x'.repeat(4_000)],
  ['X-Odd', '\xe4\xf6\xfc'],
  ['Origin', 'null'],
  ['Upgrade', 'h2c'],
  ['Expect', 'the-unexpected'],
];
const TYPES = [
  ...[
    'application/scim+json',
    'application/scim+json',
    'application/scim+json',
    'application/json',
    'application/scim+json; charset=utf-8',
  ],
];
const ODD_TYPES = [
  'text/plain',
  'application/scim+json; charset=latin1',
  '',
  ';',
  'application/json;;',
  'a/b/c',
  '\xff',
];

export function request(random: Random, system: string, known: KnownIds, index: number): Case {
  const endpoint =
    random() < 0.95 ? pick(random, ['Users', 'Users', 'Groups'] as const) : pick(random, ODD_ENDPOINTS);
  const ids = known[endpoint === 'Groups' ? 'Groups' : 'Users'];
  const id = random() < 0.75 ? encodeURIComponent(pick(random, ids)) : pick(random, ODD_IDS);
  const shape = pick(random, SHAPES);
  const { method, hasId } =
    random() < 0.97 ? shape : { method: pick(random, ODD_METHODS), hasId: random() < 0.5 };
  const query = random() < (method === 'GET' ? 0.7 : 0.1) ? queryOf(random) : '';
  const headers: Header[] = [];
  if (random() < 0.15) headers.push(pick(random, ODD_HEADERS));
  let body: Buffer | undefined;
  if (method === 'POST' || method === 'PUT' || method === 'PATCH' || random() < 0.02) {
    const content =
      method === 'PATCH' ? patch(random, known) : endpoint === 'Groups' ? group(random, known) : user(random);
    body = bodyOf(random, content);
    const type = random() < 0.97 ? pick(random, TYPES) : pick(random, ODD_TYPES);
    if (random() < 0.99) headers.push(['Content-Type', type]);
  }
  const path = hasId ? `${endpoint}/${id}` : endpoint;
  return {
    name: `${method} ${hasId ? `${endpoint}/<id>` : endpoint}`,
    system,
    method,
    // Blanks and line breaks would end the request line; those are tried as broken HTTP.
    target: `${BASE}/${system}/${path}${query}`.replaceAll(/[ \r\n]/g, '%20'),
    headers: [...headers, ['X-Request-Id', `hostile-${index}`]],
    body,
  };
}

const SHAPES = [
  { method: 'GET', hasId: false },
  { method: 'GET', hasId: true },
  { method: 'POST', hasId: false },
  { method: 'PUT', hasId: true },
  { method: 'PATCH', hasId: true },
  { method: 'PATCH', hasId: true },
  { method: 'DELETE', hasId: true },
] as const;
const ODD_METHODS = [
  'HEAD',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'M-SEARCH',
  'POST',
  'DELETE',
  'GET',
  'BREW',
  'QUERY',
];
const ODD_ENDPOINTS = [
  'users',
  'Me',
  'Bulk',
  'Schemas',
  '',
  'Users%2F1',
  '__proto__',
  'ServiceProviderConfig',
  '..',
  'Users/',
];

function queryOf(random: Random): string {
  const parts = Array.from({ length: 1 + randomInteger(random, 3) }, () => pick(random, QUERIES)(random));
  return `?${parts.join('&')}`;
}

/** What a harmless client asks, so that all that is odd comes from the backend. */
export function plainRequest(random: Random, system: string, known: KnownIds, index: number): Case {
  const endpoint = pick(random, ['Users', 'Users', 'Groups'] as const);
  const id = encodeURIComponent(pick(random, known[endpoint]));
  const { method, hasId } = pick(random, SHAPES);
  const content =
    method === 'POST' || method === 'PUT'
      ? endpoint === 'Users'
        ? user(random)
        : group(random, known)
      : method === 'PATCH'
        ? plainPatch(random, endpoint, known)
        : undefined;
  const query =
    hasId || method !== 'GET'
      ? ''
      : pick(random, ['', '?count=5', '?count=2&startIndex=3', '?filter=userName%20eq%20%22a%22']);
  const headers: Header[] = [['X-Request-Id', `hostile-${index}`]];
  if (content !== undefined) headers.push(['Content-Type', 'application/scim+json']);
  if (hasId && random() < 0.1) headers.push(['If-Match', '"1"']);
  return {
    name: `${method} ${hasId ? `${endpoint}/<id>` : endpoint}`,
    system,
    method,
    target: `${BASE}/${system}/${endpoint}${hasId ? `/${id}` : ''}${endpoint === 'Groups' && query.includes('filter') ? '' : query}`,
    headers,
    body: content === undefined ? undefined : Buffer.from(JSON.stringify(content)),
  };
}

function plainPatch(random: Random, endpoint: 'Users' | 'Groups', known: KnownIds): Record<string, unknown> {
  const operation =
    endpoint === 'Users'
      ? { op: 'replace', path: 'name.givenName', value: 'Bo' }
      : {
          op: pick(random, ['add', 'remove']),
          path: 'members',
          value: [{ value: pick(random, known.Users) }],
        };
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [operation] };
}
