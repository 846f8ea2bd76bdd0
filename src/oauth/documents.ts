/** Gets documents of issuers: small, soon, without following anybody elsewhere. */

import { openConnections } from '../connectors/http/connections.ts';
import { decompress } from '../connectors/http/decompress.ts';
import { compose } from '../connectors/http/exchange.ts';
import { commonContext, type Surroundings } from '../connectors/http/way/surroundings.ts';
import type { Way } from '../connectors/http/way/way.ts';
import { WebProxyLogons } from '../connectors/http/way/web-proxy-logon.ts';
import { steadyNow } from '../steady-clock.ts';

/** Bytes; keys and metadata have a few thousand. */
const LARGEST = 256 * 1024;
/** Milliseconds until a document has to be there. */
const PATIENCE = 5000;

/**
 * @param url https, or http within the machine
 * @param requestId of the request that needs it first, to be found in the issuer's log; absent: none does
 * @throws Error that says why it cannot be had
 */
export type GetDocument = (url: string, requestId?: string) => Promise<string>;

export function documentsBy(surroundings: Surroundings): GetDocument {
  const { authorities } = surroundings;
  const logons = new WebProxyLogons();
  const way: Way = {
    key: 'issuers',
    tls: authorities.length === 0 ? undefined : { current: async () => commonContext(surroundings) },
    webProxyFor: (origin) => surroundings.webProxyFor(origin),
    webProxyLogon: (webProxy) => logons.of(webProxy, steadyNow),
  };
  return async (url, requestId) => {
    const { origin, pathname, search } = new URL(url);
    // Asked for once in minutes: a connection would not stay open so long.
    const connections = openConnections(origin, { connectTimeout: PATIENCE, connections: 1 }, way);
    try {
      const { status, body } = await compose(
        connections.send,
        decompress,
      )({
        method: 'GET',
        path: `${pathname}${search}`,
        headers: {
          accept: 'application/json',
          'user-agent': 'ipsproxy',
          ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
        },
        signal: AbortSignal.timeout(PATIENCE),
        limit: { bytes: LARGEST, values: LARGEST },
      });
      if (status !== 200) throw new Error(`${url} answers with status ${status}`);
      return body.toString('utf8');
    } catch (error) {
      throw reasonOf(error, url);
    } finally {
      void connections.close();
    }
  };
}

function reasonOf(error: unknown, url: string): Error {
  const { reason } = error as { readonly reason?: string };
  if (reason === undefined) return error as Error;
  if (reason === 'ABORTED') return new Error(`${url} does not answer within ${PATIENCE / 1000} seconds`);
  return new Error(`${url} cannot be read: ${reason}`, { cause: error });
}
