/** Bulk and searches that are small to send and dear to read, to order or to answer. */
import { CORE_GROUP } from '../grammar/entities.ts';
import { elements, fill, list, SIZE } from './pieces.ts';
import type { RequestBomb } from './request-bomb.ts';

const bulk = (operations: string) => Buffer.from(`{"Operations":${operations}}`);
const groupOf = (index: number, members: string) =>
  `{"method":"POST","path":"/Groups","bulkId":"q${index}","data":{"schemas":["${CORE_GROUP}"],"displayName":"Bomb ${index}","members":${members}}}`;
const member = (index: number) => `[{"value":"bulkId:q${index}"}]`;

const BULK: Readonly<Record<string, () => Buffer>> = {
  'millions of operations that are none': () => bulk(list('{}')),
  'millions of nulls as operations': () => bulk(list('null')),
  '1,000 groups in a ring': () =>
    bulk(elements(1_000, (index) => groupOf(index, member((index + 1) % 1_000)))),
  '1,000 groups in a chain, the last first': () =>
    bulk(elements(1_000, (index) => groupOf(index, index === 999 ? '[]' : member(index + 1)))),
  '600 groups, each a member of each': () =>
    bulk(
      elements(600, (index) =>
        groupOf(
          index,
          elements(600, (other) => `{"value":"bulkId:q${other}"}`),
        ),
      ),
    ),
  'a group of 250,000 references to one user': () =>
    bulk(
      `[{"method":"POST","path":"/Users","bulkId":"u","data":{}},${groupOf(
        0,
        elements(250_000, () => '{"value":"bulkId:u"}'),
      )}]`,
    ),
  '1,000 operations that name one which fails': () =>
    bulk(
      `[{"method":"POST","path":"/Nothing","bulkId":"q0","data":{}},${fill('{"method":"PATCH","path":"/Users/bulkId:q0","data":{}},', 990 * 53)}{}]`,
    ),
  '1,000 operations of 10 kB': () =>
    bulk(
      elements(1_000, () => `{"method":"PUT","path":"/Users/nobody","data":{"x":"${'x'.repeat(10_000)}"}}`),
    ),
  'data nested deeply': () =>
    bulk(
      `[{"method":"POST","path":"/Users","bulkId":"q","data":${'{"a":'.repeat(SIZE / 6)}0${'}'.repeat(SIZE / 6)}}]`,
    ),
  'a bulkId of ten million characters': () =>
    bulk(`[{"method":"POST","path":"/Users","bulkId":"${'x'.repeat(SIZE)}","data":{}}]`),
  'a text of references': () =>
    bulk(`[{"method":"PUT","path":"/Users/nobody","data":{"displayName":"${fill('bulkId:q0 ')}"}}]`),
};

const search = (members: string) => Buffer.from(`{${members}}`);
const SEARCHES: Readonly<Record<string, () => Buffer>> = {
  'a filter of ten million characters': () => search(`"filter":"${'('.repeat(SIZE)}"`),
  'a filter of half a million terms': () => search(`"filter":"${fill('id eq 1 or ')}id eq 1"`),
  'a filter nested deeply': () => search(`"filter":"${'not ('.repeat(5_000)}id pr${')'.repeat(5_000)}"`),
  'a filter of 2,000 texts that are looked for': () =>
    search(`"filter":"${'emails.value co \\"zzz\\" or '.repeat(2_000)}id eq \\"1\\"","count":100`),
  'a million attributes': () => search(`"attributes":${list('"userName"')}`),
  'an attribute of ten million characters': () => search(`"sortBy":"${'a.'.repeat(SIZE / 2)}b"`),
  'a cursor of ten million characters': () => search(`"cursor":"${'A'.repeat(SIZE)}"`),
};

export function systemBombs(): RequestBomb[] {
  const bombs: RequestBomb[] = [];
  for (const [name, body] of Object.entries(BULK)) {
    bombs.push({ name: `Bulk: ${name}`, kind: 'v2', method: 'POST', path: 'Bulk', body });
  }
  for (const [name, body] of Object.entries(SEARCHES)) {
    const common = { method: 'POST', body, searching: true } as const;
    bombs.push({ ...common, name: `search: ${name}`, kind: 'v2', path: 'Users/.search' });
    bombs.push({ ...common, name: `search of everything, version 1: ${name}`, kind: 'v1', path: '.search' });
  }
  return bombs;
}
