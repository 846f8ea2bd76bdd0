/** What is told of a URL that is in none of the families. Nobody is logged on here: it says nothing but where they are. */
import { ROUTE_FAMILIES } from './families.ts';
import { splitTarget } from './http/request-target.ts';

const PREFIXES = ROUTE_FAMILIES.map(({ prefix }) => prefix);
const GENERAL = `No such URL. Proxy systems are below ${PREFIXES.join(', ')}, as <systemId>/<Endpoint>.`;

/** @param url as it came, still encoded */
export function unknownUrl(url: string): string {
  const { path } = splitTarget(url);
  if (inFamily(path.replace(/\/{2,}/g, '/')) !== undefined) {
    return 'No such URL: its path has a doubled slash (//) in front of the system id. Take one out; often the base URL that the client is configured with ends with a slash too many.';
  }
  const meant = inFamily(path.toLowerCase());
  if (meant !== undefined) return `No such URL: paths are case-sensitive; use ${meant}.`;
  const behind = PREFIXES.find((prefix) => path.includes(`${prefix}/`));
  if (behind !== undefined) {
    return `No such URL: something stands in front of ${behind}. Take it out of the base URL that the client is configured with, or let the router in front of the proxy take it off.`;
  }
  return GENERAL;
}

function inFamily(path: string): string | undefined {
  return PREFIXES.find((prefix) => path === prefix || path.startsWith(`${prefix}/`));
}
