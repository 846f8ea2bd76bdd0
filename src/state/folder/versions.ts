/**
 * One text that several processes read and change, as files with growing numbers: the highest is what holds. Whoever
 * changes it makes the next number, which only one can: no locks, and none that outlive a process that was killed.
 */
import { randomUUID } from 'node:crypto';
import { chown, link, mkdir, open, readdir, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Numbers that are kept: whoever read one that is older than these looks again before it writes. */
const KEPT = 8;
/** Attempts to read what others are changing. */
const MOST_READS = 100;

export interface Version {
  /** 0: there is none. */
  readonly version: number;
  readonly text: string | undefined;
}

/** @throws the errors of the file system */
export class Versions {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  async read(): Promise<Version> {
    for (let attempt = 1; ; attempt += 1) {
      const version = newest(await this.#numbers());
      if (version === 0) return { version, text: undefined };
      try {
        return { version, text: await readFile(this.#file(version), 'utf8') };
      } catch (error) {
        // Others have written so often meanwhile that it is gone.
        if (!isMissing(error) || attempt === MOST_READS) throw error;
      }
    }
  }

  /**
   * On the disk when it returns.
   *
   * @param version what was read, plus 1
   * @returns false where somebody else was first: then nothing was written
   */
  async write(version: number, text: string): Promise<boolean> {
    if (version === 1) await this.#make();
    const draft = join(this.folder, `${randomUUID()}.draft`);
    try {
      await writeThrough(draft, text);
      await giveToOwner(draft, dirname(this.folder));
      // Unlike a renaming, this fails where the name is taken.
      await link(draft, this.#file(version));
    } catch (error) {
      // Missing: the folder was swept away, as all in it had ended.
      if ((error as NodeJS.ErrnoException).code === 'EEXIST' || isMissing(error)) return false;
      throw error;
    } finally {
      await rm(draft, { force: true });
    }
    await syncFolder(this.folder);
    const numbers = await this.#numbers();
    // The number had been taken and removed since: what was written is below what holds.
    if (newest(numbers) - version >= KEPT) return false;
    await this.#remove(numbers.filter((number) => number <= version - KEPT));
    return true;
  }

  /** Whether nobody has changed it for this long, in milliseconds. */
  async isQuiet(time: number): Promise<boolean> {
    try {
      return Date.now() - (await stat(this.folder)).mtimeMs >= time;
    } catch {
      return false;
    }
  }

  /**
   * Takes away drafts of processes that were killed, and all versions up to this one; only where it is quiet.
   *
   * @param last what was read: a newer one stays
   */
  async clear(last: number): Promise<void> {
    const numbers = await this.#numbers();
    await this.#remove(numbers.filter((number) => number <= last));
    const drafts = (await readdir(this.folder)).filter((name) => name.endsWith('.draft'));
    await Promise.all(drafts.map((name) => rm(join(this.folder, name), { force: true })));
    // Fails where something is left in it, or has come in meanwhile.
    if (last > 0) await rmdir(this.folder).catch(() => {});
  }

  async #make(): Promise<void> {
    try {
      // Not what it is in: where that has gone, as a volume does, whatever it holds is not forgotten but out of reach.
      await mkdir(this.folder, { mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    await giveToOwner(this.folder, dirname(this.folder));
    await syncFolder(dirname(this.folder));
  }

  async #numbers(): Promise<number[]> {
    try {
      return (await readdir(this.folder)).filter((name) => /^\d+$/.test(name)).map(Number);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  async #remove(numbers: readonly number[]): Promise<void> {
    await Promise.all(numbers.map((number) => rm(this.#file(number), { force: true })));
  }

  #file(version: number): string {
    return join(this.folder, String(version));
  }
}

/** What root writes belongs to whoever owns the folder around it: a command that root runs must leave nothing that the proxy cannot read. */
export async function giveToOwner(path: string, folder: string): Promise<void> {
  if (process.geteuid?.() !== 0) return;
  const { uid, gid } = await stat(folder);
  if (uid !== 0) await chown(path, uid, gid);
}

function newest(numbers: readonly number[]): number {
  return Math.max(0, ...numbers);
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

async function writeThrough(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** So that the new name is there after a loss of power too. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
