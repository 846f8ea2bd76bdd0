/** A stand-in for Cloud Foundry on SAP BTP: root document, UAA and Cloud Controller behind one address. */
import type { Clock } from '../kit/clock.ts';
import { startStandIn } from '../kit/stand-in.ts';
import { createCloudController } from './cloud-controller/cloud-controller.ts';
import { faultProfiles, statusAnswer } from './fault-answers.ts';
import { createHandles, type Handles } from './handles.ts';
import { type Interception, Interceptions } from './interception.ts';
import { createLandscape, type Landscape } from './landscape.ts';
import { landscapeDomain } from './landscape-domain.ts';
import { OTHER_ORIGINS, type Seeded, seedLandscape } from './seed/seed.ts';
import { createSettings, type Settings } from './settings.ts';
import { answerUaa, isUaaPath } from './uaa/uaa.ts';

export type { Handles, RoleFilter } from './handles.ts';
export type { Interception } from './interception.ts';
export type { Settings } from './settings.ts';

export interface CloudFoundryOptions extends Partial<Settings> {
  /** Organizations that a correct client sees. From 5 on, the fifth is suspended. @default 6 */
  readonly orgs?: number | undefined;
  /** Spaces in each of them. @default 3 */
  readonly spaces?: number | undefined;
  /** Users of `origin`, the provisioning user not counted. @default 120 */
  readonly users?: number | undefined;
  /** Origin key of the platform users' identity provider. @default acme-platform */
  readonly origin?: string | undefined;
  /** User name of the provisioning user. @default cf-user-provisioning-<origin>@sap.invalid */
  readonly provisioningUser?: string | undefined;
  /** Its password. @default provisioning-secret */
  readonly password?: string | undefined;
  /** Names the platform in `GET /v3/info` and in links to services nobody runs here. @default cf-eu10 */
  readonly landscape?: string | undefined;
  /** Address to listen on. @default 127.0.0.1 */
  readonly host?: string | undefined;
  /** @default 0, any free port */
  readonly port?: number | undefined;
  /** What the clock runs with, in milliseconds since the epoch. @default Date.now */
  readonly now?: (() => number) | undefined;
}

export interface CloudFoundry extends Handles {
  /** Of the root document, the UAA and Cloud Controller alike; without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly clock: Clock;
  readonly origin: string;
  readonly provisioningUser: { readonly guid: string; readonly userName: string; readonly password: string };
  /** Can be changed while it runs. */
  readonly settings: Settings;
  /** Runs `action` once, right before the next request that matches is processed. */
  before(wanted: Interception, action: () => void): void;
  /** Stops listening and drops every connection. */
  close(): Promise<void>;
}

/** @throws RangeError for an origin of other users; the system's error, e.g. `EADDRINUSE`, when the port is taken */
export async function startCloudFoundry(options: CloudFoundryOptions = {}): Promise<CloudFoundry> {
  const origin = options.origin ?? 'acme-platform';
  if (OTHER_ORIGINS.includes(origin)) throw new RangeError(`Origin ${origin} is taken by seed data.`);
  const userName = options.provisioningUser ?? `cf-user-provisioning-${origin}@sap.invalid`;
  const password = options.password ?? 'provisioning-secret';
  const settings = createSettings(options);
  const interceptions = new Interceptions();
  let started: { readonly landscape: Landscape; readonly seeded: Seeded } | undefined;
  const standIn = await startStandIn(
    ({ url, clock }) => {
      const domain = landscapeDomain(options.landscape ?? 'cf-eu10');
      const landscape = createLandscape(url, domain, clock, settings);
      const seeded = seedLandscape(landscape, {
        orgs: options.orgs ?? 6,
        spaces: options.spaces ?? 3,
        users: options.users ?? 120,
        origin,
        provisioningUser: userName,
        password,
      });
      started = { landscape, seeded };
      const cloudController = createCloudController(landscape);
      return {
        handle(request) {
          interceptions.run(request);
          return isUaaPath(request.path) ? answerUaa(landscape, request) : cloudController.answer(request);
        },
        faultAnswer: statusAnswer,
        faultProfiles: faultProfiles(landscape),
      };
    },
    { host: options.host, port: options.port, now: options.now },
  );
  if (started === undefined) throw new Error('The stand-in listens without its service.');
  const { landscape, seeded } = started;
  return {
    ...createHandles(landscape, origin, seeded.provisioner),
    url: standIn.url,
    port: standIn.port,
    clock: standIn.clock,
    origin,
    provisioningUser: { guid: seeded.provisioner, userName, password },
    settings,
    before: (wanted, action) => interceptions.add(wanted, action),
    close: standIn.close,
  };
}
