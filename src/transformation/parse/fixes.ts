/** What is meant by a value that cannot be. */
import { FUNCTIONS } from '../functions/registry.ts';
import { meant } from '../meant.ts';
import type { Json, JsonMap } from '../types.ts';
import { FLAG_KEYS, MAPPING_TYPES, SCOPES, SKIPPABLE } from './schema.ts';

/** Words that one of a few is meant by. */
const WORDS: Readonly<Record<string, readonly string[]>> = { scope: SCOPES, skipOperations: SKIPPABLE };
const FLAGS: ReadonlyMap<string, string> = new Map([
  ...['true', 'yes', 'on', '1'].map((word) => [word, 'true'] as const),
  ...['false', 'no', 'off', '0'].map((word) => [word, 'false'] as const),
]);

/** What to write instead of a value of the wrong kind. @param path of the value below `root` */
export function valueFix(path: readonly PropertyKey[], root: Json): string | undefined {
  const key = String(path[0]);
  const value = path.reduce<Json | undefined>(
    (around, step) => (around === undefined ? undefined : (around as JsonMap)[String(step)]),
    root,
  );
  if (typeof value === 'object' || value === undefined) return undefined;
  const words = WORDS[key];
  if (words !== undefined) {
    const word = meant(String(value), words);
    return word === undefined ? undefined : `did you mean ${JSON.stringify(word)}?`;
  }
  const flag =
    FLAG_KEYS.has(key) && path.length === 1
      ? (FLAGS.get(String(value).trim().toLowerCase()) ?? meant(String(value), ['true', 'false']))
      : undefined;
  return flag === undefined ? undefined : `write ${flag}`;
}

/** What is meant by a type that no mapping has. */
export function typeFix(type: string): string {
  const asFunction = (name: string) =>
    `if the function is meant, write "functions": [{"function": "${name}"}]`;
  if (FUNCTIONS.has(type)) return asFunction(type);
  const word = meant(type, MAPPING_TYPES);
  if (word !== undefined) return `write ${word}`;
  const name = meant(type, FUNCTIONS.keys());
  return name === undefined ? 'write one of these, or leave it out' : asFunction(name);
}
