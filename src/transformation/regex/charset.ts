/** Sets of Unicode code points: sorted, disjoint ranges with a table in front for ASCII. */

const LAST = 0x10ffff;

export class Charset {
  /** Alternating first and last code points, ascending, neither touching nor overlapping. */
  readonly ranges: readonly number[];
  readonly #ascii: Uint8Array;

  /** @param ranges pairs in any order, overlapping or not */
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

  union(other: Charset): Charset {
    return new Charset([...this.ranges, ...other.ranges]);
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

  intersect(other: Charset): Charset {
    return this.complement().union(other.complement()).complement();
  }
}

function normalize(ranges: readonly number[]): number[] {
  const pairs: [number, number][] = [];
  for (let i = 0; i < ranges.length; i += 2) pairs.push([ranges[i] as number, ranges[i + 1] as number]);
  pairs.sort((a, b) => a[0] - b[0]);
  const merged: number[] = [];
  for (const [first, last] of pairs) {
    const end = merged.at(-1);
    if (end !== undefined && first <= end + 1) merged[merged.length - 1] = Math.max(end, last);
    else merged.push(first, last);
  }
  return merged;
}

export const ANY = new Charset([0, LAST]);
