/** What `npm run demo` can be told. */
import { parseArgs } from 'node:util';
import { UsageError } from '../command.ts';

export interface DemoOptions {
  /** Of the proxy; the stand-ins take free ones. */
  readonly port: number;
  /** Exactly so many users are seen by a client, in each system. */
  readonly users: number;
  /** Exactly so many groups in Identity Authentication. */
  readonly groups: number;
  /** Exactly so many Cloud Foundry organizations. */
  readonly orgs: number;
  /** Exactly so many spaces in each of them. */
  readonly spaces: number;
  /** The stand-ins enforce their rate limits. */
  readonly limits: boolean;
  /** One line of JSON on standard output instead of the welcome. */
  readonly json: boolean;
}

export const DEMO_USAGE = `Usage: npm run demo -- [options]
  --port N     port of the proxy (default 8080; 0 takes a free one)
  --users N    users in each backend (default 50)
  --groups N   groups in each Identity Authentication (default 10)
  --orgs N     organizations in Cloud Foundry (default 3)
  --spaces N   spaces in each organization (default 2)
  --limits     enforce the backends' rate limits
  --json       print one line of JSON when ready; logs go to standard error
  --help       this text`;

/**
 * @returns `undefined` where only help is wanted
 * @throws UsageError
 */
export function readDemoOptions(args: readonly string[]): DemoOptions | undefined {
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        users: { type: 'string' },
        groups: { type: 'string' },
        orgs: { type: 'string' },
        spaces: { type: 'string' },
        limits: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }));
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${DEMO_USAGE}`);
  }
  if (values.help === true) return undefined;
  return {
    port: wholeNumber('port', values.port, 8080, 65_535),
    users: wholeNumber('users', values.users, 50, 1_000_000),
    groups: wholeNumber('groups', values.groups, 10, 100_000),
    orgs: wholeNumber('orgs', values.orgs, 3, 2_000),
    spaces: wholeNumber('spaces', values.spaces, 2, 200),
    limits: values.limits === true,
    json: values.json === true,
  };
}

function wholeNumber(name: string, text: unknown, fallback: number, most: number): number {
  if (text === undefined) return fallback;
  if (typeof text !== 'string' || !/^[0-9]{1,9}$/.test(text) || Number(text) > most) {
    throw new UsageError(`--${name} must be a whole number from 0 to ${most}.\n${DEMO_USAGE}`);
  }
  return Number(text);
}
