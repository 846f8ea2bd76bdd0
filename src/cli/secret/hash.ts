/** Reads a secret from the terminal or from standard input, prints its hash. */
import { formatSecretHash, hashSecret } from '../../config/secret-hash.ts';
import { UsageError } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { promptHidden } from './prompt-hidden.ts';
import { checkSecret, readSecret } from './secret-text.ts';

/** Characters; 16 random ones of letters and digits are about 95 bits. */
const SHORTEST_GOOD = 16;

/**
 * @param args which must not be there
 * @param json prints `{"ok":true,"hash":"$scrypt$…"}`
 * @returns the exit code
 * @throws UsageError
 */
export async function printSecretHash(args: readonly string[], json: boolean): Promise<number> {
  if (args.length > 0) {
    throw new UsageError(
      'Do not pass the secret as an argument, others can see it there; type it, or send it to standard input.',
    );
  }
  const secret = checkSecret(process.stdin.isTTY ? await askTwice() : await readSecret());
  if ([...secret].length < SHORTEST_GOOD) {
    process.stderr.write(
      `The secret has fewer than ${SHORTEST_GOOD} characters, so that it can be guessed by whoever gets the hash: better take a long random one, such as the output of "openssl rand -base64 32".\n`,
    );
  }
  const hash = formatSecretHash(await hashSecret(secret));
  process.stdout.write(`${json ? JSON.stringify({ ok: true, hash }) : hash}\n`);
  return EXIT.ok;
}

async function askTwice(): Promise<string> {
  const secret = await promptHidden('Secret: ');
  if (secret !== (await promptHidden('Again: '))) throw new UsageError('The two are not the same.');
  return secret;
}
