/** The proxy with stand-in backends, all on loopback; also what the integration tests run against. */
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { loadConfiguration } from '../../config/load.ts';
import { startCloudFoundry } from '../../sandbox/cloud-foundry/index.ts';
import { startIdentityAuthenticationV1 } from '../../sandbox/identity-authentication-v1/index.ts';
import { startIdentityAuthentication } from '../../sandbox/identity-authentication-v2/index.ts';
import { AuthenticationGuards } from '../../server/authentication/guards.ts';
import { buildRuntime } from '../../server/build-runtime.ts';
import { RuntimeHolder } from '../../server/runtime.ts';
import { type Service, startService } from '../../server/service.ts';
import { reportConfiguration } from '../../server/start-log.ts';
import { loadOptions } from '../load-options.ts';
import type { DemoOptions } from './options.ts';

const CONFIGURATION = fileURLToPath(new URL('../../../config/demo.jsonc', import.meta.url));

/** Requests an hour and user, as SAP BTP answers in `X-RateLimit-Limit`. */
const CLOUD_FOUNDRY_RATE_LIMIT = 20_000;

export interface Demo {
  readonly service: Service;
  /** What `--json` prints; URLs without trailing slash. */
  readonly ready: {
    readonly proxy: string;
    readonly sandbox: Readonly<Record<string, string>>;
    readonly systems: Readonly<Record<string, { readonly type: string; readonly url: string }>>;
  };
  /** Stops the proxy gracefully, then the stand-ins. */
  stop(): Promise<boolean>;
}

/** @throws ListenError when the port is taken */
export async function startDemo(options: Omit<DemoOptions, 'json'>, logger: Logger): Promise<Demo> {
  const { users, groups, orgs, spaces, limits } = options;
  const identityAuthentication = await startIdentityAuthentication({ users, groups, limits });
  const identityAuthenticationV1 = await startIdentityAuthenticationV1({ users, groups, limits });
  const cloudFoundry = await startCloudFoundry({
    orgs,
    spaces,
    users,
    ...(limits ? { rateLimit: CLOUD_FOUNDRY_RATE_LIMIT } : {}),
  });
  const standIns = [identityAuthentication, identityAuthenticationV1, cloudFoundry];
  const closeStandIns = async () => {
    await Promise.all(standIns.map((standIn) => standIn.close()));
  };
  try {
    const configuration = await loadConfiguration(CONFIGURATION, {
      ...loadOptions,
      allowLiteralSecrets: true,
      environment: {
        DEMO_IDENTITY_AUTHENTICATION_URL: identityAuthentication.url,
        DEMO_IDENTITY_AUTHENTICATION_USER: identityAuthentication.credentials.clientId,
        DEMO_IDENTITY_AUTHENTICATION_PASSWORD: identityAuthentication.credentials.clientSecret,
        DEMO_IDENTITY_AUTHENTICATION_V1_URL: identityAuthenticationV1.url,
        DEMO_IDENTITY_AUTHENTICATION_V1_USER: identityAuthenticationV1.credentials.clientId,
        DEMO_IDENTITY_AUTHENTICATION_V1_PASSWORD: identityAuthenticationV1.credentials.clientSecret,
        DEMO_CLOUD_FOUNDRY_URL: cloudFoundry.url,
        DEMO_CLOUD_FOUNDRY_USER: cloudFoundry.provisioningUser.userName,
        DEMO_CLOUD_FOUNDRY_PASSWORD: cloudFoundry.provisioningUser.password,
        DEMO_CLOUD_FOUNDRY_ORIGIN: cloudFoundry.origin,
      },
    });
    const guards = new AuthenticationGuards();
    const current = buildRuntime(configuration, { guards, logger });
    const service = await startService({
      runtime: new RuntimeHolder(current),
      logger,
      host: configuration.server.host,
      port: options.port,
    });
    reportConfiguration(configuration, current, service.url, logger);
    return {
      service,
      ready: {
        proxy: service.url,
        sandbox: {
          'identity-authentication': identityAuthentication.url,
          'identity-authentication-v1': identityAuthenticationV1.url,
          'cloud-foundry': cloudFoundry.url,
        },
        systems: Object.fromEntries(
          configuration.systems.map(({ id, type }) => [
            id,
            { type, url: `${service.url}/ipsproxy/api/v1/scim/${id}` },
          ]),
        ),
      },
      stop: async () => {
        const drained = await service.stop();
        await closeStandIns();
        return drained;
      },
    };
  } catch (error) {
    await closeStandIns();
    throw error;
  }
}
