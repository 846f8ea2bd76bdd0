/** What a path that leads nowhere was probably meant to be. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { closest } from '../../transformation/index.ts';

/** How many folders of a path may be wrong. */
const MOST_LEVELS = 5;

/**
 * The hint that follows why a file was not read; empty where it was there, or where nothing is called nearly the same.
 *
 * @param path as written, relative to `folder`
 */
export async function nearbyHint(path: string, folder: string, error: unknown): Promise<string> {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) return '';
  const absolute = resolve(folder, path);
  const found = await nearby(absolute, MOST_LEVELS);
  if (found === undefined || found === absolute) return '';
  return ` (is "${isAbsolute(path) ? found : relative(folder, found)}" meant to be it?)`;
}

/** The path with each part that is not there exchanged for one that is. */
async function nearby(path: string, levels: number): Promise<string | undefined> {
  const parent = dirname(path);
  if (levels === 0 || parent === path) return undefined;
  const inParent = (names: readonly string[], folder: string) => {
    const name = basename(path);
    const present = names.includes(name) ? name : closest(name, names);
    return present === undefined ? undefined : join(folder, present);
  };
  const names = await namesIn(parent);
  if (names !== undefined) return inParent(names, parent);
  const folder = await nearby(parent, levels - 1);
  return folder === undefined ? undefined : inParent((await namesIn(folder)) ?? [], folder);
}

async function namesIn(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder);
  } catch {
    return undefined;
  }
}
