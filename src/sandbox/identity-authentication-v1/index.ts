/**
 * A stand-in for Identity Authentication's SCIM API version 1 (`/service/scim`), with users and groups that are the same
 * at every start, the traps of that API (answers with at most 100 members, PUT that merges users and replaces members,
 * plain-text errors, no PATCH), and the control endpoints of every stand-in.
 */
import { type StandIn, startStandIn } from '../kit/stand-in.ts';
import { type IdentityAuthenticationV1Options, resolveOptions } from './options.ts';
import { seedTenant } from './seed.ts';
import { createService } from './service.ts';
import { createTenant } from './tenant.ts';

export type { IdentityAuthenticationV1Options, Role } from './options.ts';

export interface IdentityAuthenticationV1 extends StandIn {
  /** Of the system administrator that may call it. */
  readonly credentials: { readonly clientId: string; readonly clientSecret: string };
}

/** @throws the system's error, e.g. `EADDRINUSE`, when it cannot listen on the port */
export async function startIdentityAuthenticationV1(
  options: IdentityAuthenticationV1Options = {},
): Promise<IdentityAuthenticationV1> {
  const settings = resolveOptions(options);
  const standIn = await startStandIn(
    ({ url, clock }) => {
      const tenant = createTenant(settings, `${url}/service/scim`, clock);
      seedTenant(tenant);
      return createService(tenant);
    },
    { host: options.host, port: options.port, now: options.now },
  );
  const { clientId, clientSecret } = settings;
  return { ...standIn, credentials: { clientId, clientSecret } };
}
