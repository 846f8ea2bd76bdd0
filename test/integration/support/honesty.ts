/** What an answer to a change claims, beside what the backend has before and after it. */
import { expect } from 'vitest';
import type { Answer } from './client.ts';

const NOTHING =
  /Nothing was (?:sent|changed|done|written)|nothing was (?:sent|changed|done)|was not sent|Not started/;
const DOUBT =
  /not known|may still take effect|may have taken effect|probably made|change was made|stop|accepted/i;

export type Claim = 'done' | 'nothing' | 'doubt';

/** @throws what expect throws, where the answer is none of a kind that clients can act on */
export function claimOf({ status, body, text }: Pick<Answer, 'status' | 'body' | 'text'>): Claim {
  if (status < 300) return 'done';
  expect(body['status'], text).toBe(String(status));
  const detail = String(body['detail']);
  // What the backend refuses it has not done.
  if (status < 500) return 'nothing';
  expect([501, 502, 503, 504], text).toContain(status);
  // Members that were looked for, and not found.
  if (/changes of members were not made/.test(detail)) return DOUBT.test(detail) ? 'doubt' : 'nothing';
  // An answer that says both says nothing.
  const claims = [NOTHING.test(detail) ? 'nothing' : undefined, DOUBT.test(detail) ? 'doubt' : undefined];
  const made = claims.filter((claim) => claim !== undefined);
  expect(made, `one claim: ${detail}`).toHaveLength(1);
  return made[0] as Claim;
}
