/** Reads a secret from the terminal or from standard input, prints its hash. */
import { formatSecretHash, hashSecret } from '../../config/secret-hash.ts';
import { UsageError } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { promptHidden } from './prompt-hidden.ts';
import { checkSecret, readSecret } from './secret-text.ts';

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
  const hash = formatSecretHash(await hashSecret(secret));
  process.stdout.write(`${json ? JSON.stringify({ ok: true, hash }) : hash}\n`);
  return EXIT.ok;
}

async function askTwice(): Promise<string> {
  const secret = await promptHidden('Secret: ');
  if (secret !== (await promptHidden('Again: '))) throw new UsageError('The two are not the same.');
  return secret;
}
