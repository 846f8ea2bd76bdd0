/**
 * Answers that are about something else than the call, as caches and routers give them that mix up their answers.
 * Nothing of them is shown, not even the id, and nothing is made of them.
 */
import { isSameId } from '../../scim/entity-id.ts';
import { ScimError } from '../../scim/errors.ts';
import type { JsonObject } from '../../scim/json.ts';
import { type Backend, type CallDescription, describeBackend, describeCall } from './backend.ts';

/**
 * @param what e.g. `another user than the one asked for`; nothing out of the answer
 * @returns 502
 */
export function otherAnswer(backend: Backend, call: CallDescription, what: string): ScimError {
  const outcome =
    call.method === 'GET'
      ? ''
      : ' Whether the change was made, and to what, is not known: read it before you repeat the request.';
  return new ScimError(
    502,
    `${describeBackend(backend)} answered ${describeCall(call)} with ${what}. Nothing of the answer is shown, and nothing was made of it. ` +
      `Look for a cache or a router in front of the backend that mixes up answers.${outcome}`,
  );
}

/**
 * @param asked the id in the URL; absent on create
 * @throws ScimError 502 for another entity
 */
export function requireSame(
  entity: JsonObject,
  asked: string | undefined,
  kind: string,
  backend: Backend,
  call: CallDescription,
): void {
  if (asked === undefined || isSameId(entity['id'], asked)) return;
  throw otherAnswer(backend, call, `another ${kind} than the one asked for`);
}

/**
 * More than was asked for: the backend did not read the request, so nobody knows what these are (RFC 7644 §3.4.2.4,
 * `count`: "the service provider MUST NOT return more results than specified").
 *
 * @param asked absent: the request did not say
 * @throws ScimError 502
 */
export function requireAtMost(
  asked: unknown,
  { length }: readonly unknown[],
  backend: Backend,
  call: CallDescription,
): void {
  if (typeof asked !== 'number' || length <= asked) return;
  throw otherAnswer(backend, call, `${length} entities where at most ${asked} were asked for`);
}
