/** Answers that are small to send and dear to read, or never end. */
import type { ServerResponse } from 'node:http';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import type { Kind } from '../stage/configuration.ts';
import type { Explosion } from './front.ts';

export interface AnswerBomb {
  readonly name: string;
  /** It never ends; asked in two ways only, as each takes as long as the proxy waits. */
  readonly slow?: boolean | undefined;
  /** Made once, before it is used. */
  explosion(): Explosion;
}

/** What the bomb is asked with, for each kind of system. */
export interface Question {
  readonly name: string;
  readonly kind: Kind;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly content?: object | undefined;
}

const MEGABYTE = 1_000_000;
const user = { userName: 'bomb', name: { familyName: 'B' }, emails: [{ value: 'bomb@example.com' }] };

export const QUESTIONS: readonly Question[] = [
  { name: 'list', kind: 'v2', method: 'GET', path: 'Users?count=10' },
  { name: 'read', kind: 'v2', method: 'GET', path: 'Users/<user>' },
  { name: 'create', kind: 'v2', method: 'POST', path: 'Users', content: user },
  { name: 'list, version 1', kind: 'v1', method: 'GET', path: 'Users?count=10' },
  { name: 'read of a group, version 1', kind: 'v1', method: 'GET', path: 'Groups/<group>' },
  { name: 'list, Cloud Foundry', kind: 'cf', method: 'GET', path: 'Users?count=10' },
  { name: 'groups, Cloud Foundry', kind: 'cf', method: 'GET', path: 'Groups?count=10' },
];

/** A list of users, an entity and a page of Cloud Controller in one. */
const shell = (inside: string, resources: string) =>
  `{"id":"x","userName":"x","totalResults":1,"x":${inside},"Resources":${resources},"resources":${resources}}`;

const list = (piece: string, size: number) =>
  `[${`${piece},`.repeat(Math.floor(size / (piece.length + 1)))}${piece}]`;

const JSON_TYPE = { 'content-type': 'application/scim+json' };

function whole(body: Buffer, headers: Readonly<Record<string, string>> = {}, status = 200): Explosion {
  return (response) => {
    response.writeHead(status, { ...JSON_TYPE, 'content-length': body.length, ...headers });
    response.end(body);
  };
}

const gzip = (text: string) => gzipSync(text, { level: 9 });
const brotli = (text: string) =>
  brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });

/** Without a repetition that compresses well. */
function varied(bytes: number): string {
  const texts: string[] = [];
  for (let size = 0, at = 1; size < bytes; at += 1) {
    const text = `{"id":"${(at * 2_654_435_761) % 4_294_967_296}"}`;
    texts.push(text);
    size += text.length + 1;
  }
  return `[${texts.join(',')}]`;
}

/** Writes the same again and again until the other side has enough. */
function endless(start: string, piece: Buffer, pause: number): Explosion {
  return (response) => {
    response.writeHead(200, JSON_TYPE);
    response.write(start);
    const more = () => {
      if (response.destroyed) return;
      if (pause > 0) {
        response.write(piece);
        setTimeout(more, pause);
      } else if (response.write(piece)) setImmediate(more);
      else response.once('drain', more);
    };
    more();
  };
}

function onSocket(write: (socket: NonNullable<ServerResponse['socket']>) => void): Explosion {
  return ({ socket }) => {
    if (socket !== null && !socket.destroyed) write(socket);
  };
}

export const ANSWER_BOMBS: readonly AnswerBomb[] = [
  {
    name: 'gzip of 60 MB of {}',
    explosion: () => whole(gzip(shell('0', list('{}', 60 * MEGABYTE))), { 'content-encoding': 'gzip' }),
  },
  {
    name: 'gzip of 60 MB of {} in an attribute',
    explosion: () => whole(gzip(shell(list('{}', 60 * MEGABYTE), '[]')), { 'content-encoding': 'gzip' }),
  },
  {
    name: 'brotli of 60 MB of {}',
    explosion: () => whole(brotli(shell('0', list('{}', 60 * MEGABYTE))), { 'content-encoding': 'br' }),
  },
  {
    name: 'deflate of 60 MB of {}',
    explosion: () =>
      whole(deflateSync(shell('0', list('{}', 60 * MEGABYTE))), { 'content-encoding': 'deflate' }),
  },
  {
    name: 'gzip of a gigabyte of zeros',
    explosion: () =>
      whole(gzipSync(Buffer.alloc(1_000 * MEGABYTE), { level: 1 }), { 'content-encoding': 'gzip' }),
  },
  {
    name: 'gzip of about 1 MB',
    explosion: () => whole(gzip(shell('0', varied(7 * MEGABYTE))), { 'content-encoding': 'gzip' }),
  },
  {
    name: 'gzip of 60 MB of HTML',
    explosion: () =>
      whole(
        gzip('<p>'.repeat(20 * MEGABYTE)),
        { 'content-encoding': 'gzip', 'content-type': 'text/html' },
        502,
      ),
  },
  {
    name: 'an error of 60 MB',
    explosion: () =>
      whole(gzip(`{"detail":"${'x'.repeat(60 * MEGABYTE)}"}`), { 'content-encoding': 'gzip' }, 400),
  },
  {
    name: 'more entities than asked for',
    explosion: () =>
      whole(
        Buffer.from(shell('0', list('{"id":"a","userName":"a","emails":[{"value":"a@b.c"}]}', 5 * MEGABYTE))),
      ),
  },
  {
    name: 'an entity of 30 MB',
    explosion: () =>
      whole(Buffer.from(`{"id":"x","userName":"x","displayName":"${'x'.repeat(30 * MEGABYTE)}"}`)),
  },
  {
    name: 'an entity of 30 MB in a list',
    explosion: () => whole(Buffer.from(shell('0', `[{"id":"x","userName":"${'x'.repeat(30 * MEGABYTE)}"}]`))),
  },
  { name: 'millions of values', explosion: () => whole(Buffer.from(shell(list('0', 20 * MEGABYTE), '[]'))) },
  {
    name: 'a million members',
    explosion: () =>
      whole(Buffer.from(`{"id":"x","displayName":"g","members":${list('{"value":"a"}', 15 * MEGABYTE)}}`)),
  },
  {
    name: 'lists nested deeply',
    explosion: () =>
      whole(Buffer.from(shell(`${'['.repeat(5 * MEGABYTE)}${']'.repeat(5 * MEGABYTE)}`, '[]'))),
  },
  {
    name: 'objects nested deeply',
    explosion: () => whole(Buffer.from(shell(`${'{"a":'.repeat(MEGABYTE)}0${'}'.repeat(MEGABYTE)}`, '[]'))),
  },
  {
    name: 'an answer without an end',
    slow: true,
    explosion: () => endless('{"Resources":[', Buffer.from('{},'.repeat(20_000)), 0),
  },
  { name: 'an answer in drops', slow: true, explosion: () => endless('{"id":"', Buffer.from('x'), 100) },
  {
    name: 'a head without an end',
    slow: true,
    explosion: () =>
      onSocket((socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const more = () => {
          if (!socket.destroyed && socket.write('X-Odd: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n'.repeat(50)))
            setTimeout(more, 5);
        };
        more();
      }),
  },
  {
    name: 'informational answers without an end',
    slow: true,
    explosion: () =>
      onSocket((socket) => {
        const more = () => {
          if (!socket.destroyed && socket.write('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'.repeat(50)))
            setTimeout(more, 5);
        };
        more();
      }),
  },
  { name: 'nothing at all', slow: true, explosion: () => () => {} },
];
