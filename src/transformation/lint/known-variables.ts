/** The variables that have a meaning of their own. */
import type { Direction } from '../types.ts';

const ALWAYS = ['entityBaseLocation', 'currentDate'];
/** Read by the proxy. */
export const OUTSIDE_VARIABLES: readonly string[] = [
  'entityIdSourceSystem',
  'entityIdTargetSystem',
  'entityLocationSourceSystem',
];
/** Belong to target systems, where they assign groups. */
export const TARGET_SYSTEM_VARIABLES: ReadonlySet<string> = new Set(['assignGroup', 'unassignGroup']);

/** Set before the first mapping runs. */
export function isProvided(name: string, direction: Direction): boolean {
  return providedVariables(direction).includes(name);
}

export function providedVariables(direction: Direction): readonly string[] {
  return direction === 'write' ? [...ALWAYS, 'entityIdTargetSystem'] : ALWAYS;
}

/** Read by others than the mappings. */
export function isReadOutside(name: string): boolean {
  return OUTSIDE_VARIABLES.includes(name) || TARGET_SYSTEM_VARIABLES.has(name);
}
