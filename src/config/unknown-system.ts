/** What commands say where the configuration lacks the system that they were given. */
import { closest } from '../transformation/index.ts';

/** @returns a sentence with the name that was meant, or all there are */
export function unknownSystem(file: string, id: string, systems: readonly { readonly id: string }[]): string {
  const ids = systems.map((system) => system.id);
  const guess = closest(id, ids);
  const advice =
    guess === undefined ? `it has ${ids.join(', ') || 'no systems'}.` : `did you mean "${guess}"?`;
  return `${file} has no system "${id}"; ${advice}`;
}
