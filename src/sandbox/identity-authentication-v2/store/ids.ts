/** Ids that are the same at every start: those of the seed data, and after them those of what is created. */
import { createRandom, mixSeed, randomUuid } from '../../kit/random.ts';
import type { Kind } from '../schema/registry.ts';

/** Users and groups have ids of their own. */
const SERIES: Readonly<Record<Kind, (seed: number) => number>> = {
  User: (seed) => seed,
  Group: (seed) => ~seed,
};

/** The id of the `index`th user or group, from 0. No two indexes have the same. */
export function idOf(kind: Kind, seed: number, index: number): string {
  return randomUuid(createRandom(mixSeed(SERIES[kind](seed), index)));
}

/** The `P…` number of the `index`th user, from 0. */
export function userNumber(index: number): string {
  return `P${String(index + 1).padStart(6, '0')}`;
}
