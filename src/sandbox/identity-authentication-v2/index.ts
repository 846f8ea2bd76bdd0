/**
 * A stand-in for Identity Authentication's SCIM API version 2 (Identity Directory): `/scim` and `/oauth2/token` on
 * loopback, with users and groups that are the same at every start, and the control endpoints of every stand-in.
 */
import { type StandIn, startStandIn } from '../kit/stand-in.ts';
import { type IdentityAuthenticationOptions, resolveOptions } from './options.ts';
import { seedDirectory } from './seed/directory.ts';
import { siteSchema } from './seed/site-schema.ts';
import { createService } from './service.ts';
import { createDirectory } from './store/directory.ts';

export type { IdentifierOptions, IdentityAuthenticationOptions, Role } from './options.ts';

export interface IdentityAuthentication extends StandIn {
  /** Of the system administrator that may call it. */
  readonly credentials: { readonly clientId: string; readonly clientSecret: string };
}

/** @throws the system's error, e.g. `EADDRINUSE`, when it cannot listen on the port */
export async function startIdentityAuthentication(
  options: IdentityAuthenticationOptions = {},
): Promise<IdentityAuthentication> {
  const settings = resolveOptions(options);
  const standIn = await startStandIn(
    ({ url, clock }) => {
      const directory = createDirectory(settings, `${url}/scim`, clock, [siteSchema]);
      seedDirectory(directory);
      return createService(directory);
    },
    { host: options.host, port: options.port, now: options.now },
  );
  const { clientId, clientSecret } = settings;
  return { ...standIn, credentials: { clientId, clientSecret } };
}
