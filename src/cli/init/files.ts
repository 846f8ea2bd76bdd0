/** Writes new files, none of them over one that is there. */

import { stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../make-folder.ts';
import { UsageError } from '../command.ts';

export interface NewFile {
  /** Relative to the folder. */
  readonly path: string;
  readonly text: string;
}

/**
 * All or nothing, as far as that can be known before.
 *
 * @throws UsageError where one is there, without `force`, and where the folder cannot be written to
 */
export async function writeNewFiles(
  folder: string,
  files: readonly NewFile[],
  force: boolean,
): Promise<void> {
  const paths = files.map(({ path, text }) => ({ path: join(folder, path), text }));
  if (!force) {
    const present = await Promise.all(paths.map(async ({ path }) => ((await exists(path)) ? [path] : [])));
    if (present.flat().length > 0) throw isThere(present.flat());
  }
  try {
    for (const { path, text } of paths) {
      await makeFolder(dirname(path));
      await writeFile(path, text, { flag: force ? 'w' : 'wx' });
    }
  } catch (error) {
    const { code, path, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw isThere([path ?? folder]);
    throw new UsageError(
      `Cannot write ${path ?? folder}: ${code === undefined ? message : code}. Choose another folder with --out.`,
    );
  }
}

function isThere(paths: readonly string[]): UsageError {
  return new UsageError(
    `Nothing was written, as this is there already: ${paths.join(', ')}. Choose another folder with --out, or overwrite with --force.`,
  );
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
