/**
 * Material of others, which the project does not hold: tests that need it look for it in a folder `shared` beside the
 * project. Where it is not there they are skipped, by a name that says what is missing.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

const FOLDER = new URL('../../../shared/', import.meta.url);

export interface Material {
  readonly path: string;
  readonly isThere: boolean;
  /** Tests that need it. */
  describe(name: string, tests: () => void): void;
}

/** @param place file or folder in the folder of material */
export function material(place: string): Material {
  const path = fileURLToPath(new URL(place, FOLDER));
  const isThere = existsSync(path);
  return {
    path,
    isThere,
    describe: (name, tests) => {
      if (isThere) describe(name, tests);
      else describe.skip(`${name} (needs ${path})`, tests);
    },
  };
}
