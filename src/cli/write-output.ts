/** Writes what a command made to the file that `--out` names. */
import { writeFile } from 'node:fs/promises';
import { UsageError } from './command.ts';

/** @throws UsageError where the file is there, without `force`, or cannot be written */
export async function writeOutput(file: string, text: string, force: boolean): Promise<void> {
  try {
    await writeFile(file, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'EEXIST'
        ? 'it is there already; add --force to overwrite it'
        : `it cannot be written (${code})`;
    throw new UsageError(`--out ${file}: ${why}.`);
  }
}
