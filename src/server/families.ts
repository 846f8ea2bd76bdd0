/** The three families of URLs below which every system is served. */

export interface RouteFamily {
  /** Path in front of `/<systemId>/<Endpoint>`. */
  readonly prefix: string;
  /** Ways in; a family without any refuses everybody. */
  readonly authentication: 'basic' | 'certificate';
}

/** The one that clients are told. */
const MAIN = '/ipsproxy/api/v1/scim';

/** No prefix is a prefix of another one. */
export const ROUTE_FAMILIES: readonly RouteFamily[] = [
  { prefix: MAIN, authentication: 'basic' },
  { prefix: '/ipsproxy/service/api/v1/scim', authentication: 'basic' },
  { prefix: '/ipsproxy/certapi/v1/scim', authentication: 'certificate' },
];

/** Where clients find a system, behind the URL of the proxy. */
export function systemPath(systemId: string): string {
  return `${MAIN}/${systemId}`;
}
