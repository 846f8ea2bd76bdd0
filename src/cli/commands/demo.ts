/** `ipsproxy demo`: the proxy with made-up backends. */
import { type Command, Option } from 'commander';
import { action, jsonOption, newCommand, wholeNumber } from '../command.ts';
import type { DemoOptions } from '../demo/options.ts';

export function demoCommand(): Command {
  return newCommand('demo', {
    summary: 'serve made-up backends, ready to be tried with curl',
    description:
      'Starts the proxy and a made-up backend for each of its systems, and prints requests to paste. Stops with Ctrl+C.',
    examples: [
      ['ipsproxy demo', 'on port 8080'],
      ['ipsproxy demo --port 0 --json', 'on a free port, for scripts'],
      ['ipsproxy demo --users 10000 --groups 500', 'larger backends'],
    ],
    exitCodes: { 0: 'stopped; all requests were finished', 1: 'stopped with requests cut off' },
  })
    .addOption(
      new Option('--port <n>', 'port of the proxy; 0 takes a free one')
        .default(8080)
        .argParser(wholeNumber(65_535)),
    )
    .addOption(
      new Option('--users <n>', 'users in each backend').default(50).argParser(wholeNumber(1_000_000)),
    )
    .addOption(
      new Option('--groups <n>', 'groups in each Identity Authentication')
        .default(10)
        .argParser(wholeNumber(100_000)),
    )
    .addOption(
      new Option('--orgs <n>', 'organizations in Cloud Foundry').default(3).argParser(wholeNumber(2_000)),
    )
    .addOption(
      new Option('--spaces <n>', 'spaces in each organization').default(2).argParser(wholeNumber(200)),
    )
    .option('--limits', "enforce the backends' rate limits", false)
    .addOption(jsonOption())
    .action(
      action(async (options: DemoOptions) => {
        const { demo } = await import('../demo/demo.ts');
        return demo(options);
      }),
    );
}
