import type { Place } from './differences.ts';

/** Places, found without making a text of each. */
export class PlaceSet {
  #isPlace = false;
  #below: Map<string | number, PlaceSet> | undefined;

  constructor(places: readonly Place[] = []) {
    for (const place of places) this.#add(place);
  }

  has(place: Place): boolean {
    let at: PlaceSet | undefined = this;
    for (const part of place) {
      at = at.#below?.get(part);
      if (at === undefined) return false;
    }
    return at.#isPlace;
  }

  #add(place: Place): void {
    let at: PlaceSet = this;
    for (const part of place) {
      at.#below ??= new Map();
      let next = at.#below.get(part);
      if (next === undefined) {
        next = new PlaceSet();
        at.#below.set(part, next);
      }
      at = next;
    }
    at.#isPlace = true;
  }
}
