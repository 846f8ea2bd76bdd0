/** Query strings: what the proxy reads of them, and what it should not read. */
import { pick, type Random, randomInteger } from '../../../src/sandbox/kit/random.ts';
import { filter } from './filters.ts';

export const NUMBERS = [
  ...['1', '0', '-1', '2', '5', '100', '101', '1e3', '1.5', 'x', '', '99999999999999999999', '%31', '+1'],
  ...['00', '0x10', '2147483648', '9007199254740993', '-9223372036854775808', '%D9%A1', 'NaN', '1,2'],
];
export const NAMES = [
  ...['userName', 'emails.value', 'USERNAME,id', ',', '', '__proto__', 'schemas', 'id,meta,schemas', 'a%00b'],
  ...['urn:ietf:params:scim:schemas:core:2.0:User:userName', 'urn:', ':', 'x,'.repeat(2_000), '%F0%9F%98%80'],
  ...[
    'name',
    'name.familyName',
    'emails',
    'members',
    'members.value',
    'password',
    'meta.lastModified',
    'active',
  ],
  ...[
    'displayName',
    'emails%5Btype%20eq%20%22work%22%5D.value',
    'emails%5B0%5D.value',
    'constructor',
    'a.b.c',
  ],
];
const ORDERS = ['ascending', 'descending', 'Descending', 'desc', '', 'x', '__proto__'];

const encodedFilter = (random: Random) => encodeURIComponent(filter(random).toWellFormed());
const sort = (random: Random) => `sortBy=${pick(random, NAMES)}`;

const PARTS: readonly ((random: Random) => string)[] = [
  (random) => `startIndex=${pick(random, NUMBERS)}`,
  (random) => `count=${pick(random, NUMBERS)}`,
  (random) => `attributes=${pick(random, NAMES)}`,
  (random) => `excludedAttributes=${pick(random, NAMES)}`,
  (random) => `filter=${encodedFilter(random)}`,
  (random) => `filter=${encodedFilter(random)}`,
  (random) => `filter=${encodedFilter(random)}`,
  (random) => `${sort(random)}&sortOrder=${pick(random, ORDERS)}`,
  (random) => `membersType=${pick(random, ['user', 'group', 'cat', ''])}`,
  (random) => `cursor=${pick(random, ['', '', 'x', '%00', 'A'.repeat(3_000), '..%2F', '__proto__'])}`,
  (random) =>
    pick(random, ['&&&', '=', '%', '%zz=1', 'a=%ff', '__proto__=1', 'Filter=x', '?', 'filter', 'count[]=1']),
  (random) =>
    pick(random, ['$filter=x', 'startindex=1', 'filter=', 'count=', 'constructor', 'cursor', 'Cursor=']),
  (random) => 'a=b&'.repeat(randomInteger(random, 3_000)),
];

export function queryOf(random: Random): string {
  const parts = Array.from({ length: 1 + randomInteger(random, 3) }, () => pick(random, PARTS)(random));
  return `?${parts.join('&')}`;
}

/** Of a list: a filter, and mostly how to sort and to page what it finds. */
export function listQuery(random: Random): string {
  const parts = [random() < 0.85 ? `filter=${encodedFilter(random)}` : sort(random)];
  if (random() < 0.4) parts.push(sort(random));
  if (random() < 0.3) parts.push(`sortOrder=${pick(random, ORDERS)}`);
  if (random() < 0.5) parts.push(`count=${pick(random, ['3', '10', '100', '0', pick(random, NUMBERS)])}`);
  const place = random();
  if (place < 0.3) parts.push(`startIndex=${pick(random, ['2', '50', '1000000', pick(random, NUMBERS)])}`);
  else if (place < 0.5) parts.push('cursor=');
  if (random() < 0.2) parts.push(`attributes=${pick(random, NAMES)}`);
  return `?${parts.join('&')}`;
}
