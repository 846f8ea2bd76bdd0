/** What mappings read of a value, as a tree of its members and elements. */
import type { PathStep } from '../jsonpath/types.ts';
import { matchPlace, type Place } from './target-path.ts';

/** What is read of a value: all of it, or some of its members and elements. */
export class ReadTree {
  whole = false;
  /** Of members and elements by their name or position. */
  readonly named = new Map<string | number, ReadTree>();
  /** Of every member or element that is not among those. */
  each: ReadTree | undefined;
  /** Mappings that read all of it, and what is removed again from where each of them writes it. */
  readonly wholeBut: (readonly (readonly PathStep[])[])[] = [];

  /** @param removed below what the path leads to */
  add([step, ...rest]: readonly PathStep[], removed: readonly (readonly PathStep[])[]): void {
    switch (step?.kind) {
      case 'member':
        this.#child(step.name).add(rest, removed);
        break;
      case 'members':
        for (const name of step.names) this.#child(name).add(rest, removed);
        break;
      case 'index':
        if (step.index >= 0) this.#child(step.index).add(rest, removed);
        else this.#addToEach(rest, removed);
        break;
      case 'indexes':
      case 'slice':
      case 'wildcard':
      case 'filter':
        this.#addToEach(rest, removed);
        break;
      // The end of the path, or a step that may read anything.
      default:
        if (removed.length === 0 || step !== undefined) this.whole = true;
        else this.wholeBut.push(removed);
    }
  }

  /** Whether some mapping reads all of it and keeps the place. */
  keeps(place: Place): boolean {
    return this.wholeBut.some((removed) => !removed.some((steps) => matchPlace(steps, place) !== undefined));
  }

  #child(key: string | number): ReadTree {
    let child = this.named.get(key);
    if (child === undefined) {
      child = this.each?.copy() ?? new ReadTree();
      this.named.set(key, child);
    }
    return child;
  }

  /** What is read of each is read of those that have a name, too. */
  #addToEach(rest: readonly PathStep[], removed: readonly (readonly PathStep[])[]): void {
    this.each ??= new ReadTree();
    this.each.add(rest, removed);
    for (const child of this.named.values()) child.add(rest, removed);
  }

  copy(): ReadTree {
    const copy = new ReadTree();
    copy.whole = this.whole;
    copy.each = this.each?.copy();
    copy.wholeBut.push(...this.wholeBut);
    for (const [key, child] of this.named) copy.named.set(key, child.copy());
    return copy;
  }
}
