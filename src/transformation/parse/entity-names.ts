/** The names of the entity types and endpoints that every system has. */
import { distance } from '../closest.ts';

const ENTITY_TYPES = ['user', 'group'];
const ENDPOINTS = ['Users', 'Groups'];

/** `user` or `group`, where the name is nearly one of them: `users`, `User`, `gruop`. */
export function mistypedEntityType(name: string): string | undefined {
  return mistyped(name, ENTITY_TYPES);
}

/** `Users` or `Groups`, where the endpoint is nearly one of them. */
export function mistypedEndpoint(name: string): string | undefined {
  return mistyped(name, ENDPOINTS);
}

/** With a digit it is one of several: `group2`. */
function mistyped(name: string, known: readonly string[]): string | undefined {
  if (known.includes(name) || /\p{N}/u.test(name) || name.length > 10) return undefined;
  return known.find((candidate) => distance(name.toLowerCase(), candidate.toLowerCase()) <= 1);
}
