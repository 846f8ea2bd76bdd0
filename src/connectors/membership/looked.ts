import type { ScimError } from '../../scim/errors.ts';

/**
 * What is told of a change of a member that had no answer, and that was not there when the proxy looked: where nobody has
 * answered in time, the backend may be busy with it.
 */
export function whereNotFound({ status, isUndone }: ScimError): string {
  const mayCome = status === 504 && !isUndone;
  return mayCome ? ' It was not made when the proxy looked afterwards, and may still take effect.' : '';
}
