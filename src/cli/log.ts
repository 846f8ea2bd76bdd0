/** The log of a command that serves: one JSON object per line on standard output or standard error. */
import { WriteStream } from 'node:tty';
import { type Logger, type LoggerOptions, pino } from 'pino';
import { surviveBrokenPipe } from './broken-pipe.ts';
import { LogOutput } from './log-output.ts';

/** Milliseconds that the last lines get to reach a slow reader. */
const LAST_LINES = 500;

export interface Log {
  readonly logger: Logger;
  /** Ends the process as soon as the last lines are written; a reader that is stuck delays that for a moment only. */
  exit(code: number): void;
  /** Ends the process now; of the last lines, those are written that the reader takes without waiting. */
  exitAtOnce(code: number): never;
}

export function createLog(level: NonNullable<LoggerOptions['level']>, target: 'stdout' | 'stderr'): Log {
  const stream = process[target];
  // A reader that is gone is no reason to stop serving.
  surviveBrokenPipe();
  stopWaiting(stream);

  const name = 'ipsproxy';
  let lossLine = '';
  const losses = pino({ name }, { write: (line) => (lossLine = line) });
  const output = new LogOutput({
    stream,
    lossLine: (lines) => {
      losses.error({ lines }, `${lines} log lines are missing here: they could not be written in time`);
      return lossLine;
    },
    onFailure: ({ message }) => {
      if (target === 'stderr') return;
      process.stderr.write(`Standard output takes no log lines (${message}); serving without them.\n`);
    },
  });
  return {
    logger: pino({ name, level }, output),
    exit: (code) => void output.end(LAST_LINES).then(() => process.exit(code)),
    exitAtOnce: (code) => {
      output.flushSync();
      process.exit(code);
    },
  };
}

/** Node waits for a terminal, which Ctrl-S holds up for any time. */
function stopWaiting(stream: NodeJS.WriteStream): void {
  if (!(stream instanceof WriteStream)) return;
  const { _handle: handle } = stream as unknown as { _handle?: { setBlocking?(on: boolean): void } };
  handle?.setBlocking?.(false);
}
