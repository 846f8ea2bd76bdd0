/** Reads a large JSON text piece by piece, so that others get their turn in between. */
import { randomUUID } from 'node:crypto';
import type { JsonValue } from '../json.ts';
import { isJsonObject } from '../json.ts';
import type { LongList } from './gauge.ts';

export type Parse = (text: string) => JsonValue;

/** Lets others go on; nothing where nobody had to wait for long. */
export type Pause = () => Promise<void> | undefined;

/** Stands where a list was; of this process only, so that no text can be one. */
const PLACE = `${randomUUID()}:`;

/** Bytes of the largest part that is parsed at once. @param length of the whole text */
export function largestPiece(length: number, lists: readonly LongList[]): number {
  let around = length;
  let largest = 0;
  for (const { start, end, cuts } of lists) {
    around -= end - start;
    let from = start;
    for (const to of [...cuts, end]) {
      largest = Math.max(largest, to - from);
      from = to;
    }
  }
  return Math.max(around, largest);
}

/**
 * @param bytes UTF-8
 * @param lists where the text can be cut, of a gauge that saw all of it
 * @param parse for each piece
 * @throws what `parse` throws; SyntaxError
 */
export async function parseInPieces(
  bytes: Buffer,
  lists: readonly LongList[],
  parse: Parse,
  pause: Pause,
): Promise<JsonValue> {
  const around: string[] = [];
  let done = 0;
  for (const [index, { start, end }] of lists.entries()) {
    around.push(bytes.toString('utf8', done, start), JSON.stringify(`${PLACE}${index}`));
    done = end;
  }
  around.push(bytes.toString('utf8', done));
  const root = parse(around.join(''));
  if (!isJsonObject(root)) return root;
  for (const [name, value] of Object.entries(root)) {
    if (typeof value !== 'string' || !value.startsWith(PLACE)) continue;
    const list = lists[Number(value.slice(PLACE.length))];
    if (list === undefined) continue;
    // Not assigned, so that a name such as __proto__ stays data.
    Object.defineProperty(root, name, {
      value: await readList(bytes, list, parse, pause),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return root;
}

async function readList(
  bytes: Buffer,
  { start, end, cuts }: LongList,
  parse: Parse,
  pause: Pause,
): Promise<JsonValue[]> {
  const values: JsonValue[] = [];
  let from = start + 1;
  for (const to of [...cuts, end - 1]) {
    const piece = parse(`[${bytes.toString('utf8', from, to)}]`);
    // Between two commas, or a comma and an end, has to be something.
    if (!Array.isArray(piece) || piece.length === 0) throw new SyntaxError('A list has a comma too many.');
    for (const value of piece) values.push(value);
    from = to + 1;
    await pause();
  }
  return values;
}
