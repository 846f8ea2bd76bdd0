/** Requests as bytes, and what is not even HTTP. */
import { pick, type Random, randomInteger } from '../../../src/sandbox/kit/random.ts';
import type { Case, Header } from '../case.ts';

export interface Sender {
  /** `127.0.0.1:8080` */
  readonly host: string;
  /** Value of the header Authorization. */
  readonly authorization: string;
}

/** The bytes of a request. Header values are ISO-8859-1, as they are in HTTP. */
export function bytesOf(tried: Case, { host, authorization }: Sender): Buffer[] {
  if (tried.wire !== undefined) return [tried.wire];
  const headers: Header[] = [['Host', host], ['Authorization', authorization], ...tried.headers];
  const { body } = tried;
  if (body !== undefined) headers.push(['Content-Length', String(body.length)]);
  const head = Buffer.from(
    `${tried.method} ${tried.target} HTTP/1.1\r\n${headers.map((header) => header.join(': ')).join('\r\n')}\r\n\r\n`,
    'latin1',
  );
  return body === undefined ? [head] : [head, body];
}

/** Whether it has a request line, a head and, as far as that can be told, all of its body. */
export function isWhole(wire: Buffer): boolean {
  const end = wire.indexOf('\r\n\r\n');
  if (end === -1 || !/^\S+ \S+ HTTP\/1\.[01]\r\n/.test(wire.subarray(0, 70_000).toString('latin1')))
    return false;
  const head = wire.subarray(0, end).toString('latin1');
  if (/^transfer-encoding/im.test(head)) return false;
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  return wire.length >= end + 4 + length;
}

const LINES: readonly string[] = [
  ...[
    'Content-Length: 5',
    'Content-Length: -1',
    'Content-Length: 99999999999999999999',
    'Content-Length: 5, 6',
    ' folded: x',
  ],
  ...[
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: gzip, chunked',
    'Transfer-Encoding: chunked, identity',
    'NoColon',
  ],
  ...[
    ': empty',
    'Bad Name: x',
    'X: \x00',
    'X: \x7f',
    'X: a\rb',
    'Host: a',
    'Host: a b',
    'Authorization: Basic x',
    'Connection: upgrade',
  ],
  ...[
    'Expect: 100-continue',
    'Expect: x',
    'Upgrade: websocket',
    `X: ${'x'.repeat(40_000)}`,
    'Connection: close, keep-alive',
    'TE: trailers',
  ],
];

/** Breaks a request in its bytes. */
export function breakWire(random: Random, tried: Case, sender: Sender): Case {
  const whole = Buffer.concat(bytesOf(tried, sender));
  const end = whole.indexOf('\r\n\r\n');
  const head = whole.subarray(0, end).toString('latin1').split('\r\n');
  const rest = whole.subarray(end);
  const withHead = (lines: readonly string[]) =>
    Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), rest]);
  const name = `broken HTTP, ${tried.name}`;
  const made = (wire: Buffer): Case => ({ ...tried, name, wire });
  const at = 1 + randomInteger(random, head.length);
  switch (randomInteger(random, 9)) {
    case 0:
      return made(whole.subarray(0, randomInteger(random, whole.length)));
    case 1:
    case 2:
      return made(withHead(head.toSpliced(at, 0, pick(random, LINES))));
    case 3:
      return made(
        withHead(head.toSpliced(at, 0, ...Array.from({ length: 3_000 }, (_, index) => `X-${index}: y`))),
      );
    case 4:
      return made(withHead([`${pick(random, REQUEST_LINES)}`, ...head.slice(1)]));
    case 5: {
      const lines = head.filter((line) => !/^content-length/i.test(line));
      const chunks = Buffer.from(pick(random, CHUNKS), 'latin1');
      const chunked = [...lines, 'Transfer-Encoding: chunked'].join('\r\n');
      return made(Buffer.concat([Buffer.from(`${chunked}\r\n\r\n`, 'latin1'), chunks]));
    }
    case 6: {
      const where = randomInteger(random, whole.length);
      const odd = Buffer.from([randomInteger(random, 256)]);
      return made(Buffer.concat([whole.subarray(0, where), odd, whole.subarray(where + 1)]));
    }
    case 7:
      return made(Buffer.from(whole.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'));
    default:
      return made(Buffer.from(pick(random, GREETINGS), 'latin1'));
  }
}

const REQUEST_LINES = [
  ...[
    'GET / HTTP/9.9',
    'GET /',
    'GET  / HTTP/1.1',
    ' GET / HTTP/1.1',
    'get / HTTP/1.1',
    'GET http:// HTTP/1.1',
    'GET * HTTP/1.1',
  ],
  ...[
    'GET http://[::1/ HTTP/1.1',
    'CONNECT a:1 HTTP/1.1',
    'OPTIONS * HTTP/1.1',
    'GET /\x00 HTTP/1.1',
    'GET /\xff HTTP/1.1',
    'BREW / HTTP/1.1',
  ],
  ...[
    `GET /${'x'.repeat(40_000)} HTTP/1.1`,
    'GET / HTTP/1.0',
    'GET /ipsproxy/api/v1/scim/%zz/Users HTTP/1.1',
    'PRI * HTTP/2.0',
  ],
];
const CHUNKS = [
  ...[
    '0\r\n\r\n',
    'zz\r\n',
    '-1\r\n\r\n',
    'fffffffffffffffff\r\n',
    '2\r\n{}\r\n0\r\n\r\n',
    '2\r\n{}\r\n0\r\nX: y\r\n\r\n',
    '2\n{}\n0\n\n',
  ],
  ...[
    `2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
    '5\r\n{}',
    '1\r\n{\r\n1\r\n}\r\n0\r\n\r\n',
    '0\r\n\r\nGET / HTTP/1.1\r\n\r\n',
  ],
];
const GREETINGS = [
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc',
  'SSH-2.0-x\r\n',
  '\r\n\r\n\r\n',
  'EHLO x\r\n',
  '\x00'.repeat(100),
  '{}',
  'x'.repeat(70_000),
];
