/** What a backend may answer in its worst hours, made from what it would answer in its best. */
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { pick, type Random, randomInteger } from '../../../src/sandbox/kit/random.ts';
import type { Answer, Header, Manner } from '../case.ts';
import { Members, mutateBytes, mutateTree, print, Raw, type Tree, treeOf } from './json.ts';

export interface FaithfulAnswer {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: Buffer;
}

/** What was asked; gateways repeat it in their error pages. */
export interface Asked {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly Header[];
  readonly body: Buffer;
}

/**
 * Not 401: the proxy would rightly stop using these credentials for a quarter of an hour. And 429 seldom, for it rightly
 * stops asking for a while.
 */
const STATUSES: readonly number[] = [
  ...[
    200, 200, 201, 202, 203, 204, 205, 206, 226, 299, 300, 301, 302, 303, 304, 307, 308, 400, 402, 403, 404,
    405, 406,
  ],
  ...[
    407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 426, 428, 431, 451, 499,
    500, 501,
  ],
  ...[502, 503, 504, 505, 507, 508, 511, 520, 599, 600, 799, 999],
];

const MEDIA_TYPES = [
  ...[
    'application/scim+json',
    'application/json',
    'text/html',
    'text/plain',
    'application/octet-stream',
    'image/png',
  ],
  ...[
    'application/scim+json;charset=UTF-8',
    'application/json; charset=utf-16',
    '',
    ';',
    'a/b/c',
    'application/problem+json',
  ],
];

const ODD_HEADERS: readonly Header[] = [
  ['ETag', '"x'],
  ['ETag', 'W/"\xff\xfe"'],
  ['ETag', 'x'.repeat(9_000)],
  ['Location', '/login'],
  ['Location', 'http://127.0.0.1:1/'],
  ['Location', '//[::1'],
  ['Retry-After', '0'],
  ['Retry-After', '-5'],
  ['Retry-After', '1e400'],
  ['Retry-After', 'Fri, 31 Feb 2099 99:99:99 GMT'],
  ['X-RateLimit-Reset', 'x'],
  ['Set-Cookie', 'a=b; Path=/'],
  ['Link', '<http://x/>; rel="next"'],
  ['X-Odd', '\xe4\xf6\xfc\xff'],
  ['WWW-Authenticate', 'Basic realm="\xff'],
  ['Connection', 'close'],
];

const HTML = (text: string) =>
  `<html><head><title>Error</title></head><body><pre>${text}</pre></body></html>`;

export function oddAnswer(random: Random, faithful: FaithfulAnswer, asked: Asked): Answer {
  const status = oddStatus(random, faithful.status);
  const headers = faithful.headers.filter(
    ([name]) => !/^(?:content-length|transfer-encoding|connection|keep-alive|date|content-type)$/i.test(name),
  );
  const type =
    faithful.headers.find(([name]) => /^content-type$/i.test(name)) ??
    (['Content-Type', 'application/json'] as const);
  headers.push(random() < 0.85 ? type : ['Content-Type', pick(random, MEDIA_TYPES)]);
  if (random() < 0.2) headers.push(pick(random, ODD_HEADERS));
  if (status === 429) headers.push(['Retry-After', '0']);
  const plain = oddBody(random, status, faithful.body, asked);
  const [body, encoding] = random() < 0.15 ? encoded(random, plain) : ([plain, undefined] as const);
  if (encoding !== undefined) headers.push(['Content-Encoding', encoding]);
  return { manner: oddManner(random), status, headers, body };
}

function oddStatus(random: Random, usual: number): number {
  const chance = random();
  if (chance < 0.6) return usual;
  if (chance < 0.603) return 429;
  return pick(random, STATUSES);
}

function oddManner(random: Random): Manner {
  const chance = random();
  if (chance < 0.75) return 'length';
  // Each of these costs as long as the proxy waits.
  if (chance < 0.7505) return 'silent';
  return pick(random, [
    ...([
      'chunked',
      'chunked',
      'until-close',
      'too-short',
      'too-long',
      'bad-chunk',
      'informational',
    ] as const),
    ...(['pieces', 'reset', 'reset-in-body', 'garbage'] as const),
  ]);
}

