/**
 * `npm run build`: the sources as JavaScript in `dist/`, and the types of what others import. What is always loaded together
 * becomes one file, as Node.js takes longer to find and to open 500 files than to run what is in them; what is loaded when it
 * is needed stays on its own. Names stay as they are, and libraries where npm puts them.
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';

const ROOT = join(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');
const DIST = join(ROOT, 'dist');
const { resolve } = createRequire(import.meta.url);
const TSC = join(dirname(resolve('typescript/package.json')), 'bin/tsc');

await rm(DIST, { recursive: true, force: true });
const bundle = await rolldown({
  cwd: ROOT,
  platform: 'node',
  input: {
    'cli/ipsproxy': join(SRC, 'cli/ipsproxy.ts'),
    'cli/health-check': join(SRC, 'cli/health-check.ts'),
    index: join(SRC, 'index.ts'),
    'transformation/index': join(SRC, 'transformation/index.ts'),
  },
  // Libraries, and what is to run before any of them is looked for.
  external: (id) => id.endsWith('/installation.cjs') || !(id.startsWith('.') || isAbsolute(id)),
});
await bundle.write({
  dir: DIST,
  entryFileNames: '[name].js',
  // As far below the project as the rooms of the sources: paths to what is beside `dist/` are the same. With the hash of what
  // is in it: parts know each other by letters, and a process that is older than the files must not find those of another build.
  chunkFileNames: 'parts/[name]-[hash].js',
  // V8 keeps the text of what it has loaded.
  comments: false,
});
await copyFile(join(SRC, 'cli/installation.cjs'), join(DIST, 'cli/installation.cjs'));
await copyPageFiles();
await promisify(execFile)(process.execPath, [TSC, '-p', join(ROOT, 'tsconfig.build.json')]);

/** What the page of an API is made of (src/openapi/page-library.ts), of a library of which the package needs no more. */
async function copyPageFiles(): Promise<void> {
  const folder = join(DIST, 'api-page');
  await mkdir(folder);
  const library = dirname(resolve('swagger-ui-dist/package.json'));
  for (const name of [
    'swagger-ui.css',
    'swagger-ui-bundle.js',
    'LICENSE',
    'NOTICE',
    'swagger-ui-bundle.js.LICENSE.txt',
  ]) {
    await copyFile(join(library, name), join(folder, name));
  }
}
