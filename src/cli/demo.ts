/** `npm run demo`: the proxy with stand-in backends, ready to be tried with curl. */
import { destination, pino } from 'pino';
import { ListenError } from '../server/service.ts';
import { runCommand, UsageError } from './command.ts';
import { DEMO_USAGE, readDemoOptions } from './demo/options.ts';
import { startDemo } from './demo/start-demo.ts';
import { welcome } from './demo/welcome.ts';
import { EXIT } from './exit-codes.ts';
import { handleSignals, surviveRejections } from './process-signals.ts';

await runCommand(async () => {
  const options = readDemoOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(`${DEMO_USAGE}\n`);
    return EXIT.ok;
  }
  // Standard output belongs to the welcome, or to the one line of JSON.
  const logger = pino({ name: 'ipsproxy', level: options.json ? 'info' : 'warn' }, destination(2));
  surviveRejections(logger);
  try {
    const demo = await startDemo(options, logger);
    handleSignals(demo, logger);
    process.stdout.write(`${options.json ? JSON.stringify(demo.ready) : welcome(demo)}\n`);
  } catch (error) {
    if (!(error instanceof ListenError)) throw error;
    throw new UsageError(`${error.message} Choose another one: npm run demo -- --port 8081`);
  }
  return undefined;
});
