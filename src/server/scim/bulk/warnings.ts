/** Warnings of operations, for the headers of the response: each text once, with the operations that it is about. */
import type { OperationResult } from './ledger.ts';

/** Operations that are named. */
const MOST_NAMED = 5;

export function warningsOf(results: readonly Pick<OperationResult, 'number' | 'warnings'>[]): string[] {
  const numbers = new Map<string, number[]>();
  for (const { number, warnings } of results) {
    for (const warning of new Set(warnings)) {
      const known = numbers.get(warning);
      if (known === undefined) numbers.set(warning, [number]);
      else known.push(number);
    }
  }
  return [...numbers].map(([warning, list]) => `${operations(list)}: ${warning}`);
}

function operations(list: readonly number[]): string {
  if (list.length === 1) return `operation ${list[0]}`;
  const more = list.length - MOST_NAMED;
  const named = list.slice(0, MOST_NAMED).join(', ');
  return more > 0 ? `operations ${named} and ${more} more` : `operations ${named}`;
}
