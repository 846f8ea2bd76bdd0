/** What there is to complete: all commands with their options, as data. */
import type { Argument, Command, Option } from 'commander';

export interface CompletedCommand {
  /** `ipsproxy secret hash` */
  readonly path: string;
  readonly name: string;
  readonly description: string;
  readonly commands: readonly CompletedCommand[];
  readonly options: readonly CompletedOption[];
  /** Of the arguments, in their order. */
  readonly values: readonly Values[];
}

export interface CompletedOption {
  /** `-h` */
  readonly short: string | undefined;
  /** `--help` */
  readonly long: string;
  readonly description: string;
  /** `undefined`: it takes none. */
  readonly values: Values | undefined;
}

/** What a value may be. `unknown`: nobody can say. */
export type Values =
  | { readonly kind: 'file' | 'folder' | 'unknown' }
  | { readonly kind: 'choices'; readonly choices: readonly string[] };

/** Values that are known by what a placeholder is called: `type` for `--type <type>`. */
export type KnownValues = ReadonlyMap<string, readonly string[]>;

/** Commands and options that help shows. */
export function completionTree(command: Command, known: KnownValues, before = ''): CompletedCommand {
  const path = `${before}${command.name()}`;
  const help = command.createHelp();
  const children = help.visibleCommands(command);
  // `help [command]`
  const knownBelow = new Map([...known, ['command', children.map((child) => child.name())]]);
  return {
    path,
    name: command.name(),
    description: command.summary() || command.description(),
    commands: children.map((child) => completionTree(child, knownBelow, `${path} `)),
    options: help.visibleOptions(command).flatMap((option) => describeOption(option, known)),
    values: command.registeredArguments.map((argument) => valuesOfArgument(argument, known)),
  };
}

/** This one and all below it. */
export function withDescendants(command: CompletedCommand): CompletedCommand[] {
  return [command, ...command.commands.flatMap(withDescendants)];
}

/** How an option may be written. */
export function flagsOf({ short, long }: CompletedOption): string[] {
  return short === undefined ? [long] : [short, long];
}

function describeOption(option: Option, known: KnownValues): CompletedOption[] {
  const { short, long, description, flags, argChoices } = option;
  if (long === undefined) return [];
  const placeholder = /<([^>]+)>/.exec(flags)?.[1];
  const values = placeholder === undefined ? undefined : valuesOf(placeholder, argChoices, known);
  return [{ short, long, description, values }];
}

function valuesOfArgument(argument: Argument, known: KnownValues): Values {
  return valuesOf(argument.name(), argument.argChoices, known);
}

function valuesOf(placeholder: string, choices: readonly string[] | undefined, known: KnownValues): Values {
  const some = choices ?? known.get(placeholder);
  if (some !== undefined) return { kind: 'choices', choices: some };
  if (/file$/i.test(placeholder)) return { kind: 'file' };
  return { kind: /folder$|dir$/i.test(placeholder) ? 'folder' : 'unknown' };
}
