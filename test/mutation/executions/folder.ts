/** Where a test file leaves what it ran. */
import { join } from 'node:path';

/** The name of a variable of the environment: a folder for all test files. */
export const FOLDER = 'IPSPROXY_MUTATION_COVERAGE';

export function folderOf(testFile: string, parent = process.env[FOLDER] ?? ''): string {
  return join(parent, encodeURIComponent(testFile));
}
