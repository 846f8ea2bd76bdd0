import { ScimError } from '../scim/errors.ts';

/** Whether a filter gets through the translation that it is asked by. */
export function isAskable(translate: () => unknown): boolean {
  try {
    translate();
    return true;
  } catch (error) {
    if (error instanceof ScimError) return false;
    throw error;
  }
}
