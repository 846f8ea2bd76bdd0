/**
 * All commands. Each file of `commands/` makes one, and is light: what a command needs to work is imported when it runs, so
 * that help and completion do not wait for it.
 */
import { styleText } from 'node:util';
import { Command, CommanderError } from 'commander';
import { endAtBrokenPipe } from './broken-pipe.ts';
import { UsageError } from './command.ts';
import { auditCommand } from './commands/audit.ts';
import { completionCommand } from './commands/completion.ts';
import { configCommand } from './commands/config.ts';
import { demoCommand } from './commands/demo.ts';
import { explainCommand } from './commands/explain.ts';
import { exportCommand } from './commands/export.ts';
import { importCommand } from './commands/import.ts';
import { initCommand } from './commands/init.ts';
import { loadCheckCommand } from './commands/load-check.ts';
import { releaseCommand } from './commands/release.ts';
import { sandboxCommand } from './commands/sandbox.ts';
import { secretCommand } from './commands/secret.ts';
import { serveCommand } from './commands/serve.ts';
import { transformCommand } from './commands/transform.ts';
import { validateCommand } from './commands/validate.ts';
import { reportFailure } from './failure.ts';
import { packageVersion } from './version.ts';

const COMMANDS: readonly (() => Command)[] = [
  initCommand,
  serveCommand,
  validateCommand,
  transformCommand,
  explainCommand,
  loadCheckCommand,
  releaseCommand,
  importCommand,
  exportCommand,
  demoCommand,
  sandboxCommand,
  auditCommand,
  secretCommand,
  configCommand,
  completionCommand,
];

const AFTER_HELP = `
Exit codes:
  0  all went well
  1  something failed, or had to be left out
  2  the configuration cannot be used, or the command was called in a wrong way

"ipsproxy help COMMAND" says more about one of them, with examples.`;

/** @returns a new one each time: the library keeps the options of a call in it */
export function buildProgram(): Command {
  const program = new Command('ipsproxy')
    .description('A SCIM 2.0 proxy for SAP cloud systems.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .addHelpText('after', AFTER_HELP);
  for (const command of COMMANDS) program.addCommand(command());
  prepare(program);
  return program;
}

/**
 * Runs one command line. The exit code is in `process.exitCode` when the promise resolves; a command that serves goes on.
 * Failures are reported, never thrown.
 *
 * @param args without Node.js and the file
 */
export async function runProgram(args: readonly string[]): Promise<void> {
  endAtBrokenPipe();
  try {
    await buildProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return;
    process.exitCode = reportFailure(error, asksForJson(args));
  }
}

/** Also where the command line is wrong, so that a script need not read two kinds of text. */
function asksForJson(args: readonly string[]): boolean {
  const options = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  return options.includes('--json');
}

/** What all commands have in common: how they look, and that a wrong call is an error of ours. */
function prepare(command: Command): void {
  command
    .helpOption('-h, --help', 'print this text')
    .configureHelp({ styleTitle: (text) => styleText('bold', text, { validateStream: false }) })
    .configureOutput({ outputError: () => {} })
    .exitOverride((error) => refuse(command, error));
  if (command.commands.length > 0) command.helpCommand('help [command]', 'say more about a command');
  for (const child of command.commands) prepare(child);
}

/** @throws UsageError unless only help or the version was asked for, which the library tells in the same way */
function refuse(command: Command, error: CommanderError): never {
  const { code, exitCode, message } = error;
  if (exitCode === 0) throw error;
  const name = fullName(command);
  // Help was written to standard error instead of doing something.
  if (code === 'commander.help') throw new UsageError(`Which command? "${name} --help" names them.`);
  // What stands behind "=" may be a secret.
  const told = message.replace(/^error: /, '').replace(/((?:^unknown option|argument) '[^=']*=).*'/s, "$1…'");
  throw new UsageError(`${told[0]?.toUpperCase()}${told.slice(1)}\n"${name} --help" says what it takes.`);
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}
