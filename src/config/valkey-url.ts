/** URLs of servers of Valkey and Redis: `valkeys://user:password@host:port/database`. */
import type { ValkeyAddress } from '../state/settings.ts';

const TLS_BY_SCHEME: Readonly<Record<string, boolean>> = {
  'redis:': false,
  'valkey:': false,
  'rediss:': true,
  'valkeys:': true,
};
const USUAL_PORT = 6379;
/** What bindings of SAP BTP write where there is no user name. */
const NO_USER = 'no-user-name-for-redis';
const MOST_DATABASES = 16_384;

/** @returns what it says, or what is wrong with it; the latter has nothing of the text in it, as there is a password in it */
export function parseValkeyUrl(text: string): ValkeyAddress | { readonly reason: string } {
  const url = URL.parse(text);
  if (url === null) {
    return {
      reason:
        'it is no URL; write it as valkeys://user:password@host:port, with characters such as /, # and @ in the password as %2F, %23 and %40',
    };
  }
  const tls = TLS_BY_SCHEME[url.protocol];
  if (tls === undefined)
    return { reason: 'it has to begin with valkeys://, valkey://, rediss:// or redis://' };
  if (url.hostname === '') return { reason: 'it names no host' };
  if (url.search !== '' || url.hash !== '') {
    return {
      reason: 'it has something behind ? or #; where that is part of the password, write %3F and %23',
    };
  }
  const [, digits = '0'] = /^\/?(\d{0,5})$/.exec(url.pathname) ?? [undefined, 'none'];
  const database = Number(digits);
  if (!(database < MOST_DATABASES)) {
    return { reason: 'behind its host there may only be the number of a database, such as /0' };
  }
  try {
    const username = decodeURIComponent(url.username);
    const password = decodeURIComponent(url.password);
    return {
      host: decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1'),
      port: url.port === '' ? USUAL_PORT : Number(url.port),
      tls,
      ...(username !== '' && username !== NO_USER && { username }),
      ...(password !== '' && { password }),
      database,
    };
  } catch {
    return { reason: 'it has a % that stands for nothing; write %25 for it' };
  }
}
