/** What a harmless client asks, so that all that is odd comes from the backend. */
import { pick, type Random, randomInteger } from '../../../src/sandbox/kit/random.ts';
import type { Case, Header } from '../case.ts';
import { caseOf, type Draft } from './draft.ts';
import { group, type Known, user } from './entities.ts';
import { SHAPES } from './requests.ts';

const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const PLAIN_LISTS = [
  'Users?sortBy=userName&count=10',
  'Users?filter=userName%20sw%20%22a%22&count=10',
  'Users?filter=emails.value%20co%20%22@%22%20and%20not%20(active%20eq%20false)',
  'Groups?filter=displayName%20co%20%22a%22&sortBy=displayName',
];

export function plainRequest(random: Random, system: string, known: Known, index: number): Case {
  const draft = random() < 0.25 ? plainWhole(random, known) : plainEntityRequest(random, known);
  return caseOf(draft, system, index);
}

/** Through more than one answer of the backend. */
function plainWhole(random: Random, known: Known): Draft {
  const headers: Header[] = [['Content-Type', 'application/scim+json']];
  switch (randomInteger(random, 4)) {
    case 0:
      return {
        method: 'GET',
        path: pick(random, ['Users?cursor=', 'Groups?cursor=&count=2', 'Users?cursor=&count=3']),
      };
    case 1:
      return { method: 'GET', path: pick(random, PLAIN_LISTS) };
    case 2:
      return {
        method: 'POST',
        path: pick(random, ['.search', 'Users/.search', 'Groups/.search']),
        headers,
        body: Buffer.from(JSON.stringify({ schemas: [SEARCH], count: 1 + randomInteger(random, 10) })),
      };
    default:
      return {
        method: 'POST',
        path: 'Bulk',
        headers,
        body: Buffer.from(JSON.stringify(plainBulk(random, known))),
      };
  }
}

function plainBulk(random: Random, known: Known): Record<string, unknown> {
  const id = encodeURIComponent(pick(random, known.Users));
  const members = [{ value: 'bulkId:u' }, { value: pick(random, known.Users) }];
  return {
    schemas: [BULK],
    Operations: [
      { method: 'POST', path: '/Groups', bulkId: 'g', data: { ...group(random, known), members } },
      { method: 'POST', path: '/Users', bulkId: 'u', data: user(random) },
      { method: 'PATCH', path: `/Users/${id}`, data: plainPatch(random, 'Users', known) },
    ],
  };
}

function plainEntityRequest(random: Random, known: Known): Draft {
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
  const headers: Header[] = [];
  if (content !== undefined) headers.push(['Content-Type', 'application/scim+json']);
  if (hasId && random() < 0.1) headers.push(['If-Match', '"1"']);
  return {
    name: `${method} ${hasId ? `${endpoint}/<id>` : endpoint}`,
    method,
    path: `${endpoint}${hasId ? `/${id}` : ''}${endpoint === 'Groups' && query.includes('filter') ? '' : query}`,
    headers,
    body: content === undefined ? undefined : Buffer.from(JSON.stringify(content)),
  };
}

function plainPatch(random: Random, endpoint: 'Users' | 'Groups', known: Known): Record<string, unknown> {
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
