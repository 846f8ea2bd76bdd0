/** How much an answer may be, by what was asked for: more is a mistake of the backend, or an attack on the proxy. */

export interface AnswerLimit {
  /** Of the body, decompressed. */
  readonly bytes: number;
  /** Objects, lists and scalars. */
  readonly values: number;
}

const MB = 1024 * 1024;

/** Tokens, root documents, jobs, errors. */
export const NO_ENTITY: AnswerLimit = { bytes: MB, values: 20_000 };
/** A user, with photos and all. */
export const ONE_USER: AnswerLimit = { bytes: 8 * MB, values: 50_000 };
/** A group of 20,000 members has about 4 MB, and 100,000 values. */
export const ONE_GROUP: AnswerLimit = { bytes: 16 * MB, values: 250_000 };
/** What is parsed at once, and holds up everybody meanwhile: an entity of a page is no larger than a single one. */
export const LARGEST_PIECE = ONE_GROUP.bytes;
/** Whatever else is asked for: a hundred groups of 1,500 members. */
export const LARGEST: AnswerLimit = { bytes: 32 * MB, values: 800_000 };

/** A page of so many entities of which only some attributes are asked for. */
export function briefPageOf(count: number): AnswerLimit {
  return { bytes: NO_ENTITY.bytes + count * 64 * 1024, values: NO_ENTITY.values + count * 500 };
}

/** A page of so many entities. */
export function pageOf(count: number): AnswerLimit {
  return {
    bytes: Math.min(ONE_GROUP.bytes + count * MB, LARGEST.bytes),
    values: Math.min(ONE_GROUP.values + count * 20_000, LARGEST.values),
  };
}
