/** The root document of a Cloud Foundry API (Cloud Controller V3, "Root"): where its services are. */
import { ScimError } from '../../scim/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';
import { type Backend, describeBackend } from '../http/backend.ts';
import type { BaseUrl } from '../http/base-url.ts';

export interface Endpoints {
  readonly cloudController: BaseUrl;
  readonly uaa: BaseUrl;
}

/** @throws ScimError 502 where the document names no usable address */
export function readEndpoints(document: JsonValue | undefined, api: BaseUrl, backend: Backend): Endpoints {
  const links = isJsonObject(document) ? document['links'] : undefined;
  const named = (name: string): BaseUrl => {
    const base = isJsonObject(links) ? baseOf(links, name) : undefined;
    const problem =
      base === undefined
        ? `names no address of ${name}`
        : api.origin.startsWith('https:') && !base.origin.startsWith('https:')
          ? `names an address of ${name} that is not https`
          : undefined;
    if (base !== undefined && problem === undefined) return base;
    throw new ScimError(
      502,
      `The root document of ${describeBackend(backend)} ${problem}, so it is not the API of Cloud Foundry: ${backend.addressAdvice}.`,
    );
  };
  return { cloudController: named('cloud_controller_v3'), uaa: named('uaa') };
}

function baseOf(links: JsonObject, name: string): BaseUrl | undefined {
  const link = links[name];
  const href = isJsonObject(link) ? link['href'] : undefined;
  const url = typeof href === 'string' ? URL.parse(href) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '') return undefined;
  return { origin: url.origin, path: url.pathname.replace(/\/+$/, '') };
}
