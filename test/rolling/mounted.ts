/** Files as Kubernetes mounts secrets: links into a folder that is itself a link, which is moved on when the secret changes. */
import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export class MountedFiles {
  readonly folder: string;
  #files: Readonly<Record<string, string>> = {};
  #version = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Those that are named change, all at once; the others stay. */
  async change(files: Readonly<Record<string, string>>): Promise<void> {
    const before = this.#files;
    this.#files = { ...before, ...files };
    this.#version += 1;
    const version = `..version-${this.#version}`;
    await mkdir(join(this.folder, version));
    for (const [name, text] of Object.entries(this.#files))
      await writeFile(join(this.folder, version, name), text);
    await symlink(version, join(this.folder, '..data_tmp'));
    await rename(join(this.folder, '..data_tmp'), join(this.folder, '..data'));
    for (const name of Object.keys(files)) {
      if (before[name] === undefined) await symlink(join('..data', name), join(this.folder, name));
    }
  }
}
