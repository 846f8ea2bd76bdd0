/** A backend that answers with the bomb of the moment; root document and logon stay those of the stand-in. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request as send } from 'undici';

/** What is asked, without the query. */
export type Explosion = (response: ServerResponse, path: string) => void;

export interface BombFront {
  readonly url: string;
  /** `undefined`: answer as the stand-in does. */
  explosion: Explosion | undefined;
  close(): void;
}

const NEEDED = /^\/(?:$|\?|oauth\/token)/;

export async function startBombFront(target: string): Promise<BombFront> {
  const front: { explosion: Explosion | undefined } = { explosion: undefined };
  const server = createServer((incoming, response) => {
    const { method, url: path = '/', headers } = incoming;
    const pieces: Buffer[] = [];
    response.on('error', () => {});
    incoming.on('data', (piece: Buffer) => pieces.push(piece));
    incoming.on('end', () => {
      const [plainPath = ''] = path.split('?');
      if (front.explosion !== undefined && !NEEDED.test(path)) return front.explosion(response, plainPath);
      const {
        host: _,
        connection: __,
        'content-length': ___,
        'transfer-encoding': ____,
        ...others
      } = headers;
      const body = Buffer.concat(pieces);
      send(`${target}${path}`, {
        method: method as 'GET',
        headers: others as Record<string, string>,
        body: body.length === 0 ? null : body,
      })
        .then(async (answer) => {
          const text = (await answer.body.text()).replaceAll(target, url);
          const type = String(answer.headers['content-type'] ?? 'application/json');
          response.writeHead(answer.statusCode, { 'content-type': type }).end(text);
        })
        .catch(() => response.destroy());
      return undefined;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(front, {
    url,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  });
}
