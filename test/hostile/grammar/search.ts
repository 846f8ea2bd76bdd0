/** SearchRequests (RFC 7644 §3.4.3), of one endpoint and of all, mostly right. */
import { pick, type Random, randomInteger } from '../../../src/sandbox/kit/random.ts';
import type { Draft } from './draft.ts';
import { bodyOf, type Known } from './entities.ts';
import { filter } from './filters.ts';
import { oddValue } from './json.ts';

const PLACES = ['.search', '.search', 'Users/.search', 'Users/.search', 'Groups/.search'];
const ODD_PLACES = [
  ...[
    'Users/x/.search',
    '.search/x',
    '.search/.search',
    'Schemas/.search',
    'Bulk/.search',
    '.search?count=2',
  ],
  ...[
    'Users/.search?filter=userName%20pr',
    '%2Esearch',
    'Users/%2esearch',
    '.SEARCH',
    'Me/.search',
    'Nothing/.search',
  ],
];
const NAMES = [
  ...['userName', 'emails', 'emails.value', 'id', 'schemas', 'members', 'meta', 'displayName', 'password'],
  ...[
    'urn:ietf:params:scim:schemas:core:2.0:User:name.familyName',
    'constructor',
    '',
    'a b',
    'NAME',
    'x'.repeat(500),
  ],
];

export function searchRequest(random: Random, known: Known): Draft {
  const method = random() < 0.96 ? 'POST' : pick(random, ['GET', 'PUT', 'HEAD', 'OPTIONS', 'DELETE']);
  const path = random() < 0.9 ? pick(random, PLACES) : pick(random, ODD_PLACES);
  return {
    name: `${method} of a search`,
    method,
    path,
    headers: [['Content-Type', random() < 0.9 ? 'application/scim+json' : 'application/json']],
    body: bodyOf(random, content(random, known)),
  };
}

function content(random: Random, { cursors }: Known): Record<string, unknown> {
  const maybe = (part: number, value: () => Record<string, unknown>) => (random() < part ? value() : {});
  const names = () =>
    random() < 0.9
      ? Array.from({ length: randomInteger(random, 4) }, () => pick(random, NAMES))
      : pick(random, [
          pick(random, NAMES),
          null,
          [[]],
          Array.from({ length: 3_000 }, (_, index) => `a${index}`),
        ]);
  const number = () =>
    random() < 0.8 ? randomInteger(random, 60) : pick(random, [-1, 1e9, 2.5, '5', null, 1e300]);
  return {
    ...maybe(0.9, () => ({ schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'] })),
    ...maybe(0.7, () => ({ filter: filter(random) })),
    ...maybe(0.3, () => ({ attributes: names() })),
    ...maybe(0.15, () => ({ excludedAttributes: names() })),
    ...maybe(0.3, () => ({ sortBy: pick(random, NAMES) })),
    ...maybe(0.2, () => ({ sortOrder: pick(random, ['ascending', 'descending', 'x', null, 1]) })),
    ...maybe(0.4, () => ({ startIndex: number() })),
    ...maybe(0.5, () => ({ count: number() })),
    ...maybe(0.15, () => ({
      cursor: cursors.length > 0 && random() < 0.5 ? pick(random, cursors).cursor : '',
    })),
    ...maybe(0.05, () => ({
      [pick(random, ['Filter', 'members', '__proto__x', 'Operations'])]: oddValue(random),
    })),
  };
}
