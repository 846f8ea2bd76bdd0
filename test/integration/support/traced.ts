/** A proxy that traces, with a tenant and a collector of its own. */
import { onTestFinished } from 'vitest';
import { startIdentityAuthentication } from '../../../src/sandbox/identity-authentication-v2/index.ts';
import { type CollectedSpan, type Collector, startCollector } from '../../support/otlp-collector.ts';
import type { Client } from './client.ts';
import { HURRIED } from './connectors.ts';
import { type ProxySetup, runningProxy } from './proxy.ts';
import { type SandboxControl, sandboxControl } from './sandbox.ts';

export const TRACED_SYSTEM = 'traced';

type Tenant = Awaited<ReturnType<typeof startIdentityAuthentication>>;

/** @property limits of the system */
type TracedSetup = Partial<ProxySetup> & { readonly properties?: object; readonly limits?: object };

export interface TracingStage {
  readonly tenant: Tenant;
  readonly control: SandboxControl;
  /**
   * A proxy for the test that runs, and its collector.
   *
   * @param tracing of the configuration; `null`: none
   */
  traced(tracing?: object | null, setup?: TracedSetup): Promise<Traced>;
}

export async function startTracingStage(): Promise<TracingStage> {
  const tenant = await startIdentityAuthentication({ users: 3, groups: 2 });
  const control = sandboxControl(tenant.url);
  return { tenant, control, traced: (tracing, setup) => traced(tenant, control, tracing, setup) };
}

export interface Traced {
  readonly client: Client;
  readonly url: string;
  readonly collector: Collector;
  /** Lines of the log. */
  lines(): Record<string, unknown>[];
  /** Stops the proxy. @returns all spans */
  end(): Promise<CollectedSpan[]>;
  /** What reached the tenant. */
  calls(): Promise<{ path: string; traceparent?: string; tracestate?: string }[]>;
}

async function traced(
  tenant: Tenant,
  control: SandboxControl,
  tracing: object | null = {},
  { properties = {}, limits, environment = {}, ...more }: TracedSetup = {},
): Promise<Traced> {
  const collector = await startCollector();
  const log: string[] = [];
  const { clientId: User, clientSecret: Password } = tenant.credentials;
  const proxy = await runningProxy({
    systems: [
      {
        id: TRACED_SYSTEM,
        type: 'identity-authentication',
        limits,
        properties: { URL: tenant.url, User, Password, 'ias.api.version': 2, ...properties },
      },
    ],
    log,
    time: HURRIED,
    environment: { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', KEY: 'hunter2', ...environment },
    ...(tracing === null ? {} : { tracing: { endpoint: collector.url, ...tracing } }),
    ...more,
  });
  let ended: Promise<unknown> | undefined;
  const stop = () => {
    ended ??= proxy.stop();
    return ended;
  };
  onTestFinished(async () => {
    await stop();
    await collector.close();
  });
  return {
    client: proxy.client(TRACED_SYSTEM),
    url: proxy.url,
    collector,
    lines: () => log.map((line) => JSON.parse(line) as Record<string, unknown>),
    end: async () => {
      await stop();
      return collector.spans;
    },
    calls: async () =>
      (await control.requests()).requests.map(({ path, headers: { traceparent, tracestate } }) => ({
        path: path.replace(/\?.*/, ''),
        ...(traceparent !== undefined && { traceparent }),
        ...(tracestate !== undefined && { tracestate }),
      })),
  };
}
