/** Texts of a user that are longer than the columns of the UAA's database. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';

/** Characters of the columns of a user's texts. PostgreSQL and MySQL count code points. */
export const LONGEST_TEXT = 255;

/** `Longer than 255 characters: userName, name.givenName.`; `undefined` where none is. */
export function longTexts(body: JsonObject): string | undefined {
  const names = new Set(namesOf(body, ''));
  return names.size === 0 ? undefined : `Longer than ${LONGEST_TEXT} characters: ${[...names].join(', ')}.`;
}

function namesOf(value: JsonValue, path: string): string[] {
  if (typeof value === 'string') return isLong(value) ? [path] : [];
  if (Array.isArray(value)) return value.flatMap((element) => namesOf(element, path));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    namesOf(member, path === '' ? name : `${path}.${name}`),
  );
}

/** A code point has two UTF-16 units at most. */
function isLong(text: string): boolean {
  if (text.length <= LONGEST_TEXT) return false;
  return text.length > 2 * LONGEST_TEXT || [...text].length > LONGEST_TEXT;
}
