/** The stand-ins of all backends, and how a system of the configuration reaches each. */
import { startCloudFoundry } from '../../sandbox/cloud-foundry/index.ts';
import { startIdentityAuthenticationV1 } from '../../sandbox/identity-authentication-v1/index.ts';
import { startIdentityAuthentication } from '../../sandbox/identity-authentication-v2/index.ts';
import { startScim } from '../../sandbox/scim/index.ts';
import { UsageError } from '../command.ts';
import { STAND_INS, type StandInKey } from './keys.ts';
import type { ListenOptions, SandboxSize } from './options.ts';

/** Requests an hour and user, as SAP BTP answers in `X-RateLimit-Limit`. */
const CLOUD_FOUNDRY_RATE_LIMIT = 20_000;

export interface RunningStandIn {
  readonly key: StandInKey;
  readonly title: string;
  /** Of the system that reaches it. */
  readonly type: string;
  /** Without trailing slash. */
  readonly url: string;
  /** With the password in clear, which is the same at every start. */
  readonly properties: Readonly<Record<string, string | number>> & {
    readonly User: string;
    readonly Password: string;
  };
  /** Of the users that the system is for, where there are others too. */
  readonly origin?: string;
  close(): Promise<void>;
}

export interface StandIns extends AsyncDisposable {
  readonly all: readonly RunningStandIn[];
  close(): Promise<void>;
}

type Start = (size: SandboxSize, listen: ListenOptions) => Promise<RunningStandIn>;

/** A tenant of Identity Authentication; each version of its API is a stand-in of its own. */
async function startTenant(
  version: 1 | 2,
  { users, groups, limits }: SandboxSize,
  listen: ListenOptions,
): Promise<RunningStandIn> {
  const start = version === 2 ? startIdentityAuthentication : startIdentityAuthenticationV1;
  const { url, credentials, close } = await start({ users, groups, limits, ...listen });
  return {
    key: version === 2 ? 'identity-authentication' : 'identity-authentication-v1',
    title: `Identity Authentication, version ${version}`,
    type: 'identity-authentication',
    url,
    properties: {
      ...destination(url, credentials.clientId, credentials.clientSecret),
      'ias.api.version': version,
    },
    close,
  };
}

const STARTS: Readonly<Record<StandInKey, Start>> = {
  'identity-authentication': (size, listen) => startTenant(2, size, listen),
  'identity-authentication-v1': (size, listen) => startTenant(1, size, listen),
  'cloud-foundry': async ({ users, orgs, spaces, limits }, listen) => {
    const rateLimit = limits ? { rateLimit: CLOUD_FOUNDRY_RATE_LIMIT } : {};
    const { url, origin, provisioningUser, close } = await startCloudFoundry({
      users,
      orgs,
      spaces,
      ...rateLimit,
      ...listen,
    });
    const properties = {
      ...destination(url, provisioningUser.userName, provisioningUser.password),
      'btp.cf.pm.origin': origin,
      'btp.cf.pm.landscape': 'cf-eu10',
    };
    return {
      key: 'cloud-foundry',
      title: 'SAP BTP Platform Members (Cloud Foundry)',
      type: 'cloud-foundry',
      url,
      origin,
      properties,
      close,
    };
  },
  scim: async ({ users, groups, sloppy }, listen) => {
    const { url, base, credentials, close } = await startScim({ users, groups, sloppy, ...listen });
    return {
      key: 'scim',
      title: 'SCIM System',
      type: 'scim',
      url,
      properties: destination(base, credentials.user, credentials.password),
      close,
    };
  },
};

/**
 * @param listen without it, on loopback and free ports; `port` is that of the first stand-in, whose successors the others take
 * @param keys which of them. @default all
 * @throws UsageError when it cannot listen there
 */
export async function startStandIns(
  size: SandboxSize,
  listen: ListenOptions = { host: '127.0.0.1', port: 0 },
  keys: readonly StandInKey[] = STAND_INS,
): Promise<StandIns> {
  const { host, port } = listen;
  const started = await Promise.allSettled(
    keys.map((key, index) => STARTS[key](size, { host, port: port === 0 ? 0 : port + index })),
  );
  const all = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const close = async () => {
    await Promise.all(all.map((standIn) => standIn.close()));
  };
  const failed = started.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await close();
    throw cannotListen(failed.reason, host);
  }
  return { all, close, [Symbol.asyncDispose]: close };
}

/** What somebody needs who reaches it without a proxy; the password in clear. */
export interface StandInFacts {
  /** Of the system that reaches it. */
  readonly type: string;
  /** Without trailing slash; the control endpoints stand below. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** Of the users that the system is for, where there are others too: in Cloud Foundry. */
  readonly origin?: string;
}

/** By key. */
export function factsOf(standIns: readonly RunningStandIn[]): Readonly<Record<string, StandInFacts>> {
  return Object.fromEntries(
    standIns.map(({ key, type, url, properties, origin }) => [
      key,
      {
        type,
        url,
        user: properties.User,
        password: properties.Password,
        ...(origin === undefined ? {} : { origin }),
      },
    ]),
  );
}

function cannotListen(error: NodeJS.ErrnoException & { readonly port?: number }, host: string): unknown {
  switch (error.code) {
    case 'EADDRINUSE':
      return new UsageError(
        `Port ${error.port} on ${host} is taken by another process; choose others with --port, or free ones with --port 0.`,
      );
    case 'EACCES':
      return new UsageError(
        `Port ${error.port} may not be used by this user; take one above 1023 with --port.`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new UsageError(`${host} is not an address of this machine; choose another one with --host.`);
    default:
      return error;
  }
}

function destination(url: string, user: string, password: string) {
  return {
    Type: 'HTTP',
    URL: url,
    ProxyType: 'Internet',
    Authentication: 'BasicAuthentication',
    User: user,
    Password: password,
  };
}
