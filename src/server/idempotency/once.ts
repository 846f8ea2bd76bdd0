/**
 * A request with an Idempotency-Key is done once (draft-ietf-httpapi-idempotency-key-header-07, section 2.6): whoever sends it
 * again gets the same answer, from any instance that shares the state. Only loaded where a client sends the header.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProxyContext, ProxyResponse } from '../../proxy/types.ts';
import { ScimError } from '../../scim/errors.ts';
import type { JsonObject } from '../../scim/json.ts';
import { printInPieces } from '../../scim/large-json/print.ts';
import { isUndone } from '../../scim/undone.ts';
import { type State, StateUnavailable } from '../../state/state.ts';
import type { ScimTarget } from '../request-state.ts';
import { answerAgain, isFinal, printError, printResponse } from './answer.ts';
import { KeptAnswers } from './kept-answers.ts';
import { idempotencyKeyOf } from './key.ts';
import { Seal } from './seal.ts';

/** Says that nothing was done for this request. */
const REPLAYED = 'idempotency-replayed';
/** Milliseconds beyond the deadline of a request within which its work has certainly ended. */
const AFTER_DEADLINE = 60_000;
/** Seconds. */
const BUSY_RETRY = 1;
const AWAY_RETRY = 5;

export interface Work {
  /** Milliseconds that the request may take. */
  readonly timeout: number;
  readonly progress: ProxyContext['progress'];
  /** @param begunBefore what a context has of a request that was begun before, and perhaps done */
  perform(begunBefore: ProxyContext['begunBefore']): Promise<ProxyResponse>;
}

/**
 * Does the work, unless it was done before.
 *
 * @throws ScimError 400 for a header that is no key, 422 for the key of another request, 409 where it is under way, 503 where
 *   nobody could remember it; and whatever the work throws, now or before
 */
export async function doOnce(
  request: FastifyRequest,
  reply: FastifyReply,
  target: ScimTarget,
  { timeout, progress, perform }: Work,
): Promise<ProxyResponse> {
  const { scim } = request;
  const key = idempotencyKeyOf(request.headers) ?? '';
  const seal = new Seal({
    user: scim.user?.id ?? '',
    system: target.systemId,
    key,
    parts: await partsOf(request),
  });
  const kept = keptIn(scim.lease.runtime.state);
  const time = timeout + AFTER_DEADLINE;
  const claim = await kept.claim(seal, time).catch(away);
  switch (claim.kind) {
    case 'other':
      throw usedBefore();
    case 'busy':
      throw underWay();
    case 'answered':
      reply.header(REPLAYED, 'true');
      scim.account?.skipped();
      return answerAgain(claim.text, target.purpose === 'bulk');
  }
  const { begunAt } = claim;
  const claimedUntil = performance.now() + time;
  // Whoever was paused for so long that another one may do it by now has no say any more.
  const end = async (work: () => Promise<void>): Promise<boolean> => {
    if (performance.now() >= claimedUntil) return false;
    return await work().then(
      () => true,
      () => false,
    );
  };
  let response: ProxyResponse;
  try {
    response = await perform(begunAt === undefined ? undefined : { from: begunAt, to: begunAt + time });
  } catch (error) {
    if (error instanceof ScimError && isFinal(error)) await end(() => kept.keep(seal, printError(error)));
    else {
      // Whoever comes again and finds such an entity must not take it for his own, where he can have made none so far.
      const isNothing = begunAt === undefined && (progress?.hasWritten === false || isUndone(error));
      await end(() => kept.drop(seal, isNothing));
    }
    throw error;
  }
  if (await end(() => kept.keep(seal, printResponse(response)))) return response;
  return { ...response, warnings: [...response.warnings, NOT_KEPT] };
}

const NOT_KEPT = 'The answer could not be kept under its Idempotency-Key: do not repeat the request';

/** What is answered once more only to the same: the method, the URL, the condition and the body. */
async function partsOf({ method, originalUrl, headers, body, scim }: FastifyRequest) {
  const bytes = body === undefined ? '' : await printInPieces(body as JsonObject, scim.pause);
  return [method, originalUrl, headers['if-match'] ?? '', bytes];
}

const known = new WeakMap<State, KeptAnswers>();

function keptIn(state: State): KeptAnswers {
  const kept = known.get(state) ?? new KeptAnswers(state);
  known.set(state, kept);
  return kept;
}

function usedBefore(): ScimError {
  return new ScimError(
    422,
    'This Idempotency-Key was used for another request: another method, URL, If-Match or body. Nothing was done. Take a new key for each request, and the same one only to repeat it as it was.',
  );
}

function underWay(): ScimError {
  return new ScimError(
    409,
    'A request with this Idempotency-Key is still under way, or was given up on a short time ago. This says nothing about whether there is such an entity. Nothing was done for this request: repeat it with the same key.',
    { retryAfter: BUSY_RETRY },
  );
}

function away(error: unknown): never {
  if (!(error instanceof StateUnavailable)) throw error;
  throw new ScimError(
    503,
    'The request has an Idempotency-Key, and what is remembered under such keys cannot be reached at the moment (state in the configuration). Nothing was done. Repeat it, or leave the header out where it does no harm to do it twice.',
    { retryAfter: AWAY_RETRY, isUndone: true, cause: error },
  );
}
