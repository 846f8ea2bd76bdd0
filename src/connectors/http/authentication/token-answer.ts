/** What a token service answers (RFC 6749 §5.1). */
import { ScimError } from '../../../scim/errors.ts';
import { isJsonObject, type JsonValue } from '../../../scim/json.ts';
import { type Backend, describeBackend } from '../backend.ts';
import { type AccessToken, timesOf } from '../token-cache.ts';
import type { UpstreamAnswer } from '../upstream-client.ts';
import { presentable } from '../upstream-message.ts';
import { TOKEN_URL } from './token-url.ts';

/** Seconds that a token is taken to live where the answer does not say: one that ends earlier is replaced after a 401. */
const ASSUMED_LIFE = 300;
/** Seconds; no token is kept longer. */
const LONGEST_LIFE = 86_400;
/** What a header can carry (RFC 6750 §2.1, and what servers make of it). */
const TOKEN = /^[\x21-\x7e]+$/;
const LONGEST_TYPE = 50;

/** @throws ScimError 502 for an answer without a usable token */
export function readToken({ body, status }: UpstreamAnswer, backend: Backend, now: number): AccessToken {
  const answer = isJsonObject(body) ? body : {};
  const { access_token: value, token_type: type = 'Bearer' } = answer;
  const fail = (what: string) =>
    new ScimError(
      502,
      `${describeBackend(backend)} answered with ${status}, but ${what}: check whether the property ${TOKEN_URL} leads to a token service.`,
    );
  if (typeof value !== 'string' || value === '') throw fail('without an access_token');
  if (!TOKEN.test(value)) throw fail('with an access_token that no header can carry');
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') {
    const shown =
      typeof type === 'string' ? presentable(type.slice(0, LONGEST_TYPE), backend.mask) : undefined;
    throw fail(`with a token of another type than Bearer${shown === undefined ? '' : ` (${shown})`}`);
  }
  return { value, ...timesOf(now, lifeOf(answer['expires_in'])) };
}

/** Milliseconds; some services write the number as text. */
function lifeOf(seconds: JsonValue | undefined): number {
  const life = typeof seconds === 'string' ? Number(seconds) : seconds;
  return 1000 * (typeof life === 'number' && life > 0 ? Math.min(life, LONGEST_LIFE) : ASSUMED_LIFE);
}
