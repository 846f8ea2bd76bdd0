/**
 * A stand-in for whatever server speaks SCIM 2.0 (RFC 7643, RFC 7644): users, groups, and departments as a resource type
 * of its own. It keeps to the letter, or departs from it in one of the ways that servers in the field do, as its
 * switches say, beside the control endpoints of every stand-in.
 */
import { type StandIn, startStandIn } from '../kit/stand-in.ts';
import type { ScimOptions } from './options.ts';
import { seedDirectory } from './seed.ts';
import { createService } from './service.ts';
import { Directory } from './store/directory.ts';
import { createSwitchboard, SLOPPY, type SwitchChanges, type Switches } from './switches.ts';

export type { ScimOptions } from './options.ts';
export type { SwitchChanges, Switches } from './switches.ts';

const BASE_PATH = '/scim/v2';

export interface ScimStandIn extends StandIn {
  /** `http://…/scim/v2`: what a system has as `URL`. */
  readonly base: string;
  /** Where user and password, as a client's id and secret, get a token. */
  readonly tokenUrl: string;
  readonly credentials: { readonly user: string; readonly password: string; readonly token: string };
  readonly switches: () => Switches;
  /** From the next request on. @throws {z.ZodError} for unknown switches and wrong values */
  readonly change: (changes: SwitchChanges) => void;
}

/**
 * @throws {z.ZodError} for unknown switches and wrong values
 * @throws the system's error, e.g. `EADDRINUSE`, when it cannot listen on the port
 */
export async function startScim(options: ScimOptions = {}): Promise<ScimStandIn> {
  const { user = 'scim-client', password = 'sandbox-secret', token = 'sandbox-token' } = options;
  const switches = createSwitchboard({ ...(options.sloppy === true ? SLOPPY : {}), ...options.switches });
  const standIn = await startStandIn(
    ({ url, clock }) => {
      const directory = new Directory(clock, options.seed ?? 1);
      const { users = 50, groups = 10, departments = 5 } = options;
      seedDirectory(directory, { users, groups, departments });
      const server = { directory, switches, clock, base: url + BASE_PATH, basePath: BASE_PATH };
      return createService(server, { user, password, token });
    },
    { host: options.host, port: options.port, now: options.now },
  );
  return {
    ...standIn,
    base: standIn.url + BASE_PATH,
    tokenUrl: `${standIn.url}/oauth/token`,
    credentials: { user, password, token },
    switches: () => switches.current,
    change: (changes) => switches.change(changes),
  };
}
