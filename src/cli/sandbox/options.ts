/** How large the made-up backends are, which `demo` and `sandbox` can be told. */
import { type Command, Option } from 'commander';
import { wholeNumber } from '../command.ts';

export interface SandboxSize {
  /** Exactly so many users are seen by a client, in each system. */
  readonly users: number;
  /** Exactly so many groups in Identity Authentication, and in the SCIM system. */
  readonly groups: number;
  /** Exactly so many Cloud Foundry organizations. */
  readonly orgs: number;
  /** Exactly so many spaces in each of them. */
  readonly spaces: number;
  /** The stand-ins enforce their rate limits. */
  readonly limits: boolean;
  /** Much that the SCIM system does is not as RFC 7644 has it. */
  readonly sloppy: boolean;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
}

export function addSizeOptions(command: Command): Command {
  const number = (flags: string, description: string, fallback: number, most: number) =>
    new Option(flags, description).default(fallback).argParser(wholeNumber(most));
  return command
    .addOption(number('--users <n>', 'users in each backend', 50, 1_000_000))
    .addOption(number('--groups <n>', 'groups in each backend but Cloud Foundry', 10, 100_000))
    .addOption(number('--orgs <n>', 'organizations in Cloud Foundry', 3, 2_000))
    .addOption(number('--spaces <n>', 'spaces in each organization', 2, 200))
    .addOption(new Option('--limits', "enforce the backends' rate limits").default(false, 'off'))
    .addOption(
      new Option('--sloppy', 'let the SCIM system depart from the standard, as many do').default(
        false,
        'strict',
      ),
    );
}

export function portOption(description: string, fallback: number, most: number): Option {
  return new Option('--port <n>', description).default(fallback).argParser(wholeNumber(most));
}

export function hostOption(): Option {
  return new Option('--host <address>', 'address to listen on; 0.0.0.0 for all').default('127.0.0.1');
}
