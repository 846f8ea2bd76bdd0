/** Writes a large JSON object piece by piece, so that others get their turn in between. */
import type { JsonObject, JsonValue } from '../json.ts';
import type { Pause } from './parse.ts';

/** Values of a list that are written at once. */
const AT_ONCE = 20;

/** @returns what `JSON.stringify` gives, in UTF-8 */
export async function printInPieces(object: JsonObject, pause: Pause): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const add = (text: string): void => void pieces.push(Buffer.from(text));
  let separator = '{';
  for (const [name, value] of Object.entries(object)) {
    // As JSON.stringify does with what is no JSON.
    if (value === undefined) continue;
    add(`${separator}${JSON.stringify(name)}:`);
    if (Array.isArray(value) && value.length > AT_ONCE) await printList(value, add, pause);
    else add(JSON.stringify(value));
    separator = ',';
  }
  add(separator === '{' ? '{}' : '}');
  return Buffer.concat(pieces);
}

async function printList(
  values: readonly JsonValue[],
  add: (text: string) => void,
  pause: Pause,
): Promise<void> {
  for (let at = 0; at < values.length; at += AT_ONCE) {
    const piece = JSON.stringify(values.slice(at, at + AT_ONCE));
    add(`${at === 0 ? '[' : ','}${piece.slice(1, -1)}`);
    await pause();
  }
  add(']');
}
