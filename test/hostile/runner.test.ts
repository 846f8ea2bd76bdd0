/** That the runner sees what it looks for, and tries the same again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createRandom } from '../../src/sandbox/kit/random.ts';
import { type Case, loadCase, saveCase } from './case.ts';
import { oddAnswer } from './grammar/answers.ts';
import type { Known } from './grammar/entities.ts';
import { plainRequest } from './grammar/plain-requests.ts';
import { request } from './grammar/requests.ts';
import { breakWire } from './grammar/wire.ts';
import { judge } from './judge.ts';
import { CollectedHeap } from './memory.ts';
import { KnownPool } from './pool.ts';
import { Connection, type Outcome } from './stage/connection.ts';

const KNOWN: Known = {
  Users: ['a', 'b'],
  Groups: ['g'],
  cursors: [{ cursor: 'c1', system: 's', endpoint: 'Users', rest: '' }],
};
const SENDER = { host: 'x', authorization: 'Basic x' };
const EXPECTED = { deadline: 1_000, receiving: 1_000, secrets: ['geheim'] };
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

const read: Case = {
  name: '',
  system: 's',
  method: 'GET',
  target: '/ipsproxy/api/v1/scim/s/Users/a',
  headers: [],
};

function answer(status: number, body: unknown, headers: Record<string, string> = {}): Outcome {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': 'application/scim+json', ...headers },
    body: Buffer.from(text),
    milliseconds: 1,
  };
}

function error(status: number, detail: string): Outcome {
  return answer(status, { schemas: [ERROR], status: String(status), detail });
}

it('makes the same cases and answers of the same seed', () => {
  const made = () => {
    const random = createRandom(7);
    const asked = { method: 'GET', target: '/', headers: [], body: Buffer.alloc(0) };
    const faithful = { status: 200, headers: [], body: Buffer.from('{"id":"a"}') };
    return Array.from({ length: 200 }, (_, index) => {
      const tried = request(random, 's', KNOWN, index);
      return [
        tried,
        plainRequest(random, 's', KNOWN, index),
        breakWire(random, tried, SENDER),
        oddAnswer(random, faithful, asked),
      ];
    });
  };
  expect(made()).toEqual(made());
});

it('saves a case with all its bytes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ipsproxy-hostile-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'case.json');
  const odd: Case = {
    ...read,
    body: Buffer.from([0xff, 0x00, 0x7b]),
    backend: {
      seed: 1,
      answers: [
        { manner: 'length', status: 200, headers: [['A', 'b']], body: Buffer.from('ä{}') },
        { manner: 'reset', status: 200, headers: [], body: Buffer.alloc(0) },
      ],
    },
  };
  saveCase(file, odd);
  expect(loadCase(file)).toEqual(odd);
});

it.each<[string, Outcome]>([
  ['no answer', { kind: 'late', milliseconds: 9 }],
  ['connection cut without an answer', { kind: 'cut', why: 'ended', received: 0, milliseconds: 1 }],
  ['500', error(500, 'Unexpected error in the proxy.')],
  ['503 without Retry-After', error(503, 'Try again later, please.')],
  ['400 that is no SCIM error', answer(400, { detail: 'This is wrong.' })],
  ['a secret in an answer', error(502, 'It said: geheim')],
  ['half a surrogate in an id', answer(200, '{"Resources":[{"id":"\\ud800"}]}')],
  ['answer about somebody else', answer(200, { id: 'b' })],
  ['answer is no JSON object', answer(200, '[]')],
  ['answer without a body', answer(200, '')],
])('finds: %s', (what, outcome) => {
  expect(judge(read, outcome, EXPECTED)).toMatchObject({ kind: 'finding', what });
});

it.each<Outcome>([
  answer(200, { id: 'a', x: '😀' }),
  answer(200, '{"id":"a","x":"\\ud800"}'),
  error(404, 'There is no such user.'),
  answer(204, ''),
])('finds nothing in what is right', (outcome) => {
  expect(judge(read, outcome, EXPECTED).kind).toBe('fine');
});

it('knows the documented 500, and counts it', () => {
  const detail = 'System s: the read transformation failed on this user: mapping 1, $.x: it is missing.';
  expect(judge(read, error(500, detail), EXPECTED).kind).toBe('known');
});

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';
const asking = (path: string, more: Partial<Case> = {}): Case => ({
  ...read,
  target: `/ipsproxy/api/v1/scim/s/${path}`,
  ...more,
});
const bulk = asking('Bulk', { method: 'POST', body: Buffer.from('{"Operations":[{"path":"/Users"}]}') });
const operations = (...done: readonly object[]) => answer(200, { schemas: [BULK], Operations: done });
const failed = (status: string, response: object) => operations({ method: 'POST', status, response });
const said = { schemas: [ERROR], detail: 'There is no such user.' };

it.each<[string, Case, Outcome]>([
  ['501, and not for Me', asking('Bulk'), error(501, 'Bulk is not implemented.')],
  ['501, and not for Me', asking('Users/Me'), error(501, 'This is not implemented.')],
  [
    'success of a cursor made up',
    asking('Users', { name: 'cursor made up', mustFail: true }),
    answer(200, {}),
  ],
  ['a cursor that cannot be sent', asking('Users?cursor='), answer(200, { nextCursor: 'a+b' })],
  ['a search answered without a list', asking('.search', { method: 'POST' }), answer(200, { id: 'a' })],
  [
    'more entities than asked for',
    asking('Users/.search', { method: 'POST' }),
    answer(200, { schemas: [LIST], Resources: Array.from({ length: 101 }, () => ({ id: 'a' })) }),
  ],
  ['answer about somebody else', asking('Schemas/urn:a'), answer(200, { id: 'urn:b' })],
  ['Bulk answered without a BulkResponse', bulk, answer(200, { schemas: [LIST], Operations: [] })],
  ['more operations than were sent', bulk, operations({ status: '204' }, { status: '204' })],
  ['an operation without a status', bulk, operations({ status: 201 })],
  ['an operation of Bulk: 404 that is no SCIM error', bulk, failed('404', { ...said, status: '400' })],
  ['an operation of Bulk: 500', bulk, failed('500', { ...said, status: '500' })],
  ['an operation of Bulk: 501, and not for Me', bulk, failed('501', { ...said, status: '501' })],
])('finds: %s', (what, tried, outcome) => {
  expect(judge(tried, outcome, EXPECTED)).toMatchObject({ kind: 'finding', what });
});

it.each<[string, Case, Outcome]>([
  ['501 of the backend', asking('Users'), error(501, 'The backend answered POST /scim/Users with 501.')],
  ['501 of Me', asking('Me'), error(501, 'Me is not implemented.')],
  ['a cursor refused', asking('Users', { mustFail: true }), error(400, 'This cursor is not one.')],
  ['a page with a cursor', asking('Users?cursor='), answer(200, { nextCursor: 'a-b_c.d~' })],
  ['a URN in another case', asking('Schemas/URN%3AA'), answer(200, { id: 'urn:a' })],
  [
    'all schemas',
    asking('Schemas?count=1'),
    answer(200, { schemas: [LIST], Resources: [{ id: 'urn:a' }, { id: 'urn:b' }] }),
  ],
  ['an operation that failed', bulk, failed('404', { ...said, status: '404' })],
  ['an operation that was done', bulk, operations({ method: 'POST', status: '201', location: 'http://x/y' })],
])('finds nothing in %s', (_, tried, outcome) => {
  expect(judge(tried, outcome, EXPECTED).kind).toBe('fine');
});

it.each([
  ['of which nothing is kept', (cases: number) => 40e6 + (cases % 3) * 1e6, false],
  ['whose caches fill at first', (cases: number) => 80e6 - 40e6 * Math.exp(-cases / 10_000), false],
  ['that keeps 300 bytes of each case', (cases: number) => 40e6 + 300 * cases, true],
])('tells whether a heap grows %s', (_, heap, grows) => {
  const collected = new CollectedHeap();
  for (let cases = 0; cases <= 100_000; cases += 8_000) collected.add(cases, heap(cases));
  expect(collected.grows).toBe(grows);
});

it('keeps the cursors that were given out, with the list that they belong to', () => {
  const pool = new KnownPool();
  const page = answer(200, { nextCursor: 'abc' });
  pool.observe(asking('Users?cursor=&count=2&filter=x'), page);
  pool.observe(asking('Users?count=2'), page);
  expect(pool.cursors).toEqual([{ cursor: 'abc', system: 's', endpoint: 'Users', rest: '&filter=x' }]);
});

it.each<[string, string, Outcome['kind']]>([
  ['a length', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}', 'answer'],
  ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n', 'answer'],
  ['something before it', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n', 'answer'],
  ['half a body', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}', 'cut'],
  ['nothing', '', 'cut'],
  ['a line break in a header', 'HTTP/1.1 200 OK\r\nX: a\nb\r\n\r\n', 'broken'],
])('reads an answer with %s', async (_, text, kind) => {
  const server = createServer((socket) => socket.end(text));
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const connection = new Connection(typeof address === 'object' && address !== null ? address.port : 0);
  const outcome = await connection.exchange([Buffer.from('x')], { method: 'GET', patience: 20_000 });
  expect(outcome.kind).toBe(kind);
});
