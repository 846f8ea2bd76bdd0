/** What the commands are made of: help with examples and exit codes, options that several have, wrong calls. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { IpsProxyError } from '../errors.ts';

/** A command called in a wrong way. */
export class UsageError extends IpsProxyError {
  constructor(message: string) {
    super('CLI_USAGE', message);
  }
}

export interface CommandTexts {
  /** What to call it for, in the list of commands. */
  readonly summary: string;
  /** Sentences about what it does; their line ends mean nothing. */
  readonly description: string;
  /** Command lines and what they do. */
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  /** What the exit codes mean that it can end with; 2 is added. */
  readonly exitCodes: Readonly<Partial<Record<0 | 1, string>>>;
}

/** Ends with these codes where the command line or the configuration is wrong. */
const WRONG_CALL = 'the configuration cannot be used, or the command was called in a wrong way';

export function newCommand(
  name: string,
  { summary, description, examples, exitCodes }: CommandTexts,
): Command {
  const command = new Command(name).summary(summary).description(oneLine(description));
  const width = Math.max(...examples.map(([line]) => line.length));
  const exampleLines = examples.map(([line, meaning]) => `  ${line.padEnd(width)}  ${meaning}`);
  const codeLines = Object.entries({ ...exitCodes, 2: WRONG_CALL }).map(
    ([code, meaning]) => `  ${code}  ${meaning}`,
  );
  return command.addHelpText(
    'after',
    ['', 'Examples:', ...exampleLines, '', 'Exit codes:', ...codeLines].join('\n'),
  );
}

/** Terminals break it where they are narrow. */
function oneLine(text: string): string {
  return text.replace(/\n/g, ' ');
}

/** @param summary `print the hash` @returns `Print the hash.` */
function sentence(summary: string): string {
  return `${summary[0]?.toUpperCase()}${summary.slice(1)}.`;
}

/** A command that only has others below it: `secret hash`. */
export function commandGroup(name: string, summary: string, commands: readonly Command[]): Command {
  const group = new Command(name).summary(summary).description(sentence(summary));
  for (const command of commands) group.addCommand(command);
  return group;
}

/** Values of options shared by several commands. */
export interface ConfigOption {
  readonly config?: string;
}
export interface JsonOption {
  readonly json?: true;
}

export function configOption(): Option {
  return new Option('--config <file>', 'the configuration file').env('IPSPROXY_CONFIG');
}

export function jsonOption(): Option {
  return new Option('--json', 'print one JSON object instead of text, also for failures');
}

/** @throws UsageError where neither `--config` nor `IPSPROXY_CONFIG` names a file */
export function configurationFile({ config }: ConfigOption): string {
  if (!config) {
    throw new UsageError(
      'Which configuration? Add --config FILE or set IPSPROXY_CONFIG; "ipsproxy init" writes a first one.',
    );
  }
  return config;
}

/** A parser for options: a whole number from 0 to `most`. */
export function wholeNumber(most: number): (text: string) => number {
  return (text) => {
    if (!/^[0-9]{1,9}$/.test(text) || Number(text) > most) {
      throw new InvalidArgumentError(`It must be a whole number from 0 to ${most}.`);
    }
    return Number(text);
  };
}

/** An action whose result is the exit code; without one, the process goes on until it is stopped. */
export function action<Args extends unknown[]>(
  work: (...args: Args) => Promise<number | undefined>,
): (...args: Args) => Promise<void> {
  return async (...args) => {
    const code = await work(...args);
    if (code !== undefined) process.exitCode = code;
  };
}
