/** Makes the way of one system from its properties and from what is around it. */
import { createHash } from 'node:crypto';
import type { ConnectorEnvironment } from '../../definition.ts';
import { ClientCertificates } from './client-certificates.ts';
import type { WaySettings } from './properties.ts';
import { commonContext, NO_SURROUNDINGS, type Surroundings } from './surroundings.ts';
import { WatchedTls } from './watched-tls.ts';
import type { Tls, Way } from './way.ts';
import { WebProxyLogons } from './web-proxy-logon.ts';

type Environment = Pick<
  ConnectorEnvironment,
  'systemId' | 'log' | 'now' | 'shared' | 'files' | 'surroundings'
>;

/** Its certificates are watched from now on. */
export function openWay(settings: WaySettings, environment: Environment): Way {
  const { webProxy } = settings;
  const { surroundings = NO_SURROUNDINGS, shared, now } = environment;
  return {
    key: keyOf(settings, environment),
    tls: tlsOf(settings, environment, surroundings),
    webProxyFor: (origin) => {
      if (webProxy === 'environment') return surroundings.webProxyFor(origin);
      return webProxy === 'none' ? undefined : webProxy;
    },
    webProxyLogon: (each) => shared.get(WebProxyLogons).of(each, now),
  };
}

function tlsOf(
  { texts, certificate }: WaySettings,
  { systemId, log, shared, files = new Map() }: Environment,
  surroundings: Surroundings,
): Tls | undefined {
  const { authorities } = surroundings;
  if (Object.keys(texts).length === 0) {
    return authorities.length === 0 ? undefined : { current: async () => commonContext(surroundings) };
  }
  const own = new Map([...files].filter(([property]) => texts[property] !== undefined));
  const tls = new WatchedTls({ texts, files: own, certificate, authorities, systemId, log });
  shared.get(ClientCertificates).add(tls);
  return tls;
}

/** Of secrets among what it is made of, nothing can be seen in it. Files count too: only one of two may change. */
function keyOf({ texts, webProxy }: WaySettings, { files }: Environment): string {
  const parts = Object.entries(texts).map(([name, text]) => [name, text, files?.get(name)?.path]);
  if (parts.length === 0 && webProxy === 'environment') return '';
  return createHash('sha256')
    .update(JSON.stringify([parts, webProxy]))
    .digest('base64');
}
