/** Where the files of the package are, beside its code. */
import { fileURLToPath } from 'node:url';

/** @param path from the root of the package, which is as far from `src/cli` as from what is built */
export function packageFile(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
