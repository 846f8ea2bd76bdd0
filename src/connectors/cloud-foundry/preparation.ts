/** Steps in front of what a client asked for, which change nothing themselves: finding the landscape, logging on. */
import { ScimError } from '../../scim/errors.ts';

const NOT_SENT = 'The request that needed this was not sent, so that it changed nothing.';

/** @throws ScimError that says so in addition */
export async function inPreparation<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    const { status, message, scimType, retryAfter, extensions } = error;
    throw new ScimError(status, `${message} ${NOT_SENT}`, {
      scimType,
      retryAfter,
      extensions,
      // Not that of the step: who looks there for a write that got lost has sent none.
      cause: error,
    });
  }
}
