/** Receives and reads the body of a request, in the memory that all requests share. */
import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { JsonObject } from '../../scim/json.ts';
import { heapOf, isSmall } from '../work/memory.ts';
import { parseBody, parseLargeBody } from './body.ts';
import { type Arrivals, type Body, brokenOff, readBody } from './read-body.ts';

export interface ReceiveOptions {
  /** Bytes: `server.bodyLimit`. */
  readonly limit: number;
  readonly arrivals: Arrivals;
}

/** @throws ScimError 413, 400, 503 */
export async function receiveBody(
  request: FastifyRequest,
  payload: Readable,
  { limit, arrivals }: ReceiveOptions,
): Promise<JsonObject> {
  const { headers, scim } = request;
  const onWait = (giveUp: () => void) => {
    scim.onGone = giveUp;
  };
  const body = await readBody(payload, {
    contentLength: headers['content-length'],
    limit,
    arrivals,
    onWait,
  });
  scim.onGone = undefined;
  try {
    return await parsed(request, body);
  } finally {
    body.release();
  }
}

async function parsed({ scim }: FastifyRequest, { bytes, gauge }: Body): Promise<JsonObject> {
  const membersName = scim.target?.resource.membersName ?? 'members';
  // Of a small one nobody counts the values; there is at most one in two bytes.
  const heap = heapOf({ bytes: bytes.length, values: gauge?.values ?? bytes.length / 4 });
  if (isSmall(heap)) {
    scim.memory.reserve(heap);
    return parseBody(bytes, membersName);
  }

  const client = new AbortController();
  scim.onGone = () => client.abort(brokenOff());
  await scim.memory.reserve(heap, client.signal);
  const inTurns = () => {
    client.signal.throwIfAborted();
    return scim.pause();
  };
  const body =
    gauge === undefined
      ? parseBody(bytes, membersName)
      : await parseLargeBody(bytes, gauge, membersName, inTurns);
  client.signal.throwIfAborted();
  return body;
}
