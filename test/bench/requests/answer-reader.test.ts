import { expect, it } from 'vitest';
import { AnswerReader } from '../../../bench/requests/load/answer-reader.ts';

const CHUNKED = 'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n';

const answers: readonly [string, number, string][] = [
  ['a length', 200, 'HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 5\r\n\r\n\r\n\r\nx'],
  ['no body', 200, 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'],
  ['204', 204, 'HTTP/1.1 204 No Content\r\nA: b\r\n\r\n'],
  ['chunks', 201, `${CHUNKED}3\r\n{"\r\r\n1a;x=y\r\n${'\r\n'.repeat(13)}\r\n0\r\n\r\n`],
  ['chunks and a trailer', 201, `${CHUNKED}1\r\nx\r\n0\r\nA: b\r\n\r\n`],
];

it.each(answers)('reads an answer with %s, in whatever pieces it comes', (_, status, text) => {
  const bytes = Buffer.from(text);
  const reader = new AnswerReader();
  for (let size = 1; size <= bytes.length; size += 1) {
    const complete: boolean[] = [];
    for (let at = 0; at < bytes.length; at += size) complete.push(reader.read(bytes.subarray(at, at + size)));
    expect([size, reader.status, complete.indexOf(true)]).toEqual([size, status, complete.length - 1]);
  }
});

it('notices what stands behind an answer', () => {
  const text = 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab';
  expect(() => new AnswerReader().read(Buffer.from(text))).toThrow(/behind an answer/);
});

it('needs a length', () => {
  expect(() => new AnswerReader().read(Buffer.from('HTTP/1.1 200 OK\r\n\r\n'))).toThrow(/without a length/);
});
