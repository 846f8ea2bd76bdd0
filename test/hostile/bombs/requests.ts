/** Bodies and URLs that are small to send and dear to read. */
import { CORE_GROUP } from '../grammar/entities.ts';
import { elements, fill, list, SIZE } from './pieces.ts';
import type { RequestBomb } from './request-bomb.ts';
import { systemBombs } from './system-requests.ts';

const USER = '"userName":"bomb","name":{"familyName":"B"},"emails":[{"value":"bomb@example.com"}]';
const user = (name: string, value: string) => Buffer.from(`{${USER},${JSON.stringify(name)}:${value}}`);

const operations = (list: string) => Buffer.from(`{"Operations":${list}}`);

const POSTS: Readonly<Record<string, () => Buffer>> = {
  'millions of empty objects': () => user('x', list('{}')),
  'millions of empty objects in emails': () => Buffer.from(`{"userName":"b","emails":${list('{}')}}`),
  'millions of numbers': () => user('x', list('0')),
  'millions of nulls in emails': () => Buffer.from(`{"userName":"b","emails":${list('null')}}`),
  'millions of empty texts': () => user('x', list('""')),
  'a million lists of lists': () => user('x', list('[[[]]]')),
  'a million members of one object': () =>
    Buffer.from(`{${USER},${Array.from({ length: 900_000 }, (_, index) => `"a${index}":0`).join(',')}}`),
  '150,000 e-mail addresses': () =>
    Buffer.from(
      `{"userName":"bomb","name":{"familyName":"B"},"emails":${elements(150_000, (index) => `{"value":"person.${index}@example.com","type":"work"}`)}}`,
    ),
  'lists nested deeply': () => user('x', `${'['.repeat(SIZE / 2)}${']'.repeat(SIZE / 2)}`),
  'lists nested deeply and never closed': () => Buffer.from(`{"x":${'['.repeat(SIZE)}`),
  'objects nested deeply': () => user('x', `${'{"a":'.repeat(SIZE / 6)}0${'}'.repeat(SIZE / 6)}`),
  'a huge text': () => user('displayName', `"${'x'.repeat(SIZE)}"`),
  'a huge user name': () =>
    Buffer.from(
      `{"userName":"${'x'.repeat(SIZE)}","name":{"familyName":"B"},"emails":[{"value":"b@example.com"}]}`,
    ),
  'a huge text of escapes': () => user('displayName', `"${fill('\\u00e9')}"`),
  'a huge name': () => user('x'.repeat(SIZE), '0'),
  'the same name a million times': () => Buffer.from(`{${USER},${fill('"a":1,')}"a":1}`),
  'the same name a million times, with huge numbers': () =>
    Buffer.from(`{${USER},${fill('"a":99999999999999999999,')}"a":1}`),
  'names that differ in case': () =>
    Buffer.from(
      `{${USER},${Array.from({ length: 500_000 }, (_, index) => `"A${index >> 1}${'aA'[index % 2]}":0`).join(',')}}`,
    ),
  'a number of ten million digits': () => user('x', '9'.repeat(SIZE)),
  'a million huge numbers': () => user('x', list('12345678901234567890')),
  'JSON that breaks off at its end': () => Buffer.from(`{${USER},"x":${list('{"a":1}')}`),
  'a text that breaks off at its end': () => Buffer.from(`{${USER},"x":"${'x'.repeat(SIZE)}`),
  'a mistake in its last byte': () => Buffer.from(`{${USER},"x":"${fill('x y ')}"]`),
  'nothing but blanks': () => Buffer.from(' '.repeat(SIZE)),
  'nothing but line breaks, and an x': () => Buffer.from(`${'\n'.repeat(SIZE)}x`),
  'quotes and colons in a text': () => user('displayName', `"${fill('\\":')}"`),
  'not UTF-8 at its end': () =>
    Buffer.concat([user('displayName', `"${'x'.repeat(SIZE)}"`), Buffer.from([0xff])]),
  'schemas a million times': () => Buffer.from(`{${USER},"schemas":${list('"urn:x"')}}`),
};

