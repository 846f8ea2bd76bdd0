/**
 * Loads the modules of connectors that the configuration names. Whatever copy of this package they have beside them, or none,
 * their `ipsproxy` is the one that runs: an error made there is known here.
 */
import { registerHooks } from 'node:module';
import { extname, isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const OWN_NAME = 'ipsproxy';
/** The package root, the same distance away from `src/config` and from the parts in `dist/`. */
const OWN_ROOT = new URL(`../index${extname(import.meta.url)}`, import.meta.url).href;
/** Stands for a package that is looked for from a folder. */
const FROM = 'ipsproxy-connector:';

let isHooked = false;

/**
 * @param name path that begins with a dot or is absolute, or the name of a package
 * @param folder that both are looked for from
 * @throws whatever loading it throws
 */
export async function loadModule(name: string, folder: string): Promise<Readonly<Record<string, unknown>>> {
  hook();
  const path = filePath(name, folder);
  if (path !== undefined) return await import(pathToFileURL(path).href);
  const parent = pathToFileURL(resolve(folder, 'configuration')).href;
  return await import(`${FROM}${JSON.stringify([name, parent])}`);
}

/** @returns `undefined` where it names a package */
export function filePath(name: string, folder: string): string | undefined {
  return /^\.{1,2}[/\\]/.test(name) || isAbsolute(name) ? resolve(folder, name) : undefined;
}

function hook(): void {
  if (isHooked) return;
  isHooked = true;
  registerHooks({
    resolve: (specifier, context, next) => {
      if (specifier === OWN_NAME) return { url: OWN_ROOT, shortCircuit: true };
      if (!specifier.startsWith(FROM)) return next(specifier, context);
      const [name, parentURL] = JSON.parse(specifier.slice(FROM.length));
      return next(name, { ...context, parentURL });
    },
  });
}
