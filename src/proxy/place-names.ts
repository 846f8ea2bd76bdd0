/** Places in entities as people read them: `title`, `emails.type`, `urn:…:User:division`; never values. */
import type { Place } from './differences.ts';

/** Each name once; what is below a name that is there itself is not named again. */
export function namesOf(places: readonly Place[]): string[] {
  const names = new Set(places.map(nameOf));
  return [...names].filter((name) => {
    const dot = name.lastIndexOf('.');
    return dot === -1 || !names.has(name.slice(0, dot));
  });
}

function nameOf(place: Place): string {
  const parts = place.filter((part) => typeof part === 'string');
  const [first = '', second] = parts;
  const isExtension = first.includes(':') && second !== undefined;
  const [attribute, sub] = isExtension ? [`${first}:${second}`, parts[2]] : [first, second];
  // Of a list that lost its values, nothing is left.
  return sub === undefined || sub === 'value' ? attribute : `${attribute}.${sub}`;
}
