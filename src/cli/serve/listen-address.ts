/** Where to listen: the environment variables `HOST` and `PORT` win over the configuration. */
import type { ServerSettings } from '../../config/schema.ts';
import { UsageError } from '../command.ts';

/** @throws UsageError for a `PORT` that is none */
export function listenAddress(
  settings: Pick<ServerSettings, 'host' | 'port'>,
  environment: NodeJS.ProcessEnv,
): { hosts: string[]; port: number } {
  const { HOST: host, PORT: port } = environment;
  if (port && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535)) {
    throw new UsageError('The environment variable PORT must be a whole number from 0 to 65535.');
  }
  return {
    hosts: host ? [host] : [settings.host].flat(),
    port: port ? Number(port) : settings.port,
  };
}

/**
 * Under which URL clients reach the proxy, as far as it is known before it runs; without trailing slash.
 *
 * @throws UsageError for a wrong `PORT`
 */
export function proxyUrl(server: ServerSettings, environment: NodeJS.ProcessEnv): string {
  const {
    hosts: [host = ''],
    port,
  } = listenAddress(server, environment);
  const protocol = server.tls?.certificate === undefined ? 'http' : 'https';
  const url = server.externalUrl ?? `${protocol}://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return url.replace(/\/+$/, '');
}
