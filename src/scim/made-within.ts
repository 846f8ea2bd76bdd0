/** Whether an entity can have been made by a request that was sent at a known time (`meta.created`, RFC 7643 §3.1). */
import { isJsonObject, type JsonObject } from './json.ts';

/** Milliseconds by which the clocks of two machines may differ. */
const CLOCKS = 60_000;

/**
 * `undefined` where the entity does not say when it was made.
 *
 * @param span milliseconds since the epoch, from the first attempt to when the last one can have been done
 */
export function madeWithin(
  { meta }: JsonObject,
  { from, to }: { readonly from: number; readonly to: number },
): boolean | undefined {
  const created = isJsonObject(meta) ? meta['created'] : undefined;
  const time = typeof created === 'string' ? Date.parse(created) : Number.NaN;
  if (Number.isNaN(time)) return undefined;
  return time >= from - CLOCKS && time <= to + CLOCKS;
}
