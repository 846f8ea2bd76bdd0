/** Whoever reads the output may have enough of it, as `head` does. */
import { EXIT } from './exit-codes.ts';

const STREAMS = [process.stdout, process.stderr];

/**
 * Ends the process without a word when its output cannot be written any more. Not with 0: what nobody read may have said
 * that something failed.
 */
export function endAtBrokenPipe(): void {
  for (const stream of STREAMS) stream.on('error', end);
}

/** From now on nothing of the kind ends the process: it serves, whoever reads its log. */
export function surviveBrokenPipe(): void {
  for (const stream of STREAMS) stream.on('error', () => {}).off('error', end);
}

function end(): void {
  process.exit(EXIT.failure);
}
