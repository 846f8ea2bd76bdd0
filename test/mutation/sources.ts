/** The sources of the project, and what can be changed in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './copy.ts';
import { findMutations, isPossible, type Mutation } from './mutations/find.ts';

/** Relative to the root of the project. */
export function sources(): string[] {
  return readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `src/${name}`)
    .sort();
}

export function mutationsOf(file: string): Mutation[] {
  return findMutations(file, read(file));
}

/** See `isPossible`. */
export function canBeTried(mutation: Mutation): boolean {
  return isPossible(mutation, read(mutation.file));
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}
