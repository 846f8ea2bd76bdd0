/** What a tenant takes and gives at most ("Rate Limiting and Throttling", "List of Properties"). */

/** Below the 200 SCIM requests a minute from which on a tenant answers slowly; others ask it too. */
export const DEFAULT_REQUESTS_PER_MINUTE = 180;
const TENANT_HOST = /\.(?:(?:trial-)?accounts\.ondemand\.com|accounts\.cloud\.sap|accounts\.sapcloud\.cn)$/i;

/** Requests a minute, or `undefined` for hosts that are no known tenants: custom domains have to be told. */
export function defaultRequestsPerMinute(origin: string): number | undefined {
  return TENANT_HOST.test(new URL(origin).hostname) ? DEFAULT_REQUESTS_PER_MINUTE : undefined;
}

export interface AnswerLimits {
  /** Members in one group; the rest is cut without a sign. */
  readonly members: number;
  /** Groups in one user, likewise. */
  readonly groups: number;
}

export const ANSWER_LIMITS: AnswerLimits = { members: 20_000, groups: 1_000 };

/** Members that one PATCH may remove. */
export const MOST_REMOVED = 50;
/** Members that one request may add. */
export const MOST_ADDED = 20_000;
