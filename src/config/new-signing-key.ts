/** The signing key of a proxy that has none yet. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { link, rm, writeFile } from 'node:fs/promises';

/**
 * Writes a new key into a file that only this user may read, in one step: whoever starts at the same time, too, finds either
 * no file or a whole one, and all read the one that was first.
 *
 * @returns why it cannot be done, and what to do; nothing where there is a file now
 */
export async function makeSigningKey(path: string): Promise<string | undefined> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
    // Unlike a rename, this leaves a file alone that has come up meanwhile.
    await link(draft, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return undefined;
    const advice =
      code === 'ENOENT' ? 'its folder does not exist; make it' : 'let the process write into the folder';
    return `cannot be made (${code}): ${advice}, or make the file yourself: openssl genpkey -algorithm ed25519`;
  } finally {
    await rm(draft, { force: true });
  }
  return undefined;
}