function oddBody(random: Random, status: number, faithful: Buffer, asked: Asked): Buffer {
  const chance = random();
  if (chance < 0.08) return faithful;
  if (chance < 0.14) return Buffer.from(HTML(echo(asked)), 'latin1');
  if (chance < 0.2) return Buffer.from(print(errorBody(random, status, echo(asked))), 'utf8');
  if (chance < 0.25) return Buffer.from(pick(random, ODD_BODIES), 'latin1');
  const parsed = parse(faithful);
  if (parsed === undefined) return mutateBytes(random, faithful);
  const tree = chance < 0.35 ? reshape(random, parsed) : parsed;
  for (let change = 1 + randomInteger(random, 3); change > 0; change -= 1) mutateTree(random, tree);
  const bytes = Buffer.from(print(tree), 'utf8');
  return random() < 0.1 ? mutateBytes(random, bytes) : bytes;
}

const ODD_BODIES = [
  ...[
    '',
    '{}',
    '[]',
    'null',
    '0',
    '"x"',
    'true',
    '{"id":null}',
    '{"id":""}',
    '{"Resources":null}',
    '{"Resources":{}}',
  ],
  ...[
    '{"totalResults":-1,"Resources":[]}',
    '{"totalResults":1e400,"Resources":[{}]}',
    '\x00',
    '\xff\xfe{\x00}\x00',
    '\xef\xbb\xbf{}',
  ],
  ...[
    '{"id":"x"}{"id":"y"}',
    '{"id":"\\ud800"}',
    ")]}',\n{}",
    '<?xml version="1.0"?><a/>',
    `${'['.repeat(9_000)}`,
    `{"a":${'['.repeat(200)}`,
  ],
];

/** What gateways and debug pages do: the whole request in the answer. */
function echo({ method, target, headers, body }: Asked): string {
  const lines = headers.map((header) => header.join(': '));
  return [`${method} ${target} HTTP/1.1`, ...lines, '', body.toString('latin1')].join('\r\n');
}

function errorBody(random: Random, status: number, text: string): Tree {
  return treeOf(
    pick(random, [
      { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status), detail: text },
      { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status, detail: { text }, scimType: 7 },
      { errors: [{ code: 10008, title: 'CF-UnprocessableEntity', detail: text }] },
      { errors: [null, {}, { detail: [text] }] },
      { error: 'scim_resource_not_found', message: text, error_description: text },
      { error: { code: '404.01', message: text }, description: text },
      { detail: new Raw('"\\ud83d"'), message: text.repeat(20) },
      { errorCode: 'x', detail: null, status: 'x' },
    ]),
  );
}

/** The right answer to another question. */
function reshape(random: Random, tree: Tree): Tree {
  const list =
    tree instanceof Members
      ? tree.entries.find(([name]) => name === 'Resources' || name === 'resources')
      : undefined;
  if (list !== undefined && Array.isArray(list[1]) && list[1].length > 0) {
    const [first = null] = list[1];
    switch (randomInteger(random, 3)) {
      case 0:
        return first;
      case 1:
        list[1] = Array.from({ length: 300 }, () => first);
        return tree;
      default:
        list[1] = [...list[1], ...list[1], null];
        return tree;
    }
  }
  return pick(random, [
    () => [tree],
    () =>
      new Members([
        ['Resources', [tree, tree]],
        ['totalResults', 2],
      ]),
    () =>
      new Members([
        ['resources', [tree]],
        ['pagination', treeOf({ next: { href: 'http://127.0.0.1:1/' } })],
      ]),
    () => new Members([['data', tree]]),
    () => {
      if (tree instanceof Members) tree.entries.push(['id', 'somebody-else']);
      return tree;
    },
  ])();
}

function parse(bytes: Buffer): Tree | undefined {
  try {
    return treeOf(JSON.parse(bytes.toString('utf8')));
  } catch {
    return undefined;
  }
}

function encoded(random: Random, plain: Buffer): readonly [Buffer, string] {
  const gzip = () => gzipSync(plain, { level: 1 });
  const ways: readonly (() => readonly [Buffer, string])[] = [
    () => [gzip(), 'gzip'],
    () => [gzip(), 'x-gzip'],
    () => [deflateSync(plain, { level: 1 }), 'deflate'],
    () => [brotliCompressSync(plain.subarray(0, 20_000)), 'br'],
    () => [plain, 'gzip'],
    () => [plain, 'br'],
    () => [gzip().subarray(0, -6), 'gzip'],
    () => [gzipSync(gzip()), 'gzip, gzip'],
    () => [gzip(), 'GZIP'],
    () => [plain, 'zstd'],
    () => [plain, 'identity'],
    () => [plain, ''],
    () => [Buffer.concat([gzip(), Buffer.from('trailing')]), 'gzip'],
  ];
  return pick(random, ways)();
}
