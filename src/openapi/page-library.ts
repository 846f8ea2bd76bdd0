/** The files of Swagger UI that the page needs: from the copy that `npm run build` makes, or else from the library itself. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

export type LibraryFile = 'swagger-ui.css' | 'swagger-ui-bundle.js';

/** As far from here as from what is built. */
const COPY = new URL('../../dist/api-page/', import.meta.url);

export async function libraryFile(name: LibraryFile): Promise<Buffer> {
  try {
    return await readFile(new URL(name, COPY));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return await readFile(createRequire(import.meta.url).resolve(`swagger-ui-dist/${name}`));
  }
}
