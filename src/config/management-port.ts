/** Whether management has a port of its own: at one address, two listeners cannot have the same. */
import { isIPv6 } from 'node:net';
import type { Problem } from './problem.ts';
import type { ServerSettings } from './schema.ts';
import type { Source } from './source/source.ts';

/** `HOST` and `PORT` win over the configuration. */
export function managementPortProblems(
  { host, port, management }: Pick<ServerSettings, 'host' | 'port' | 'management'>,
  source: Source,
  { HOST, PORT }: Readonly<Record<string, string | undefined>>,
): Problem[] {
  if (management === undefined) return [];
  const hosts = HOST ? [HOST] : [host].flat();
  const isSame = management.port === (PORT ? Number(PORT) : port);
  if (!isSame || management.port === 0 || !isAmong(management.host, hosts)) return [];
  const other = PORT ? 'the environment variable PORT' : 'server.port';
  const message = `server.management.port is ${management.port}, as ${other} is, and both are for ${management.host}: the proxy could not start; set another one`;
  const at = source.valueAt(['server', 'management', 'port']);
  return [{ severity: 'error', message, file: source.file, ...at }];
}

/** Whether who listens on `hosts` already has `host`, or part of it, at the same port. */
export function isAmong(host: string, hosts: readonly string[]): boolean {
  const address = addressOf(host);
  return hosts
    .map(addressOf)
    .some(
      (other) =>
        other === address || covers(address, other, true) || covers(other, address, hosts.length === 1),
    );
}

/** @param takesIpv4 `::` means all of IPv4, too */
function covers(all: string, other: string, takesIpv4: boolean): boolean {
  return (all === '0.0.0.0' && !isIPv6(other)) || (all === '::' && (takesIpv4 || isIPv6(other)));
}

function addressOf(host: string): string {
  return host === 'localhost' ? '127.0.0.1' : host;
}
