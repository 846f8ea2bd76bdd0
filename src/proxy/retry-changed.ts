/** Changes that are made of what was read before, while others change the entity too. */
import { ScimError } from '../scim/errors.ts';
import type { Preconditions } from './types.ts';

const ATTEMPTS = 3;

/**
 * Reads, computes and writes again where the backend says that the entity was changed meanwhile: whoever named a version
 * wants that one or none, everybody else wants the change.
 */
export async function retryChanged<T>({ ifMatch }: Preconditions, work: () => Promise<T>): Promise<T> {
  const namesVersion = ifMatch !== undefined && ifMatch.trim() !== '*';
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const changed = error instanceof ScimError && error.status === 412;
      if (!changed || namesVersion || attempt === ATTEMPTS) throw error;
    }
  }
}
