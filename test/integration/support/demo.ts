import { pino } from 'pino';
import { startDemo } from '../../../src/cli/demo/start-demo.ts';
import { chainedProxy, type ProxyWay } from './chained.ts';
import { type Client, scimClient } from './client.ts';
import { type SandboxControl, sandboxControl } from './sandbox.ts';

export const IDENTITY_AUTHENTICATION_V2 = '11111111-1111-4111-8111-000000000002';
export const IDENTITY_AUTHENTICATION_V1 = '11111111-1111-4111-8111-000000000001';
export const CLOUD_FOUNDRY = '11111111-1111-4111-8111-0000000000cf';
export const SCIM = '11111111-1111-4111-8111-00000000005c';

export interface RunningDemo {
  readonly proxy: string;
  /** Identity Authentication version 2, through the proxy. */
  readonly client: Client;
  readonly sandbox: SandboxControl;
  /** Cloud Foundry, through the proxy. */
  readonly cloudFoundry: Client;
  readonly cloudFoundrySandbox: SandboxControl;
  stop(): Promise<unknown>;
}

/**
 * The demo on a free port, without log.
 *
 * @param way `chained`: the clients are those of a second proxy in front of it
 */
export async function runningDemo(
  size: { users?: number; groups?: number; orgs?: number; spaces?: number } = {},
  way: ProxyWay = 'direct',
): Promise<RunningDemo> {
  const demo = await startDemo(
    { port: 0, users: 50, groups: 10, orgs: 3, spaces: 2, limits: false, sloppy: false, ...size },
    pino({ level: 'silent' }),
  );
  const clients = {
    identityAuthentication: scimClient(demo.ready.systems[IDENTITY_AUTHENTICATION_V2]?.url ?? ''),
    cloudFoundry: scimClient(demo.ready.systems[CLOUD_FOUNDRY]?.url ?? ''),
  };
  const front = way === 'chained' ? await chainedProxy(clients) : undefined;
  return {
    proxy: demo.ready.proxy,
    client: front?.client('identityAuthentication') ?? clients.identityAuthentication,
    sandbox: sandboxControl(demo.ready.sandbox['identity-authentication'] ?? ''),
    cloudFoundry: front?.client('cloudFoundry') ?? clients.cloudFoundry,
    cloudFoundrySandbox: sandboxControl(demo.ready.sandbox['cloud-foundry'] ?? ''),
    stop: async () => {
      await front?.stop();
      await demo.stop();
    },
  };
}
