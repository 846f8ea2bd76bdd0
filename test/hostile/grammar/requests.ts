/** Whole requests: method, id, query, headers and body, each mostly right and now and then anything. */
import { pick, type Random } from '../../../src/sandbox/kit/random.ts';
import type { Case, Header } from '../case.ts';
import { bulkRequest } from './bulk.ts';
import { cursorRequest } from './cursors.ts';
import { discoveryRequest } from './discovery.ts';
import { caseOf, type Draft } from './draft.ts';
import { bodyOf, group, type Known, user } from './entities.ts';
import { patch } from './patches.ts';
import { listQuery, queryOf } from './queries.ts';
import { searchRequest } from './search.ts';

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

/** Of all kinds, more of those that have more to go wrong. */
export function request(random: Random, system: string, known: Known, index: number): Case {
  return caseOf(draft(random, system, known), system, index);
}

function draft(random: Random, system: string, known: Known): Draft {
  const chance = random();
  if (chance < 0.5) return entityRequest(random, known);
  if (chance < 0.64) return listRequest(random);
  if (chance < 0.74) return searchRequest(random, known);
  if (chance < 0.86) return bulkRequest(random, known);
  if (chance < 0.92) return cursorRequest(random, system, known);
  return discoveryRequest(random);
}

function listRequest(random: Random): Draft {
  const endpoint = pick(random, ['Users', 'Users', 'Groups'] as const);
  return { name: `GET ${endpoint}`, method: 'GET', path: `${endpoint}${listQuery(random)}` };
}

function entityRequest(random: Random, known: Known): Draft {
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
  const name = `${method} ${hasId ? `${endpoint}/<id>` : endpoint}`;
  return { name, method, path: `${hasId ? `${endpoint}/${id}` : endpoint}${query}`, headers, body };
}

export const SHAPES = [
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
const ODD_ENDPOINTS = ['users', 'Me', '', 'Users%2F1', '__proto__', '..', 'Users/'];
