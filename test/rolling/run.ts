/**
 * A rolling restart in full length; usage: see `options.ts`. Exit code 0: no request failed, and each write took effect exactly once; 1:
 * otherwise; 2: called in a wrong way, or without the balancer.
 */
import { readOptions, USAGE } from './options.ts';
import { binaryOf } from './processes.ts';
import { type RollingOptions, rollingRestart } from './rolling.ts';

async function main(): Promise<void> {
  let options: RollingOptions | undefined;
  try {
    options = readOptions(process.argv.slice(2));
    if (options !== undefined && binaryOf(options.balancer) === undefined) {
      throw new Error(`${options.balancer} is not installed.`);
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  if (options === undefined) {
    process.stdout.write(USAGE);
    return;
  }
  const { failed, differences, unclean, ...figures } = await rollingRestart(options);
  const problems = [...failed.map((each) => JSON.stringify(each)), ...differences, ...unclean];
  const report = { ...options, ...figures, failed: failed.length, differences: differences.length };
  process.stdout.write(`${JSON.stringify(report, undefined, 1)}\n`);
  for (const each of problems.slice(0, 50)) process.stderr.write(`FAILED: ${each}\n`);
  if (problems.length > 0) process.exitCode = 1;
}

await main();
