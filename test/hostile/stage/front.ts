/**
 * A hostile backend: it stands in front of a good one, lets through what nobody asked to spoil, and spoils the rest. Which
 * plan a call belongs to says the request id, which the proxy passes on.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request as send } from 'undici';
import { createRandom, mixSeed } from '../../../src/sandbox/kit/random.ts';
import type { Answer, BackendPlan, Header } from '../case.ts';
import { type Asked, type FaithfulAnswer, oddAnswer } from '../grammar/answers.ts';
import { write } from './write-answer.ts';

/** What became of a plan. */
export interface Performance {
  readonly plan: BackendPlan;
  /** What was answered, in order; `undefined` where it was faithful. */
  readonly given: (Answer | undefined)[];
}

export interface Front {
  readonly url: string;
  readonly performances: Map<string, Performance>;
  close(): void;
}

/** The root document and the logon, without which nothing is ever asked. */
const NEEDED = /^\/(?:$|\?|oauth\/token)/;

/** @param logonToo spoils what is needed for everything else as well */
export async function startFront(target: string, logonToo: boolean): Promise<Front> {
  const performances = new Map<string, Performance>();
  const server = createServer((incoming, response) => {
    serve(incoming, response).catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await read(incoming);
    const performance = performances.get(String(incoming.headers['x-request-id']));
    const spared = !logonToo && NEEDED.test(asked.target);
    const faithful = await forward(asked, incoming, target, url);
    if (performance === undefined || spared) return write(response, { ...faithful, manner: 'length' });
    const { plan, given } = performance;
    const answer =
      plan.answers === undefined
        ? oddAnswer(createRandom(mixSeed(plan.seed, given.length)), faithful, asked)
        : plan.answers[given.length];
    given.push(answer);
    return write(response, answer ?? { ...faithful, manner: 'length' });
  }

  return {
    url,
    performances,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function read(incoming: IncomingMessage): Promise<Asked> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  const headers: Header[] = [];
  for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
    headers.push([incoming.rawHeaders[at] ?? '', incoming.rawHeaders[at + 1] ?? '']);
  }
  return { method: incoming.method ?? '', target: incoming.url ?? '', headers, body: Buffer.concat(pieces) };
}

async function forward(
  { method, target: path, body }: Asked,
  incoming: IncomingMessage,
  target: string,
  own: string,
): Promise<FaithfulAnswer> {
  const {
    host: _,
    connection: __,
    'content-length': ___,
    'transfer-encoding': ____,
    ...headers
  } = incoming.headers;
  const answer = await send(`${target}${path}`, {
    method: method as 'GET',
    headers: headers as Record<string, string>,
    body: body.length === 0 ? null : body,
  });
  const text = await answer.body.text();
  return {
    status: answer.statusCode,
    headers: Object.entries(answer.headers).map(([name, value]) => [
      name,
      String(value).replaceAll(target, own),
    ]),
    // Links lead back here.
    body: Buffer.from(text.replaceAll(target, own)),
  };
}
