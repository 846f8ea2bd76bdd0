/**
 * Mutations that change nothing anybody could notice, each with the reason. They are known again by their lines, so that they may
 * move within their file; a test fails on those that the sources no longer offer.
 */
import type { Mutation } from './mutations/find.ts';

export interface Equivalent {
  readonly file: string;
  /** The whole lines before and after, as a run prints them, several separated by `\n`. */
  readonly was: string;
  readonly becomes: string;
  readonly reason: string;
}

export const equivalents: readonly Equivalent[] = [
  {
    file: 'src/config/source/yaml.ts',
    was: 'const at = alias.range?.[0] ?? 0;',
    becomes: 'const at = alias.range?.[0];',
    reason: 'whatever was read from a text has a range; only the type has none',
  },
  {
    file: 'src/server/work/memory.ts',
    was: "signal?.addEventListener('abort', giveUp, { once: true });",
    becomes: "signal?.addEventListener('abort', giveUp, { once: false });",
    reason: 'a signal aborts once, and whoever waited removes the listener',
  },
];

export function isEquivalent(
  { file, was, becomes }: Mutation,
  known: readonly Equivalent[] = equivalents,
): boolean {
  return known.some((one) => one.file === file && one.was === was && one.becomes === becomes);
}
