import { ScimError, type ScimType } from '../errors.ts';

/** A refusal of one operation; `applyPatch` adds which one. */
export function patchProblem(scimType: ScimType, detail: string): ScimError {
  return new ScimError(400, detail, { scimType });
}

/** Names and paths come from the client and can be of any length. */
export function quoted(name: string): string {
  return name.length > 100 ? `${name.slice(0, 100)}…` : name;
}

/** Runs the work on one operation; its refusals say which operation it is. @param index zero-based */
export function numbered<T>(index: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    throw new ScimError(error.status, `Operations[${index}]: ${error.message}`, {
      scimType: error.scimType,
      cause: error,
    });
  }
}
