/** Client certificates. */
import type { WayIn } from './way-in.ts';

/** Certificates are not offered yet. */
export const certificateAuthentication: WayIn = {
  isTried: () => false,
  check: (_request, _reply, done) => done(),
  challenge: () => undefined,
};