const PATCHES: Readonly<Record<string, () => Buffer>> = {
  '100,000 operations': () =>
    operations(list('{"op":"replace","path":"active","value":false}', 100_000 * 47)),
  '100,000 different paths': () =>
    operations(elements(100_000, (index) => `{"op":"add","path":"x${index}.y","value":1}`)),
  '50,000 filters': () =>
    operations(
      elements(
        50_000,
        (index) => `{"op":"add","path":"emails[value eq \\"${index}@x.y\\"].type","value":"w"}`,
      ),
    ),
  'a million operations that are none': () => operations(list('{}')),
  'millions of nulls as operations': () => operations(list('null')),
  '100,000 e-mail addresses in one operation': () =>
    operations(
      `[{"op":"add","path":"emails","value":${elements(100_000, (index) => `{"value":"${index}@example.com"}`)}}]`,
    ),
  '300 operations on 10,000 addresses': () =>
    operations(
      `[{"op":"add","path":"emails","value":${elements(10_000, (index) => `{"value":"${index}@example.com"}`)}},${fill('{"op":"replace","path":"emails[value ew \\"9@example.com\\"].display","value":"x"},', 300 * 84)}{"op":"remove","path":"emails[type eq \\"x\\"]"}]`,
    ),
  'a path of ten million characters': () =>
    operations(`[{"op":"replace","path":"${'a.'.repeat(SIZE / 2)}b","value":1}]`),
  'a filter of ten million characters': () =>
    operations(`[{"op":"replace","path":"emails[${'('.repeat(SIZE)}","value":1}]`),
  'a filter of half a million terms': () =>
    operations(`[{"op":"remove","path":"emails[${fill('type eq 1 or ')}type eq 1]"}]`),
  'as much filter as is allowed': () =>
    operations(`[{"op":"remove","path":"emails[${'TYPE eq 1 or '.repeat(7_400)}type eq 1]"}]`),
  'as many operations with filters as are allowed': () =>
    operations(
      elements(
        5_000,
        (index) => `{"op":"replace","path":"emails[TYPE eq ${index}]","value":{"display":"x"}}`,
      ),
    ),
  'millions of values': () => operations(`[{"op":"replace","path":"displayName","value":${list('{}')}}]`),
};

const MEMBERS: Readonly<Record<string, () => Buffer>> = {
  '250,000 members': () =>
    Buffer.from(
      `{"schemas":["${CORE_GROUP}"],"displayName":"Bomb","members":${elements(250_000, (index) => `{"value":"${1e15 + index}-aaaa"}`)}}`,
    ),
  'the same member 500,000 times': () =>
    Buffer.from(`{"displayName":"Bomb","members":${list('{"value":"a"}')}}`),
  'members that are empty objects': () => Buffer.from(`{"displayName":"Bomb","members":${list('{}')}}`),
};

const query = (text: string) => `Users?filter=${encodeURIComponent(text)}`;
const QUERIES: Readonly<Record<string, string>> = {
  'a filter nested deeply': query(`${'('.repeat(5_000)}userName eq "a"${')'.repeat(5_000)}`),
  'a filter of 2,000 terms': query(Array.from({ length: 700 }, () => 'userName co "a"').join(' or ')),
  'a filter with a long text': query(`userName eq "${'a'.repeat(30_000)}"`),
  'a query of 7,000 pairs': `Users?${'a=b&'.repeat(7_000)}`,
  'a cursor of 14,000 characters': `Users?cursor=${'A'.repeat(14_000)}`,
  '15,000 attributes': `Users?attributes=${'a,'.repeat(15_000)}`,
};

export function requestBombs(): RequestBomb[] {
  const bombs: RequestBomb[] = [];
  for (const [name, body] of Object.entries(POSTS)) {
    bombs.push({ name: `POST: ${name}`, kind: 'v2', method: 'POST', path: 'Users', body });
  }
  for (const name of [
    '150,000 e-mail addresses',
    'millions of empty objects in emails',
    'a huge user name',
  ]) {
    const body = POSTS[name];
    if (body === undefined) continue;
    bombs.push({ name: `POST, version 1: ${name}`, kind: 'v1', method: 'POST', path: 'Users', body });
    bombs.push({ name: `POST, Cloud Foundry: ${name}`, kind: 'cf', method: 'POST', path: 'Users', body });
    bombs.push({ name: `PUT: ${name}`, kind: 'v2', method: 'PUT', path: 'Users/<user>', body });
  }
  for (const [name, body] of Object.entries(PATCHES)) {
    bombs.push({ name: `PATCH: ${name}`, kind: 'v2', method: 'PATCH', path: 'Users/<user>', body });
    bombs.push({ name: `PATCH, emulated: ${name}`, kind: 'v1', method: 'PATCH', path: 'Users/<user>', body });
  }
  for (const [name, body] of Object.entries(MEMBERS)) {
    bombs.push({ name: `POST of a group: ${name}`, kind: 'v2', method: 'POST', path: 'Groups', body });
    bombs.push({
      name: `PUT of a group, version 1: ${name}`,
      kind: 'v1',
      method: 'PUT',
      path: 'Groups/<group>',
      body,
    });
    bombs.push({
      name: `PUT of a group, Cloud Foundry: ${name}`,
      kind: 'cf',
      method: 'PUT',
      path: 'Groups/<group>',
      body,
    });
  }
  for (const [name, path] of Object.entries(QUERIES))
    bombs.push({ name: `GET: ${name}`, kind: 'v2', method: 'GET', path });
  bombs.push({
    name: 'POST without credentials: millions of empty objects',
    kind: 'v2',
    method: 'POST',
    path: 'Users',
    body: () => user('x', list('{}')),
    anonymous: true,
  });
  return [...bombs, ...systemBombs()];
}
