/** The proxy with stand-in backends, all on loopback; also what the integration tests run against. */
import type { Logger } from 'pino';
import { loadConfiguration } from '../../config/load.ts';
import { AuthenticationGuards } from '../../server/authentication/guards.ts';
import { buildRuntime } from '../../server/build-runtime.ts';
import { systemPath } from '../../server/families.ts';
import { RuntimeHolder } from '../../server/runtime.ts';
import { type Service, startService } from '../../server/service.ts';
import { reportConfiguration } from '../../server/start-log.ts';
import { ProxyMetrics } from '../../server/telemetry/proxy-metrics.ts';
import { loadOptions } from '../load-options.ts';
import { packageFile } from '../package-files.ts';
import { factsOf, type RunningStandIn, type StandInFacts, startStandIns } from '../sandbox/stand-ins.ts';
import { packageVersion } from '../version.ts';
import type { DemoOptions } from './options.ts';

const CONFIGURATION = packageFile('config/demo.jsonc');

export interface Demo {
  readonly service: Service;
  /** What `--json` prints beside `ok`; URLs without trailing slash. */
  readonly ready: {
    readonly proxy: string;
    readonly sandbox: Readonly<Record<string, string>>;
    /** Under the same keys: how each is reached without the proxy. */
    readonly standIns: Readonly<Record<string, StandInFacts>>;
    readonly systems: Readonly<Record<string, { readonly type: string; readonly url: string }>>;
  };
  /** Stops the proxy gracefully, then the stand-ins. */
  stop(): Promise<boolean>;
}

type DemoStart = Omit<DemoOptions, 'json' | 'host'> & Partial<Pick<DemoOptions, 'host'>>;

/** @throws ListenError when the port is taken */
export async function startDemo(
  { host = '127.0.0.1', port, ...size }: DemoStart,
  logger: Logger,
): Promise<Demo> {
  const standIns = await startStandIns(size);
  try {
    const configuration = await loadConfiguration(CONFIGURATION, {
      ...loadOptions,
      allowLiteralSecrets: true,
      environment: Object.assign({}, ...standIns.all.map(environmentOf)),
    });
    const guards = new AuthenticationGuards();
    const metrics = new ProxyMetrics({ version: packageVersion() });
    const { watchOf, countersOf } = metrics;
    const current = await buildRuntime(configuration, { guards, logger, watchOf, countersOf });
    const service = await startService({
      runtime: new RuntimeHolder(current),
      metrics,
      logger,
      host,
      port,
    });
    reportConfiguration(configuration, current, service.url, logger);
    return {
      service,
      ready: {
        proxy: service.url,
        sandbox: Object.fromEntries(standIns.all.map(({ key, url }) => [key, url])),
        standIns: factsOf(standIns.all),
        systems: Object.fromEntries(
          configuration.systems.map(({ id, type }) => [id, { type, url: `${service.url}${systemPath(id)}` }]),
        ),
      },
      stop: async () => {
        const drained = await service.stop();
        await standIns.close();
        return drained;
      },
    };
  } catch (error) {
    await standIns.close();
    throw error;
  }
}

/** What `config/demo.jsonc` refers to: `DEMO_CLOUD_FOUNDRY_URL` and the like. */
function environmentOf({ key, properties }: RunningStandIn): Record<string, string> {
  const start = `DEMO_${key.toUpperCase().replaceAll('-', '_')}`;
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      `${start}_${name.slice(name.lastIndexOf('.') + 1).toUpperCase()}`,
      String(value),
    ]),
  );
}
