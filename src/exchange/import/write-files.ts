/** Writes what an import made; the configuration last, so that it never names files that are not there. */

import { rmSync } from 'node:fs';
import { open, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../make-folder.ts';
import { ExchangeError } from '../errors.ts';
import type { PlannedFile } from './plan.ts';

/** @throws ExchangeError where one of them is there, says something else, and may not be overwritten */
export async function checkFiles(
  folder: string,
  files: readonly PlannedFile[],
  force: boolean,
): Promise<void> {
  if (force) return;
  for (const { path, text } of files) {
    const present = await readFile(join(folder, path), 'utf8').catch(() => undefined);
    if (present !== undefined && present !== text) {
      throw new ExchangeError(
        `${join(folder, path)} is there already and has other content. Nothing was written; add --force to overwrite it.`,
      );
    }
  }
}

export interface ImportedFiles {
  /** Of the configuration; made where there is none. */
  readonly folder: string;
  readonly files: readonly PlannedFile[];
  readonly config: string;
  /** Of the configuration. */
  readonly text: string;
}

/** @throws ExchangeError where something cannot be written; the configuration is as it was then */
export async function writeImport({ folder, files, config, text }: ImportedFiles): Promise<void> {
  try {
    await makeFolder(folder);
    for (const { path, text } of files) {
      await makeFolder(dirname(join(folder, path)));
      await writeFile(join(folder, path), text);
    }
    await replaceFile(config, text);
  } catch (error) {
    const { code = 'unknown reason', path = config } = error as NodeJS.ErrnoException;
    throw new ExchangeError(
      `${path} cannot be written (${code}). The configuration is as it was: see to the permissions and the space of the folder, or choose another one with --out.`,
      { cause: error },
    );
  }
}

/** Signals that end the process, which leaves no half of a file behind. */
const ENDS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** At once, whatever happens meanwhile: a proxy may be told to read it at any time. */
async function replaceFile(file: string, text: string): Promise<void> {
  // Through a link, the file is replaced that it leads to.
  const target = await realpath(file).catch(() => file);
  const mode = await stat(target).then(
    (found) => found.mode,
    () => 0o644,
  );
  const fresh = `${target}.${process.pid}.new`;
  const end = (signal: NodeJS.Signals) => {
    rmSync(fresh, { force: true });
    process.kill(process.pid, signal);
  };
  for (const signal of ENDS) process.once(signal, end);
  try {
    const handle = await open(fresh, 'wx', mode & 0o777);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  } finally {
    for (const signal of ENDS) process.off(signal, end);
  }
}
