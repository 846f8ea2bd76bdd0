/** Values of a request as they may stand in a resource. */
import { booleanOf } from '../boolean.ts';
import { isJsonObject, type JsonValue } from '../json.ts';
import { isBooleanName } from './attribute-type.ts';

/**
 * A copy without nulls (RFC 7643 §2.5: null is no value) and with booleans that came as text (`"True"`) where the names
 * of attributes say that they are booleans.
 *
 * @param isBoolean whether the value is for such an attribute
 */
export function cleanValue(value: JsonValue, isBoolean: boolean): JsonValue | undefined {
  if (value === null) return undefined;
  if (Array.isArray(value)) {
    return value.map((element) => cleanValue(element, isBoolean)).filter((element) => element !== undefined);
  }
  if (isJsonObject(value)) {
    // Object.fromEntries defines members, so that a name such as __proto__ stays data.
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, member]) => {
        const cleaned = cleanValue(member, isBooleanName(key));
        return cleaned === undefined ? [] : [[key, cleaned]];
      }),
    );
  }
  return isBoolean ? (booleanOf(value) ?? value) : value;
}
