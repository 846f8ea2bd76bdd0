/** Where carried members stand in a resource's text: those that share a parent, within one object. */
import type { CarriedMember } from './carriage.ts';

export interface LayoutEntry {
  readonly name: string;
  /** The name as it is written, with what follows it: `"userName":` or `"name":{`. */
  readonly opening: Uint8Array;
  /** In the list of members. */
  readonly index: number;
  /** Absent: the member itself. */
  readonly members: readonly LayoutEntry[] | undefined;
}

interface Entry {
  readonly index: number;
  readonly path: readonly string[];
}

export function layOut(members: readonly CarriedMember[]): readonly LayoutEntry[] {
  return layOutBelow(members.map(({ target }, index) => ({ index, path: target })));
}

function layOutBelow(entries: readonly Entry[]): readonly LayoutEntry[] {
  return [...Map.groupBy(entries, ({ path }) => path[0] ?? '')].map(([name, group]) => {
    const [{ index, path } = { index: -1, path: [] }] = group;
    const isMember = path.length === 1;
    return {
      name,
      opening: Buffer.from(`${JSON.stringify(name)}:${isMember ? '' : '{'}`),
      index,
      members: isMember
        ? undefined
        : layOutBelow(group.map((entry) => ({ ...entry, path: entry.path.slice(1) }))),
    };
  });
}

/** Bytes that are written beside the members themselves, at most. */
export function sizeOf(layout: readonly LayoutEntry[]): number {
  // A comma behind each, or the end of the object.
  return layout.reduce((sum, { opening, members = [] }) => sum + opening.length + 1 + sizeOf(members), 0);
}
