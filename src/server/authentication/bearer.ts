/** Bearer tokens (RFC 6750). */
import type { WayIn } from './way-in.ts';

/** Tokens are not offered yet. */
export const bearerAuthentication: WayIn = {
  isTried: () => false,
  check: (_request, _reply, done) => done(),
  challenge: () => undefined,
};
