/** What a backend's answer says: JSON in UTF-8; a byte order mark may be ignored (RFC 8259 §8.1). */
import { isUtf8 } from 'node:buffer';
import type { CarriedEntity } from '../../scim/carried/entity.ts';
import { readCarrying } from '../../scim/carried/page.ts';
import type { CarryPlan } from '../../scim/carried/plan.ts';
import { parseKeepingDigits } from '../../scim/exact-json.ts';
import type { JsonValue } from '../../scim/json.ts';
import { JsonGauge, SMALL_JSON } from '../../scim/large-json/gauge.ts';
import { largestPiece, parseInPieces } from '../../scim/large-json/parse.ts';
import type { CallContext } from '../connector.ts';
import { type AnswerLimit, LARGEST_PIECE } from './answer-limits.ts';
import { moreFor } from './answer-memory.ts';

export interface AnswerBody {
  readonly json: JsonValue;
  /** By entity of a page, what `json` lacks; `undefined` for one that is whole. */
  readonly carried?: readonly (CarriedEntity | undefined)[] | undefined;
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
/** Levels of objects and lists. */
const DEEPEST = 64;

/** Whether {@link parseBody} holds nobody up. */
export function isSmall(body: Buffer): boolean {
  return body.length <= SMALL_JSON;
}

/** @returns nothing where there is no body */
export function parseBody(body: Buffer, carry: CarryPlan | undefined): AnswerBody | undefined | 'broken' {
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) return 'broken';
  try {
    const page = carry === undefined ? undefined : readCarrying(body, carry, parseKeepingDigits);
    return page ?? { json: parseKeepingDigits(body.toString('utf8').replace(/^\uFEFF/, '')) };
  } catch {
    return 'broken';
  }
}

/** The same of an answer that is not small, while others get their turn. */
export async function parseLargeBody(
  body: Buffer,
  limit: AnswerLimit,
  context: CallContext,
): Promise<AnswerBody | 'broken' | 'excessive'> {
  const pause = () => context.pause?.();
  if (!isUtf8(body)) return 'broken';
  const bytes = body.subarray(0, 3).equals(BYTE_ORDER_MARK) ? body.subarray(3) : body;
  const gauge = new JsonGauge({ values: limit.values, depth: DEEPEST });
  for (let at = 0; at < bytes.length; at += SMALL_JSON) {
    if (gauge.push(bytes.subarray(at, at + SMALL_JSON)) !== undefined) return 'excessive';
    await pause();
  }
  if (largestPiece(bytes.length, gauge.longLists) > LARGEST_PIECE) return 'excessive';
  context.memory?.insist(moreFor(bytes.length, gauge.values));
  try {
    return { json: await parseInPieces(bytes, gauge.longLists, parseKeepingDigits, pause) };
  } catch {
    return 'broken';
  }
}
