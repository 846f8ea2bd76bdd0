/** A proxy with a configuration of one's own, in a folder of its own. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Stream } from '../../../src/audit/stdout-output.ts';
import { loadOptions } from '../../../src/cli/load-options.ts';
import { type LoadedConfiguration, type LoadOptions, loadConfiguration } from '../../../src/config/load.ts';
import { formatSecretHash, hashSecret } from '../../../src/config/secret-hash.ts';
import { SharedState } from '../../../src/connectors/shared-state.ts';
import { Cursors } from '../../../src/proxy/cursor/cursors.ts';
import type { Auditing } from '../../../src/server/audit/auditing.ts';
import { openAuditing } from '../../../src/server/audit/open-auditing.ts';
import { AuthenticationGuards } from '../../../src/server/authentication/guards.ts';
import { buildRuntime } from '../../../src/server/build-runtime.ts';
import { SharedCursorKeys } from '../../../src/server/cursor-keys.ts';
import { GuardMemory } from '../../../src/server/deletion-guard/memory.ts';
import { openDeletionGuards } from '../../../src/server/deletion-guard/open.ts';
import { Limits } from '../../../src/server/limits/limits.ts';
import { RuntimeHolder } from '../../../src/server/runtime.ts';
import { startService } from '../../../src/server/service.ts';
import { openRequestTracing } from '../../../src/server/telemetry/open-tracing.ts';
import { ProxyMetrics } from '../../../src/server/telemetry/proxy-metrics.ts';
import { openState } from '../../../src/state/open-state.ts';
import type { State } from '../../../src/state/state.ts';
import { CHEAP } from '../../server/helpers.ts';
import { parseLogLine } from '../../server/log-line.ts';
import { type Client, scimClient } from './client.ts';
import { connectorsWith, type Time } from './connectors.ts';

export interface RunningProxy {
  readonly url: string;
  /** Where `server.management` is set. */
  readonly managementUrl: string | undefined;
  client(systemId: string): Client;
  /** A client that may explain and try, and nothing else. */
  explainer(systemId: string): Client;
  /** Of the configuration. */
  readonly folder: string;
  readonly audit: Auditing | undefined;
  /** Builds the same configuration anew, as a reload does. */
  reload(): Promise<void>;
  stop(): Promise<unknown>;
}

export interface ProxySetup {
  readonly systems: readonly object[];
  readonly server?: object;
  readonly state?: object;
  /** `oauth` of the configuration. */
  readonly oauth?: object;
  /** Further files of the folder, e.g. transformations. */
  readonly files?: Readonly<Record<string, string>>;
  /** Technical users besides `demo-client` and `explainer`, with the same secret. */
  readonly technicalUsers?: readonly object[];
  /** `audit` of the configuration; files are in the folder of {@link RunningProxy}. */
  readonly audit?: object;
  /** `tracing` of the configuration. */
  readonly tracing?: object;
  /** Where `audit.stdout` goes. */
  readonly stdout?: Stream;
  /** Lines of the log, one JSON object each. */
  readonly log?: string[];
  /** Instead of the state of the configuration. */
  readonly remembers?: State | undefined;
  /** Of the connectors; the server's own is everybody's. */
  readonly time?: Time;
  /** What the configuration refers to. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Instead of those of the proxy. */
  readonly definitions?: LoadOptions['definitions'];
}

/** As cheap as may be: to compute the usual one takes longer than most tests. */
const secret = hashSecret('demo-secret', CHEAP).then(formatSecretHash);

export async function runningProxy({
  systems,
  server,
  state: stateEntry,
  oauth,
  environment,
  files = {},
  technicalUsers = [],
  audit: auditing,
  tracing: tracingEntry,
  stdout = process.stdout,
  log,
  remembers,
  time,
  definitions,
}: ProxySetup): Promise<RunningProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'ipsproxy-test-'));
  const file = join(folder, 'ipsproxy.json');
  await writeFile(
    file,
    JSON.stringify({
      server: { drainTime: 0, ...server },
      technicalUsers: [
        { id: 'demo-client', secrets: [await secret] },
        { id: 'explainer', secrets: [await secret], permissions: ['IPSPROXY_EXPLAIN'] },
        ...(await Promise.all(technicalUsers.map(async (user) => ({ ...user, secrets: [await secret] })))),
      ],
      systems,
      state: stateEntry,
      oauth,
      ...(auditing === undefined ? {} : { audit: auditing }),
      tracing: tracingEntry,
    }),
  );
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);

  const logger =
    log === undefined
      ? pino({ level: 'silent' })
      : pino(
          { level: 'trace' },
          {
            write: (line) => {
              parseLogLine(line);
              log.push(line);
            },
          },
        );
  const guards = new AuthenticationGuards();
  const options = {
    ...loadOptions,
    ...(time === undefined ? {} : { definitions: connectorsWith(time) }),
    ...(definitions === undefined ? {} : { definitions }),
    ...(environment === undefined ? {} : { environment }),
    allowLiteralSecrets: true,
    makeKeys: true,
    lasting: new SharedState(),
  };
  const configuration = await loadConfiguration(file, options);
  const state = remembers ?? (await openState(configuration.state, logger));
  const cursors = new Cursors(new SharedCursorKeys(state));
  const metrics = new ProxyMetrics();
  const { watchOf, countersOf } = metrics;
  const parts = { guards, logger, state, limits: new Limits(state), cursors, watchOf, countersOf };
  const { audit: settings } = configuration;
  const audit =
    settings === undefined ? undefined : await openAuditing({ settings, logger, version: '0', stdout });
  const tracing =
    configuration.tracing &&
    (await openRequestTracing({ settings: configuration.tracing, logger, version: '0' }));
  const guardMemory = new GuardMemory();
  const build = async (loaded: LoadedConfiguration) => {
    const lossWatchOf = await openDeletionGuards(loaded, state, logger, guardMemory, audit?.note);
    return buildRuntime(loaded, { ...parts, lossWatchOf });
  };
  const load = async () => build(await loadConfiguration(file, options));
  const runtime = new RuntimeHolder(await build(configuration));
  const service = await startService({
    runtime,
    logger,
    host: '127.0.0.1',
    port: 0,
    audit,
    metrics,
    tracing,
  });
  return {
    url: service.url,
    managementUrl: service.managementUrl,
    folder,
    audit,
    client: (systemId) => scimClient(`${service.url}/ipsproxy/api/v1/scim/${systemId}`),
    explainer: (systemId) =>
      scimClient(`${service.url}/ipsproxy/api/v1/scim/${systemId}`, 'explainer:demo-secret'),
    reload: async () => {
      runtime.swap(await load());
      metrics.reloaded('ok', runtime.current.systems.keys());
    },
    stop: async () => {
      await service.stop();
      await rm(folder, { recursive: true });
    },
  };
}
