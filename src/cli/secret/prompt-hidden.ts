/** Asks on the terminal without showing what is typed. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { UsageError } from '../command.ts';

/** @throws UsageError after Ctrl+C or Ctrl+D */
export async function promptHidden(question: string): Promise<string> {
  process.stderr.write(question);
  // Readline echoes to its output; this one swallows it.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  try {
    return await terminal.question('');
  } catch {
    throw new UsageError('Cancelled.');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
