/** What the sources are made of, for whoever looks for a name in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './pages.ts';

const FOLDERS = ['src', 'transformations', 'config'];
const FILES = ['package.json', '.ci/run', 'Dockerfile', 'manifest.yml', 'deploy/systemd/ipsproxy.service'];

/** Without comments: what only they name does not exist. */
export const sources = [
  ...FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  ),
]
  .filter((name) => /\.(?:ts|cjs|jsonc?|yaml)$/.test(name))
  .concat(FILES)
  .map((name) => readFileSync(join(ROOT, name), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ''))
  .join('\n');

/** As a whole word: `ias.user` is not in `ias.user.filter`. */
export function isInSources(name: string): boolean {
  const literal = name.replace(/[^\w]/g, '\\$&');
  return new RegExp(`(?<![\\w.-])${literal}(?![\\w-]|\\.\\w)`).test(sources);
}

/** For what the names of several things begin with, such as `scim.`. */
export function isBeginningInSources(name: string): boolean {
  return new RegExp(`(?<![\\w.-])${name.replace(/\W/g, '\\$&')}`).test(sources);
}

/** Texts in quotes of one file. */
export function quotedIn(path: string): string[] {
  return [...readFileSync(join(ROOT, path), 'utf8').matchAll(/'([^'\n]*)'/g)].map(([, text = '']) => text);
}

/** Fewer words say nothing about where they come from. */
const LITERAL = 3;

/** Whether some text of the sources has these words one after the other, one of them perhaps put in when it is said. */
export function isSaid(quote: string): boolean {
  const words = quote
    .replace(/:$/, '')
    .split(/\s+/)
    .map((word) => word.replace(/[^\w]/g, '\\$&'));
  const putIn = words.length > LITERAL ? words.map((_, at) => words.with(at, '\\S*\\$\\{[^}]*\\}\\S*')) : [];
  return [words, ...putIn].some((form) => new RegExp(`\\b${form.join('\\s+')}(?!\\w)`, 'i').test(sources));
}
