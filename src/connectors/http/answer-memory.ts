/** The memory that a large answer needs, before anybody knows what is in it. */
import { ScimError } from '../../scim/errors.ts';
import { type OutboundRequest, TransportFailure } from './exchange.ts';

/** Bytes of heap for each byte of an answer, with what is read from it and made of it: entities have a value in some 20 bytes. */
const HEAP_PER_BYTE = 12;
/** For each value of one that has more than that. */
const HEAP_PER_VALUE = 160;

/** Why an answer was not read. */
export const NO_MEMORY = 'NO_MEMORY';

/** To a read: that nothing was done is said of this call alone. */
export class AnswerNotRead extends ScimError {}

/**
 * @param bytes of an answer of this status
 * @param mayWait else there is memory at once or not at all
 * @throws AnswerNotRead 503, always later, where it would take too long until others are done; for a write, which is done
 *   whatever becomes of its answer, {@link TransportFailure} `NO_MEMORY`
 */
export function provideFor(
  bytes: number,
  status: number,
  request: OutboundRequest,
  mayWait = true,
): Promise<void> | undefined {
  const { memory, method, signal } = request;
  if (memory === undefined || !(bytes > 0)) return undefined;
  let waiting: Promise<void> | undefined;
  try {
    waiting = memory.reserve(bytes * HEAP_PER_BYTE, signal, mayWait);
  } catch (error) {
    waiting = Promise.reject(error);
  }
  return waiting?.catch((cause) => {
    if (method === 'GET') {
      if (!(cause instanceof ScimError)) throw cause;
      throw new AnswerNotRead(cause.status, cause.message, { retryAfter: cause.retryAfter, cause });
    }
    throw new TransportFailure(NO_MEMORY, { progress: 'answering', status, cause });
  });
}

/** What an answer needs beyond that once its values are counted. */
export function moreFor(bytes: number, values: number): number {
  return Math.max(0, values * HEAP_PER_VALUE - bytes * HEAP_PER_BYTE);
}
