/** The root document of a Cloud Foundry API (Cloud Controller V3, "Root"): where its services are. */
import { ScimError } from '../../../scim/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import { type Backend, describeBackend } from '../../http/backend.ts';
import type { BaseUrl } from '../../http/base-url.ts';
import { isWithin, TRUSTED_DOMAINS } from './trusted-domains.ts';

export interface Endpoints {
  readonly cloudController: BaseUrl;
  readonly uaa: BaseUrl;
}

export interface DiscoveryOptions {
  /** Where the document comes from. */
  readonly api: BaseUrl;
  /** Where the services may be. */
  readonly trustedDomains: readonly string[];
  readonly backend: Backend;
}

/** @throws ScimError 502 where the document names no usable address */
export function readEndpoints(
  document: JsonValue | undefined,
  { api, trustedDomains, backend }: DiscoveryOptions,
): Endpoints {
  const links = isJsonObject(document) ? document['links'] : undefined;
  const named = (name: string): BaseUrl => {
    const base = isJsonObject(links) ? baseOf(links, name) : undefined;
    const problem =
      base === undefined
        ? `names no address of ${name}`
        : api.origin.startsWith('https:') && !base.origin.startsWith('https:')
          ? `names an address of ${name} that is not https`
          : undefined;
    if (base !== undefined && problem === undefined) {
      if (isWithin(base.origin, trustedDomains)) return base;
      throw elsewhere(backend, name, base, trustedDomains);
    }
    throw new ScimError(
      502,
      `The root document of ${describeBackend(backend)} ${problem}, so it is not the API of Cloud Foundry: ${backend.addressAdvice}.`,
    );
  };
  return { cloudController: named('cloud_controller_v3'), uaa: named('uaa') };
}

function elsewhere(
  backend: Backend,
  name: string,
  { origin }: BaseUrl,
  trustedDomains: readonly string[],
): ScimError {
  const { hostname } = new URL(origin);
  return new ScimError(
    502,
    `The root document of ${describeBackend(backend)} names ${origin} as address of ${name}, which is not within ${trustedDomains.join(', ')}: neither password nor token was sent there. If the landscape really has it there, add ${hostname} to the property ${TRUSTED_DOMAINS}; else somebody has changed the document, or the name service leads to another server.`,
  );
}

function baseOf(links: JsonObject, name: string): BaseUrl | undefined {
  const link = links[name];
  const href = isJsonObject(link) ? link['href'] : undefined;
  const url = typeof href === 'string' ? URL.parse(href) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    return undefined;
  return { origin: url.origin, path: url.pathname.replace(/(?<!\/)\/+$/, '') };
}
