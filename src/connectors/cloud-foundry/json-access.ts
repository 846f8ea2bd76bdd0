/** Reading members of the backend's JSON. */
import { isJsonObject, type JsonValue } from '../../scim/json.ts';
import type { SecretMask } from '../http/masking/secret-mask.ts';
import { presentable } from '../http/upstream-message.ts';

/** The value at a path of member names, or `undefined` where there is none. */
export function at(value: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>(
    (found, name) => (isJsonObject(found) && Object.hasOwn(found, name) ? found[name] : undefined),
    value,
  );
}

/** A text at a path of member names. */
export function textAt(value: JsonValue | undefined, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** A text of the backend, fit to be shown. */
export function backendText(value: JsonValue | undefined, mask: SecretMask): string | undefined {
  return typeof value === 'string' ? presentable(value, mask) : undefined;
}
