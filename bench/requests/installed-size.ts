/** What the libraries take on a disk that are there at run time, as in the image, and what is built. */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './targets/programs.ts';

export interface InstalledSize {
  readonly libraries: number;
  /** Bytes. */
  readonly ofLibraries: number;
  readonly ofProduct: number;
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
}

export function installedSize(): InstalledSize {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lock;
  const folders = Object.entries(packages).flatMap(([path, { dev }]) => (path === '' || dev ? [] : [path]));
  return {
    libraries: folders.length,
    ofLibraries: folders.reduce((sum, path) => sum + sizeOf(join(ROOT, path)), 0),
    ofProduct: sizeOf(join(ROOT, 'dist')),
  };
}

/** Bytes of its files, those of libraries within it left out, which are counted by themselves. */
export function sizeOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    if (entry.name === 'node_modules') return sum;
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? sizeOf(path) : lstatSync(path).size);
  }, 0);
}
