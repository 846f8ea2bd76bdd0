/** What every command has in common: arguments, messages for people, exit codes. */
import { parseArgs } from 'node:util';
import { ConfigurationError, formatProblem } from '../config/problem.ts';
import { IpsProxyError } from '../errors.ts';
import { EXIT } from './exit-codes.ts';

/** A command called in a wrong way. */
export class UsageError extends IpsProxyError {
  constructor(message: string) {
    super('CLI_USAGE', message);
  }
}

/** @throws UsageError for anything but the given options */
export function readOptions<Name extends string>(
  args: readonly string[],
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  try {
    return parseArgs({ args: [...args], options, strict: true }).values as Partial<Record<Name, string>>;
  } catch (error) {
    const usage =
      names.length === 0
        ? 'This command takes no options.'
        : `Options: ${names.map((name) => `--${name}`).join(', ')}.`;
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

/** Which configuration file to use: `--config FILE`, else `IPSPROXY_CONFIG`. */
export function configurationFile(args: readonly string[], environment: NodeJS.ProcessEnv): string {
  const file = readOptions(args, ['config']).config ?? environment.IPSPROXY_CONFIG;
  if (!file) {
    throw new UsageError(
      'Which configuration? Add --config FILE or set IPSPROXY_CONFIG; see config/ for examples.',
    );
  }
  return file;
}

/** Runs a command's `main` and ends the process with its exit code, or with a message instead of a stack trace. */
export async function runCommand(main: () => Promise<number | undefined>): Promise<void> {
  try {
    const code = await main();
    if (code !== undefined) process.exitCode = code;
  } catch (error) {
    process.stderr.write(`${describe(error)}\n`);
    process.exitCode =
      error instanceof ConfigurationError || error instanceof UsageError ? EXIT.configuration : EXIT.failure;
  }
}

function describe(error: unknown): string {
  if (error instanceof ConfigurationError) {
    return ['The configuration cannot be used:', ...error.problems.map(formatProblem)].join('\n');
  }
  if (error instanceof IpsProxyError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
