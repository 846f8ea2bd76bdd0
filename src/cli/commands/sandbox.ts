/** `ipsproxy sandbox`: made-up backends without a proxy. */
import { Argument, type Command } from 'commander';
import { action, jsonOption, newCommand } from '../command.ts';
import { STAND_INS, type StandInKey } from '../sandbox/keys.ts';
import { addSizeOptions, hostOption, portOption } from '../sandbox/options.ts';
import type { SandboxOptions } from '../sandbox/sandbox.ts';

export function sandboxCommand(): Command {
  const command = newCommand('sandbox', {
    summary: 'start made-up backends alone, for a proxy of your own',
    description: `Starts a made-up backend of each kind, or those that are named, and prints addresses, credentials and a configuration
that works with them. Stops with Ctrl+C.`,
    examples: [
      ['ipsproxy sandbox', 'on free ports'],
      ['ipsproxy sandbox cloud-foundry', 'that one alone'],
      ['ipsproxy sandbox --port 9001', 'on the ports 9001 to 9004'],
      ['ipsproxy sandbox --users 10000 --limits', 'large, with the rate limits of the real ones'],
    ],
    exitCodes: { 0: 'stopped' },
  });
  return addSizeOptions(command)
    .addArgument(new Argument('[backend...]', 'which ones; default: all').choices(STAND_INS))
    .addOption(portOption('first of as many ports in a row; 0 takes free ones', 0, 65_536 - STAND_INS.length))
    .addOption(hostOption())
    .addOption(jsonOption())
    .action(
      action(async (backends: StandInKey[], options: SandboxOptions) => {
        const { sandbox } = await import('../sandbox/sandbox.ts');
        return sandbox(backends, options);
      }),
    );
}
