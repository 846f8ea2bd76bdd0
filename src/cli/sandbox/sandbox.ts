/** The stand-ins alone, until they are stopped: something for a proxy of one's own to talk to. */
import { systemPath } from '../../server/families.ts';
import { createLog } from '../log.ts';
import { handleSignals, surviveRejections } from '../process-signals.ts';
import type { StandInKey } from './keys.ts';
import type { ListenOptions, SandboxSize } from './options.ts';
import { factsOf, type RunningStandIn, type StandInFacts, startStandIns } from './stand-ins.ts';

export interface SandboxOptions extends SandboxSize, ListenOptions {
  readonly json?: boolean;
}

/** What `--json` prints when all is ready. */
export interface SandboxReady {
  readonly ok: true;
  readonly sandbox: Readonly<Record<string, StandInFacts>>;
  /** Variables that the configuration refers to. */
  readonly environment: Readonly<Record<string, string>>;
  /** A whole configuration that works with these stand-ins. */
  readonly configuration: object;
}

const CLIENT = { id: 'sandbox-client', secret: 'sandbox-secret', variable: 'SANDBOX_CLIENT_SECRET' };

/**
 * Prints addresses, credentials and a configuration; signals end the process.
 *
 * @param keys which stand-ins; none: all
 */
export async function sandbox(
  keys: readonly StandInKey[],
  { json = false, host, port, ...size }: SandboxOptions,
): Promise<undefined> {
  const log = createLog('warn', 'stderr');
  surviveRejections(log);
  const standIns = await startStandIns(
    size,
    { host, port },
    keys.length === 0 ? undefined : [...new Set(keys)],
  );
  const stop = () => standIns.close().then(() => true);
  handleSignals({ stop }, log);
  const ready = describe(standIns.all);
  process.stdout.write(`${json ? JSON.stringify(ready) : forPeople(standIns.all, ready)}\n`);
}

function describe(standIns: readonly RunningStandIn[]): SandboxReady {
  const environment: Record<string, string> = { [CLIENT.variable]: CLIENT.secret };
  for (const { key, properties } of standIns) environment[variableOf(key)] = properties.Password;
  return {
    ok: true,
    sandbox: factsOf(standIns),
    environment,
    configuration: {
      technicalUsers: [{ id: CLIENT.id, secrets: [{ env: CLIENT.variable }] }],
      systems: standIns.map(({ key, type, title, properties }) => ({
        id: key,
        type,
        name: title,
        properties: { ...properties, Password: { env: variableOf(key) } },
      })),
    },
  };
}

function variableOf(key: string): string {
  return `SANDBOX_${key.toUpperCase().replaceAll('-', '_')}_PASSWORD`;
}

function forPeople(standIns: readonly RunningStandIn[], ready: SandboxReady): string {
  const backends = standIns.map(({ key, title, url, properties }) =>
    [
      title,
      `  URL       ${url}`,
      `  User      ${properties.User}`,
      `  Password  ${properties.Password}`,
      `  requests  curl -s '${url}/__sandbox/requests'`,
      `  system    ${key} in the configuration below`,
    ].join('\n'),
  );
  const variables = Object.entries(ready.environment).map(([name, value]) => `export ${name}='${value}'`);
  const first = standIns[0]?.key ?? '';
  return [
    'Made-up backends are ready:',
    ...backends,
    `A configuration for them. Save it as sandbox.json:`,
    JSON.stringify(ready.configuration, null, 2),
    `In another terminal, set what it refers to, and serve:`,
    [...variables, 'ipsproxy serve --config sandbox.json'].join('\n'),
    `Then try:`,
    `curl -s -u ${CLIENT.id}:${CLIENT.secret} 'http://127.0.0.1:8080${systemPath(first)}/Users?count=2'`,
    'docs/demo.md says how to make the backends fail. Stop with Ctrl+C.',
  ].join('\n\n');
}
