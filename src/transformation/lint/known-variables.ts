/** The variables that have a meaning of their own. */
import type { Direction } from '../types.ts';

const ALWAYS = ['entityBaseLocation', 'currentDate'];
const OUTSIDE: ReadonlySet<string> = new Set([
  'entityIdSourceSystem',
  'entityIdTargetSystem',
  'entityLocationSourceSystem',
]);
/** Belong to target systems, where they assign groups. */
export const TARGET_SYSTEM_VARIABLES: ReadonlySet<string> = new Set(['assignGroup', 'unassignGroup']);

/** Set before the first mapping runs. */
export function isProvided(name: string, direction: Direction): boolean {
  return ALWAYS.includes(name) || (direction === 'write' && name === 'entityIdTargetSystem');
}

/** Read by others than the mappings. */
export function isReadOutside(name: string): boolean {
  return OUTSIDE.has(name) || TARGET_SYSTEM_VARIABLES.has(name);
}
