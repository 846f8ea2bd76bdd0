/** Secrets of technical users, as they are typed or sent to standard input. */
import { text } from 'node:stream/consumers';
import { UsageError } from '../command.ts';

/** Why a text cannot be one, or `undefined`. Never quotes it. */
export function problemWithSecret(secret: string): string | undefined {
  if (secret === '') return 'The secret is empty.';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 7617 §2 forbids them in a password.
  return /[\u0000-\u001f\u007f]/.test(secret)
    ? 'The secret contains a control character or a line break, which no client can send.'
    : undefined;
}

/** @throws UsageError */
export function checkSecret(secret: string): string {
  const problem = problemWithSecret(secret);
  if (problem !== undefined) throw new UsageError(problem);
  return secret;
}

/** One line break at its end is dropped. */
export async function readSecret(): Promise<string> {
  return (await text(process.stdin)).replace(/\r?\n$/, '');
}
