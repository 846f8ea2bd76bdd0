/** `npm run demo`: the proxy with stand-in backends, ready to be tried with curl. */
import './installation.cjs';
import { ListenError } from '../server/service.ts';
import { runCommand, UsageError } from './command.ts';
import { DEMO_USAGE, readDemoOptions } from './demo/options.ts';
import { startDemo } from './demo/start-demo.ts';
import { welcome } from './demo/welcome.ts';
import { EXIT } from './exit-codes.ts';
import { createLog } from './log.ts';
import { handleSignals, surviveRejections } from './process-signals.ts';

await runCommand(async () => {
  const options = readDemoOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(`${DEMO_USAGE}\n`);
    return EXIT.ok;
  }
  // Standard output belongs to the welcome, or to the one line of JSON.
  const log = createLog(options.json ? 'info' : 'warn', 'stderr');
  surviveRejections(log);
  try {
    const demo = await startDemo(options, log.logger);
    handleSignals(demo, log);
    process.stdout.write(`${options.json ? JSON.stringify(demo.ready) : welcome(demo)}\n`);
  } catch (error) {
    if (!(error instanceof ListenError)) throw error;
    throw new UsageError(`${error.message} Choose another one: npm run demo -- --port 8081`);
  }
  return undefined;
});
