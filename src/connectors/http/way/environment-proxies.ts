/** The web proxies that the environment names, as other programs read them: `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`. */
import { BlockList, isIP } from 'node:net';
import type { WebProxy } from './way.ts';
import { parseWebProxy } from './web-proxy.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface EnvironmentProxies {
  /** @param origin scheme, host and port of a backend */
  webProxyFor(origin: string): WebProxy | undefined;
  /** Variables that cannot be used, and why; sentences. */
  readonly problems: readonly string[];
}

/** A name in lower case counts before that in upper case, as with curl; a host of this machine is always reached directly. */
export function environmentProxies(environment: Environment): EnvironmentProxies {
  const problems: string[] = [];
  const read = (name: string): WebProxy | undefined => {
    const used = [name.toLowerCase(), name].find((each) => environment[each] !== undefined);
    const text = used === undefined ? '' : (environment[used] ?? '').trim();
    if (text === '') return undefined;
    const parsed = parseWebProxy(text, `the environment variable ${used}`);
    if (typeof parsed !== 'string') return parsed;
    problems.push(
      `the environment variable ${used} ${parsed}; it is ignored, and backends are reached directly`,
    );
    return undefined;
  };
  const proxies: Readonly<Record<string, WebProxy | undefined>> = {
    'https:': read('HTTPS_PROXY'),
    'http:': read('HTTP_PROXY'),
  };
  const isExempt = exemptions(environment['no_proxy'] ?? environment['NO_PROXY'] ?? '');
  return {
    problems,
    webProxyFor: (origin) => {
      const url = new URL(origin);
      const webProxy = proxies[url.protocol];
      return webProxy === undefined || isExempt(url) ? undefined : webProxy;
    },
  };
}

/**
 * @param text `intern.example.com, .corp, *.lan, 10.0.0.0/8, host:8443`, separated by commas or blanks; `*` is everything.
 * A name stands for all below it as well.
 */
function exemptions(text: string): (url: URL) => boolean {
  const names: { readonly name: string; readonly port: string | undefined }[] = [];
  const networks = new BlockList();
  networks.addSubnet('127.0.0.0', 8, 'ipv4');
  networks.addAddress('::1', 'ipv6');
  for (const entry of text.toLowerCase().split(/[\s,]+/)) {
    if (entry === '') continue;
    if (entry === '*') return () => true;
    const [, address = '', prefix] = /^\[?([^\]/]*)\]?\/(\d{1,3})$/.exec(entry) ?? [];
    if (isIP(address) !== 0 && prefix !== undefined) {
      const [family, longest] = isIP(address) === 4 ? (['ipv4', 32] as const) : (['ipv6', 128] as const);
      if (Number(prefix) <= longest) networks.addSubnet(address, Number(prefix), family);
      continue;
    }
    const isPlainAddress = isIP(entry) === 6;
    const [, host = entry, port] = isPlainAddress
      ? []
      : (/^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? []);
    const name = host.replace(/^\[(.*)\]$/, '$1').replace(/^\*?\.+/, '');
    if (name !== '') names.push({ name: name.replace(/\.$/, ''), port });
  }
  return ({ hostname, port, protocol }) => {
    const host = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
    if (host === 'localhost' || host.endsWith('.localhost')) return true;
    const family = isIP(host);
    if (family !== 0 && networks.check(host, family === 4 ? 'ipv4' : 'ipv6')) return true;
    const ownPort = port || (protocol === 'https:' ? '443' : '80');
    return names.some(
      (each) =>
        (each.port === undefined || each.port === ownPort) &&
        (host === each.name || (family === 0 && host.endsWith(`.${each.name}`))),
    );
  };
}
