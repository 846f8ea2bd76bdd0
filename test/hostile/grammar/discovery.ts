/** What is told of a system as a whole (RFC 7644 §4): its endpoints, `Schemas/<urn>`, and URLs that are nearly those. */
import { pick, type Random, randomInteger } from '../../../src/sandbox/kit/random.ts';
import type { Header } from '../case.ts';
import type { Draft } from './draft.ts';
import { CORE_GROUP, CORE_USER, ENTERPRISE, SAP_USER } from './entities.ts';
import { queryOf } from './queries.ts';

const URNS: readonly string[] = [
  ...[CORE_USER, CORE_GROUP, ENTERPRISE, SAP_USER, 'urn:ietf:params:scim:schemas:core:2.0:Schema'],
  ...[
    'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group',
    'urn:ietf:params:scim:schemas:core:2.0:ResourceType',
  ],
];
const ODD_URNS: readonly string[] = [
  ...[
    'urn:',
    'urn:x',
    'urn:ietf:params:scim:schemas:core:2.0:Nothing',
    ':',
    '::::',
    'User',
    '__proto__',
    'constructor',
  ],
  ...[
    '%00',
    '%zz',
    '%F0%9F%98%80',
    'urn:x/y',
    'urn:x%2Fy',
    '..',
    '.search',
    'x'.repeat(1_025),
    'urn:'.repeat(400),
    '*',
  ],
];
const WHOLE = ['ServiceProviderConfig', 'ResourceTypes', 'Schemas', 'openapi.json'];
const NEARLY = [
  ...[
    'serviceproviderconfig',
    'ServiceProviderConfig/x',
    'ServiceProviderConfigs',
    'ResourceTypes/',
    'Schemas//',
    'schemas',
  ],
  ...[
    'ResourceTypes/User/x',
    'Schemas/a/b',
    'openapi',
    'openapi/',
    'openapi/../x',
    'openapi/%2e%2e%2fx',
    'openapi/x.js',
  ],
  ...[
    'openapi.yaml',
    'postman.json',
    'collection.json',
    'Schemas/.search',
    'ResourceTypes%2FUser',
    'Sch%65mas',
    '%53chemas',
  ],
];
const TYPES = ['User', 'Group', 'user', 'Users', 'x', '__proto__', '%00', ' ', 'User%20', 'x'.repeat(2_000)];
const HEADERS: readonly Header[] = [
  ['If-None-Match', '*'],
  ['If-None-Match', '"x"'],
  ['If-None-Match', `W/"${'x'.repeat(3_000)}"`],
  ['If-None-Match', '"a", W/"b",, "'],
  ['Accept', 'text/html'],
  ['Accept', 'application/json;q=0'],
  ['X-Forwarded-Host', 'evil.example.com'],
  ['X-Forwarded-Proto', 'gopher'],
];

export function discoveryRequest(random: Random): Draft {
  const method =
    random() < 0.85 ? 'GET' : pick(random, ['HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'QUERY']);
  const place = placeOf(random);
  return {
    name: `${method} of discovery`,
    method,
    path: `${place}${random() < 0.3 ? queryOf(random) : ''}`,
    headers: random() < 0.25 ? [pick(random, HEADERS)] : [],
    body: random() < 0.05 ? Buffer.from(pick(random, ['{}', '[', 'x'])) : undefined,
  };
}

function placeOf(random: Random): string {
  switch (randomInteger(random, 5)) {
    case 0:
      return pick(random, WHOLE);
    case 1:
      return `ResourceTypes/${pick(random, TYPES)}`;
    case 2:
      return pick(random, NEARLY);
    default:
      return `Schemas/${urnOf(random)}`;
  }
}

function urnOf(random: Random): string {
  if (random() < 0.4) return pick(random, ODD_URNS);
  const urn = pick(random, URNS);
  switch (randomInteger(random, 5)) {
    case 0:
      return urn.toUpperCase();
    case 1:
      return encodeURIComponent(urn);
    case 2:
      return encodeURIComponent(encodeURIComponent(urn));
    case 3:
      return `${urn}${pick(random, [':userName', ':', '%20', '/'])}`;
    default:
      return urn;
  }
}
