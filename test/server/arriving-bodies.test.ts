/** A body is the same however it arrives, and the connection goes on behind it. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { API, AUTHORIZATION, fakeSystem, SYSTEM, startProxy } from './helpers.ts';

const bodyOf = (userName: string) => JSON.stringify({ userName, displayName: 'Ada' });

const head = (framing: string) =>
  [
    `POST ${API}/${SYSTEM}/Users HTTP/1.1`,
    'Host: x',
    `Authorization: ${AUTHORIZATION}`,
    'Content-Type: application/scim+json; charset=utf-8',
    `${framing}\r\n\r\n`,
  ].join('\r\n');

const withLength = (body: string) => head(`Content-Length: ${body.length}`);

async function setUp() {
  const system = fakeSystem();
  const proxy = await startProxy({ systems: [system] });
  const socket = connect(proxy.port, '127.0.0.1').setNoDelay(true);
  onTestFinished(() => void socket.destroy());
  let answers = '';
  socket.on('data', (chunk: Buffer) => {
    answers += chunk.toString();
  });
  const statuses = () => answers.match(/HTTP\/1\.1 \d+/g) ?? [];
  const receive = async (count: number) => {
    while (statuses().length < count) await once(socket, 'data');
    expect(statuses()).toEqual(Array.from({ length: count }, () => 'HTTP/1.1 200'));
  };
  const names = () => system.calls.map(({ body }) => body?.['userName']);
  /** Each piece in a segment of its own, as far as that can be had. */
  const write = async (pieces: readonly string[]) => {
    for (const piece of pieces) {
      socket.write(piece);
      await new Promise(setImmediate);
    }
  };
  return { write, receive, names };
}

it('one request after the other, along with the headers, behind them, and in pieces', async () => {
  const { write, receive, names } = await setUp();
  const along = bodyOf('along');
  await write([`${withLength(along)}${along}`]);
  await receive(1);
  const behind = bodyOf('behind');
  await write([withLength(behind), behind]);
  await receive(2);
  const halves = bodyOf('halves');
  await write([`${withLength(halves)}${halves.slice(0, 10)}`, halves.slice(10)]);
  await receive(3);
  const chunk = bodyOf('chunk');
  const chunked = `${chunk.length.toString(16)}\r\n${chunk}\r\n0\r\n\r\n`;
  await write([`${head('Transfer-Encoding: chunked')}${chunked}`]);
  await receive(4);
  await write([`${withLength(along)}${along}`]);
  await receive(5);
  expect(names()).toEqual(['along', 'behind', 'halves', 'chunk', 'along']);
});

it('several requests at once', async () => {
  const { write, receive, names } = await setUp();
  const sent = ['one', 'two', 'three'];
  await write([
    sent
      .map(bodyOf)
      .map((body) => `${withLength(body)}${body}`)
      .join(''),
  ]);
  await receive(3);
  expect(names()).toEqual(sent);
});
