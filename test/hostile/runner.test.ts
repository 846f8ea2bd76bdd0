/** That the runner sees what it looks for, and tries the same again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createRandom } from '../../src/sandbox/kit/random.ts';
import { type Case, loadCase, saveCase } from './case.ts';
import { oddAnswer } from './grammar/answers.ts';
import { request } from './grammar/requests.ts';
import { breakWire } from './grammar/wire.ts';
import { judge } from './judge.ts';
import { Connection, type Outcome } from './stage/connection.ts';

const KNOWN = { Users: ['a', 'b'], Groups: ['g'] };
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
      return [tried, breakWire(random, tried, SENDER), oddAnswer(random, faithful, asked)];
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
