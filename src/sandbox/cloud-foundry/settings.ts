/**
 * The switches of a landscape: what an operator configures, and what can be turned while it runs. A started
 * stand-in shows them as `settings`; a change holds from the next request on.
 */
export interface Settings {
  /** `expires_in` of access tokens, in seconds. @default 1199 */
  tokenSeconds: number;
  /** Life of refresh tokens, in seconds. @default 2592000 (30 days) */
  refreshSeconds: number;
  /** Scopes of the provisioning user's tokens. @default those of a platform user, `scim.read` and `scim.write` */
  scopes: readonly string[];
  /** Wrong passwords in a row that lock an account. @default 5 */
  lockoutFailures: number;
  /** How long it stays locked, in seconds. @default 3600 */
  lockoutSeconds: number;
  /** How many answers still show an accepted deletion as not done: a job PROCESSING, or the role itself. @default 1 */
  jobPolls: number;
  /** After so many seconds a job is done however few looked; `Infinity` leaves it to `jobPolls`. @default 2 */
  jobSeconds: number;
  /** Requests per user and window that Cloud Controller allows; absent: no limiter and no headers. @default undefined */
  rateLimit: number | undefined;
  /** Length of that window, in minutes. @default 60 */
  rateLimitMinutes: number;
  /** Feature flag: roles may be given by user name. @default true */
  setRolesByUsername: boolean;
  /** Operator setting `cc.allow_user_creation_by_org_manager`. @default false */
  allowUserCreationByOrgManager: boolean;
  /** Whether this Cloud Controller knows states of spaces: it then shows `suspended` and refuses writes. @default false */
  spaceSuspension: boolean;
  /** A UAA of before mid-2024: `unauthorized` for wrong credentials, other extra members in a 409. @default false */
  legacyUaa: boolean;
  /** Whether the UAA refuses users of an origin it does not know. @default false */
  checkOrigin: boolean;
  /** The most users the UAA accepts; absent: no limit. @default undefined */
  userLimit: number | undefined;
  /** While false the router has no UAA to send requests to, and Cloud Controller cannot ask it. @default true */
  uaaAvailable: boolean;
  /** Origins that client `cf` may be used with; absent: all. @default undefined */
  clientOrigins: readonly string[] | undefined;
  /** A client that acts for itself (`client_credentials`). @default `sb-scim-access`, `scim.read` and `scim.write` */
  ownClient: OwnClient;
}

/** As an instance of a service plan for access to the API gives it, for instance. */
export interface OwnClient {
  readonly id: string;
  readonly secret: string;
  /** What it may do by itself: its authorities. */
  readonly scopes: readonly string[];
}

/** What the token of an ordinary platform user allows. */
export const USER_SCOPES: readonly string[] = [
  'openid',
  'uaa.user',
  'cloud_controller.read',
  'cloud_controller.write',
  'password.write',
];

export function createSettings(given: Partial<Settings>): Settings {
  const defaults: Settings = {
    tokenSeconds: 1199,
    refreshSeconds: 30 * 24 * 3600,
    scopes: [...USER_SCOPES, 'scim.read', 'scim.write'],
    lockoutFailures: 5,
    lockoutSeconds: 3600,
    jobPolls: 1,
    jobSeconds: 2,
    rateLimit: undefined,
    rateLimitMinutes: 60,
    setRolesByUsername: true,
    allowUserCreationByOrgManager: false,
    spaceSuspension: false,
    legacyUaa: false,
    checkOrigin: false,
    userLimit: undefined,
    uaaAvailable: true,
    clientOrigins: undefined,
    ownClient: { id: 'sb-scim-access', secret: 'client-secret', scopes: ['scim.read', 'scim.write'] },
  };
  const known = Object.keys(defaults);
  const chosen = Object.entries(given).filter(([name, value]) => known.includes(name) && value !== undefined);
  return Object.assign(defaults, Object.fromEntries(chosen));
}
