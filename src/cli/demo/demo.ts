/** The proxy with stand-in backends, until it is stopped. */
import { ListenError } from '../../server/listeners.ts';
import { UsageError } from '../command.ts';
import { createLog } from '../log.ts';
import { handleSignals, surviveRejections } from '../process-signals.ts';
import type { DemoOptions } from './options.ts';
import { startDemo } from './start-demo.ts';
import { welcome } from './welcome.ts';

/** Prints the welcome, or one line of JSON, when all is ready; signals end the process. */
export async function demo({ json = false, ...options }: DemoOptions): Promise<undefined> {
  // Standard output belongs to the welcome, or to the one line of JSON.
  const log = createLog(json ? 'info' : 'warn', 'stderr');
  surviveRejections(log);
  try {
    const running = await startDemo(options, log.logger);
    handleSignals(running, log);
    process.stdout.write(`${json ? JSON.stringify({ ok: true, ...running.ready }) : welcome(running)}\n`);
  } catch (error) {
    if (!(error instanceof ListenError)) throw error;
    throw new UsageError(`${error.message} Choose another one with --port, or a free one with --port 0.`);
  }
}
