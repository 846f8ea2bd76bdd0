/** The three families of URLs below which every system is served. */
import type { Way } from './authentication/way-in.ts';

export interface RouteFamily {
  /** Path in front of `/<systemId>/<Endpoint>`. */
  readonly prefix: string;
  /** Those that are looked for here, in this order. */
  readonly waysIn: readonly Way[];
}

/** The one that clients are told. */
const MAIN = '/ipsproxy/api/v1/scim';

/** No prefix is a prefix of another one. */
export const ROUTE_FAMILIES: readonly RouteFamily[] = [
  { prefix: MAIN, waysIn: ['basic', 'bearer'] },
  { prefix: '/ipsproxy/service/api/v1/scim', waysIn: ['basic', 'bearer', 'certificate'] },
  { prefix: '/ipsproxy/certapi/v1/scim', waysIn: ['certificate'] },
];

/** Where clients find a system, behind the URL of the proxy. */
export function systemPath(systemId: string): string {
  return `${MAIN}/${systemId}`;
}
