/** What is wrong with a value, as zod tells it. */
import type { z } from 'zod';

/** Each complaint about a place once: a value of a wrong type may fail several checks that say the same. */
export function distinctIssues(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const keyOf = ({ path, message }: z.core.$ZodIssue) => JSON.stringify([path, message]);
  return [...new Map(issues.map((issue) => [keyOf(issue), issue])).values()];
}
