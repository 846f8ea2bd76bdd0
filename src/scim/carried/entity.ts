/** The carried members of one entity, where they stand in the answer that it came with. */
import type { LayoutEntry } from './layout.ts';
import type { CarryPlan } from './plan.ts';
import type { TextBuffer } from './text-buffer.ts';

const COMMA = 0x2c;
const CLOSE_OBJECT = 0x7d;

export class CarriedEntity {
  readonly #bytes: Uint8Array;
  readonly #plan: CarryPlan;
  readonly #places: Int32Array;

  /**
   * @param bytes of the whole answer
   * @param places where each member begins and ends; 0 and 0 for one that is missing
   */
  constructor(bytes: Uint8Array, plan: CarryPlan, places: Int32Array) {
    this.#bytes = bytes;
    this.#plan = plan;
    this.#places = places;
  }

  /** Schemas of which it brings the object. */
  get extensions(): string[] {
    const names: string[] = [];
    for (const entry of this.#plan.extensions) if (this.#isThere(entry)) names.push(entry.name);
    return names;
  }

  /** Whether it brings that top-level member. */
  has(name: string): boolean {
    return this.#plan.layout.some((entry) => entry.name === name && this.#isThere(entry));
  }

  /** @param out ends with the object that they are added to; it has other members */
  addTo(out: TextBuffer): void {
    const { layout, layoutSize } = this.#plan;
    const places = this.#places;
    let size = layoutSize;
    for (let at = 0; at < places.length; at += 2) size += (places[at + 1] as number) - (places[at] as number);
    out.replaceLast(COMMA);
    out.append(size, (target, at) => this.#write(layout, target, at));
    out.replaceLast(CLOSE_OBJECT);
  }

  /** Each with a comma behind it. @returns where the text ends */
  #write(entries: readonly LayoutEntry[], target: Uint8Array, from: number): number {
    const places = this.#places;
    let at = from;
    for (const { opening, index, members } of entries) {
      if (members === undefined) {
        const begin = places[2 * index] as number;
        if (begin === 0) continue;
        target.set(opening, at);
        at = copyBytes(this.#bytes, begin, places[2 * index + 1] as number, target, at + opening.length);
      } else {
        target.set(opening, at);
        const begin = at + opening.length;
        const end = this.#write(members, target, begin);
        if (end === begin) continue;
        target[end - 1] = CLOSE_OBJECT;
        at = end;
      }
      target[at] = COMMA;
      at += 1;
    }
    return at;
  }

  #isThere({ index, members }: LayoutEntry): boolean {
    if (members === undefined) return this.#places[2 * index] !== 0;
    for (const member of members) if (this.#isThere(member)) return true;
    return false;
  }
}

/** They are few: a call of the platform's own would take longer. @returns where they end */
function copyBytes(source: Uint8Array, from: number, to: number, target: Uint8Array, start: number): number {
  let end = start;
  for (let at = from; at < to; at += 1) target[end++] = source[at] as number;
  return end;
}
