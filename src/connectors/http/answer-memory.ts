/** The memory that a large answer needs, before anybody knows what is in it. */
import type { OutboundRequest } from './exchange.ts';

/** Bytes of heap for each byte of an answer, with what is read from it and made of it: entities have a value in some 20 bytes. */
const HEAP_PER_BYTE = 12;
/** For each value of one that has more than that. */
const HEAP_PER_VALUE = 160;

/** @throws ScimError 503, also later, where it would take too long until others are done */
export function provideFor(bytes: number, request: OutboundRequest): Promise<void> | undefined {
  const { memory, method, signal } = request;
  if (memory === undefined || bytes <= 0) return undefined;
  if (method === 'GET') return memory.reserve(bytes * HEAP_PER_BYTE, signal);
  // What is done is done: it is not to fail for want of memory for the answer.
  memory.insist(bytes * HEAP_PER_BYTE);
  return undefined;
}

/** What an answer needs beyond that once its values are counted. */
export function moreFor(bytes: number, values: number): number {
  return Math.max(0, values * HEAP_PER_VALUE - bytes * HEAP_PER_BYTE);
}
