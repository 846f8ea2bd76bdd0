/**
 * Which mutations are tried. What decides is a hash of the lines and the seed, not the place in a list: a commit that touches other
 * lines leaves nearly all of the sample as it was, so that two runs can be compared.
 */
import { createHash } from 'node:crypto';
import type { Mutation } from './mutations/find.ts';

/** In the order of their hashes. */
export function shuffled(mutations: readonly Mutation[], seed: number): Mutation[] {
  const times = new Map<string, number>();
  return mutations
    .map((mutation) => {
      const key = `${mutation.file}\n${mutation.was}\n${mutation.becomes}`;
      const time = times.get(key) ?? 0;
      times.set(key, time + 1);
      return { mutation, hash: createHash('sha256').update(`${seed}\n${time}\n${key}`).digest('hex') };
    })
    .sort((a, b) => (a.hash < b.hash ? -1 : 1))
    .map(({ mutation }) => mutation);
}

/**
 * As many of each group as of the others, in turns: a run that is ended early has tried some of each.
 * @param possible is asked of those alone that would be taken
 */
export function evenly(
  groups: readonly (readonly Mutation[])[],
  count: number,
  possible: (mutation: Mutation) => boolean,
): Mutation[] {
  const waiting = groups.map((group) => [...group].reverse());
  const taken: Mutation[] = [];
  while (taken.length < count && waiting.some((group) => group.length > 0)) {
    for (const group of waiting) {
      const next = taken.length < count ? takeNext(group, possible) : undefined;
      if (next !== undefined) taken.push(next);
    }
  }
  return taken;
}

function takeNext(group: Mutation[], possible: (mutation: Mutation) => boolean): Mutation | undefined {
  for (let next = group.pop(); next !== undefined; next = group.pop()) {
    if (possible(next)) return next;
  }
  return undefined;
}
