/** Folders that are made where they are missing. */
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * What it is in, too. Step by step: below `/proc`, where nobody can make anything, `mkdir` of Node.js with `recursive` never ends.
 *
 * @param mode of folders that are made, before the process's mask
 * @returns the first one that had to be made, or nothing where all were there
 * @throws the system's error, e.g. `EACCES`, and `EEXIST` where something else has the name
 */
export async function makeFolder(folder: string, mode = 0o777): Promise<string | undefined> {
  const error = await make(folder, mode);
  if (error === undefined) return folder;
  if (await isFolder(folder)) return undefined;
  const parent = dirname(folder);
  if (error.code !== 'ENOENT' || parent === folder) throw error;
  const made = await makeFolder(parent, mode);
  const again = await make(folder, mode);
  if (again !== undefined && !(await isFolder(folder))) throw again;
  return made ?? (again === undefined ? folder : undefined);
}

async function make(folder: string, mode: number): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await mkdir(folder, { mode });
    return undefined;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
