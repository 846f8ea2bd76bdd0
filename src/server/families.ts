/** The three families of URLs below which every system is served. */

export interface RouteFamily {
  /** Path in front of `/<systemId>/<Endpoint>`. */
  readonly prefix: string;
  /** Ways in; a family without any refuses everybody. */
  readonly authentication: 'basic' | 'certificate';
}

/** No prefix is a prefix of another one. */
export const ROUTE_FAMILIES: readonly RouteFamily[] = [
  { prefix: '/ipsproxy/api/v1/scim', authentication: 'basic' },
  { prefix: '/ipsproxy/service/api/v1/scim', authentication: 'basic' },
  { prefix: '/ipsproxy/certapi/v1/scim', authentication: 'certificate' },
];
