/** Receives and reads the body of a request, in the memory that all requests share. */
import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { JsonObject } from '../../scim/json.ts';
import { heapOf, isSmall } from '../work/heap.ts';
import { parseBody, parseLargeBody } from './body.ts';
import type { LongLists } from './body-content.ts';
import { type Arrivals, type Body, brokenOff, readBody } from './read-body.ts';

export interface ReceiveOptions {
  /** Bytes: `server.bodyLimit`. */
  readonly limit: number;
  readonly arrivals: Arrivals;
}

/**
 * The body, without waiting where a small one came along with its headers, as nearly all do.
 *
 * @throws ScimError 413, 400, 503
 */
export function receiveBody(
  request: FastifyRequest,
  payload: Readable,
  options: ReceiveOptions,
): JsonObject | Promise<JsonObject> {
  const { readableLength: length } = payload;
  const isHere = length > 0 && length === Number(request.headers['content-length']);
  const heap = heapOfSmall(length);
  if (!isHere || length > options.limit || !isSmall(heap)) return receiveLater(request, payload, options);
  const bytes: Buffer = payload.read();
  // Its end is still to come, and without a reader it never would.
  payload.resume();
  request.scim.memory.reserve(heap);
  return parseBody(bytes, longListsOf(request));
}

async function receiveLater(
  request: FastifyRequest,
  payload: Readable,
  { limit, arrivals }: ReceiveOptions,
): Promise<JsonObject> {
  const { headers, scim } = request;
  if (scim.target === undefined) throw new Error('The request was not admitted.');
  const onWait = (giveUp: () => void) => {
    scim.onGone = giveUp;
  };
  const body = await readBody(payload, {
    contentLength: headers['content-length'],
    limit,
    systemId: scim.target.systemId,
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

async function parsed(request: FastifyRequest, { bytes, gauge }: Body): Promise<JsonObject> {
  const { scim } = request;
  const longLists = longListsOf(request);
  const heap =
    gauge === undefined ? heapOfSmall(bytes.length) : heapOf({ bytes: bytes.length, values: gauge.values });
  if (isSmall(heap)) {
    scim.memory.reserve(heap);
    return parseBody(bytes, longLists);
  }

  const client = new AbortController();
  const onGone = () => client.abort(brokenOff());
  scim.onGone = onGone;
  await scim.memory.reserve(heap, client.signal);
  const inTurns = () => {
    client.signal.throwIfAborted();
    return scim.pause();
  };
  const body =
    gauge === undefined
      ? parseBody(bytes, longLists)
      : await parseLargeBody(bytes, gauge, longLists, inTurns);
  client.signal.throwIfAborted();
  return body;
}

/** Of a small body nobody counts the values; there is at most one in two bytes. */
function heapOfSmall(bytes: number): number {
  return heapOf({ bytes, values: bytes / 4 });
}

function longListsOf({ scim }: FastifyRequest): LongLists {
  const { target } = scim;
  if (target?.scope === 'resource') return target.resource.membersName;
  if (target?.purpose !== 'bulk') return 'members';
  const { system } = target;
  return {
    ofOperations: system.endpoints.map((endpoint) => system.resource(endpoint)?.membersName ?? 'members'),
  };
}
