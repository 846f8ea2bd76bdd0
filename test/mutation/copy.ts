/** Copies of the project in which sources can be changed: never those that somebody works on. */
import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

const LEFT_OUT = new Set(['.git', 'dist', 'node_modules']);

/** @returns its folder */
export function copyProject(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ipsproxy-mutation-')));
  for (const name of readdirSync(ROOT)) {
    if (!LEFT_OUT.has(name)) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

export function removeCopy(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
