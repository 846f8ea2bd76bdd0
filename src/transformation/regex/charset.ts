/** Sets of Unicode code points: sorted, disjoint ranges with a table in front for ASCII. */

const LAST = 0x10ffff;

export class Charset {
  /** Alternating first and last code points, ascending, neither touching nor overlapping. */
  readonly ranges: readonly number[];
  readonly #ascii: Uint8Array;

  /** @param ranges pairs in any order, overlapping or not; not to be changed afterwards */
  constructor(ranges: readonly number[]) {
    this.ranges = normalize(ranges);
    this.#ascii = new Uint8Array(128);
    for (let i = 0; i < this.ranges.length; i += 2) {
      const first = this.ranges[i] as number;
      if (first > 127) break;
      this.#ascii.fill(1, first, Math.min(this.ranges[i + 1] as number, 127) + 1);
    }
  }

  static of(...codePoints: number[]): Charset {
    return new Charset(codePoints.flatMap((codePoint) => [codePoint, codePoint]));
  }

  has(codePoint: number): boolean {
    if (codePoint < 128) return this.#ascii[codePoint] === 1;
    const { ranges } = this;
    let low = 0;
    let high = ranges.length / 2 - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (codePoint < (ranges[2 * middle] as number)) high = middle - 1;
      else if (codePoint > (ranges[2 * middle + 1] as number)) low = middle + 1;
      else return true;
    }
    return false;
  }

  /** The only member, or `undefined` when there are none or several. */
  get single(): number | undefined {
    return this.ranges.length === 2 && this.ranges[0] === this.ranges[1] ? this.ranges[0] : undefined;
  }

  /** Number of members. */
  get size(): number {
    let size = 0;
    for (let i = 0; i < this.ranges.length; i += 2) {
      size += (this.ranges[i + 1] as number) - (this.ranges[i] as number) + 1;
    }
    return size;
  }

  *members(): Iterable<number> {
    for (let i = 0; i < this.ranges.length; i += 2) {
      for (let member = this.ranges[i] as number; member <= (this.ranges[i + 1] as number); member++) {
        yield member;
      }
    }
  }

  union(other: Charset): Charset {
    const left = this.ranges;
    const right = other.ranges;
    const merged: number[] = [];
    for (let i = 0, j = 0; i < left.length || j < right.length; ) {
      const isLeft = j >= right.length || (left[i] as number) <= (right[j] as number);
      if (isLeft) add(merged, left[i] as number, left[i + 1] as number);
      else add(merged, right[j] as number, right[j + 1] as number);
      if (isLeft) i += 2;
      else j += 2;
    }
    return new Charset(merged);
  }

  complement(): Charset {
    const gaps: number[] = [];
    let next = 0;
    for (let i = 0; i < this.ranges.length; i += 2) {
      const first = this.ranges[i] as number;
      if (first > next) gaps.push(next, first - 1);
      next = (this.ranges[i + 1] as number) + 1;
    }
    if (next <= LAST) gaps.push(next, LAST);
    return new Charset(gaps);
  }

  overlaps(other: Charset): boolean {
    const left = this.ranges;
    const right = other.ranges;
    for (let i = 0, j = 0; i < left.length && j < right.length; ) {
      const leftEnd = left[i + 1] as number;
      const rightEnd = right[j + 1] as number;
      if ((left[i] as number) <= rightEnd && (right[j] as number) <= leftEnd) return true;
      if (leftEnd < rightEnd) i += 2;
      else j += 2;
    }
    return false;
  }

  intersect(other: Charset): Charset {
    const left = this.ranges;
    const right = other.ranges;
    const common: number[] = [];
    for (let i = 0, j = 0; i < left.length && j < right.length; ) {
      const leftEnd = left[i + 1] as number;
      const rightEnd = right[j + 1] as number;
      const first = Math.max(left[i] as number, right[j] as number);
      const last = Math.min(leftEnd, rightEnd);
      if (first <= last) common.push(first, last);
      if (leftEnd <= rightEnd) i += 2;
      if (rightEnd <= leftEnd) j += 2;
    }
    return new Charset(common);
  }
}

/** What set operations make is in order, and need not be sorted. */
function normalize(ranges: readonly number[]): readonly number[] {
  let isOrdered = true;
  let isNormal = true;
  for (let i = 2; i < ranges.length && isOrdered; i += 2) {
    isOrdered = (ranges[i] as number) >= (ranges[i - 2] as number);
    isNormal &&= (ranges[i] as number) > (ranges[i - 1] as number) + 1;
  }
  if (isNormal && isOrdered) return ranges;
  const merged: number[] = [];
  if (isOrdered) {
    for (let i = 0; i < ranges.length; i += 2) add(merged, ranges[i] as number, ranges[i + 1] as number);
    return merged;
  }
  const pairs: [number, number][] = [];
  for (let i = 0; i < ranges.length; i += 2) pairs.push([ranges[i] as number, ranges[i + 1] as number]);
  pairs.sort((a, b) => a[0] - b[0]);
  for (const [first, last] of pairs) add(merged, first, last);
  return merged;
}

/** Adds a range that begins where the last one of `merged` does, or behind. */
function add(merged: number[], first: number, last: number): void {
  const end = merged.at(-1);
  if (end !== undefined && first <= end + 1) merged[merged.length - 1] = Math.max(end, last);
  else merged.push(first, last);
}

export const ANY = new Charset([0, LAST]);
