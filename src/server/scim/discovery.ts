/** Answers of discovery (RFC 7644 §4): what the system is, for whoever may use it. */
import type { ProxyResponse } from '../../proxy/types.ts';
import { resourceTypeDocument } from '../../scim/discovery/resource-type-document.ts';
import { schemaDocument } from '../../scim/discovery/schema-document.ts';
import { serviceProviderConfigDocument } from '../../scim/discovery/service-provider-config.ts';
import { ScimError } from '../../scim/errors.ts';
import type { JsonObject } from '../../scim/json.ts';
import { listResponse } from '../../scim/list-response.ts';
import { openWays } from '../authentication/ways-in.ts';
import { keptDocument } from './kept-documents.ts';
import type { SystemCall } from './system-call.ts';

/** @throws ScimError 403 for a filter */
export async function serviceProviderConfig(call: SystemCall): Promise<ProxyResponse> {
  refuseFilter(call);
  const { target, runtime } = call;
  return keptDocument(call, 'ServiceProviderConfig', () =>
    serviceProviderConfigDocument(
      {
        features: target.system.description.features,
        maxPayloadSize: runtime.settings.bodyLimit,
        logonSchemes: openWays(target.family, runtime),
      },
      target.baseUrl,
    ),
  );
}

/** @throws ScimError 403 for a filter, 404 for a name that no resource type has */
export async function resourceTypes(call: SystemCall): Promise<ProxyResponse> {
  const { resourceTypes: all } = call.target.system.description;
  return oneOrAll(call, {
    all,
    kind: 'resource type',
    nameOf: ({ name }) => name,
    print: resourceTypeDocument,
  });
}

/** @throws ScimError 403 for a filter, 404 for a URN that no schema has */
export async function schemas(call: SystemCall): Promise<ProxyResponse> {
  const { schemas: all } = call.target.system.description;
  return oneOrAll(call, { all, kind: 'schema', nameOf: ({ id }) => id, print: schemaDocument });
}

interface Items<Item> {
  readonly all: readonly Item[];
  /** For messages. */
  readonly kind: string;
  readonly nameOf: (item: Item) => string;
  readonly print: (item: Item, baseUrl: string) => JsonObject;
}

function oneOrAll<Item>(call: SystemCall, { all, kind, nameOf, print }: Items<Item>): ProxyResponse {
  refuseFilter(call);
  const { endpoint, id, baseUrl } = call.target;
  if (id === undefined) {
    return keptDocument(call, endpoint, () => {
      const resources = all.map((item) => print(item, baseUrl));
      const { length } = resources;
      return listResponse({ totalResults: length, startIndex: 1, itemsPerPage: length, resources });
    });
  }
  // Schemas are compared without regard to letter case (RFC 7643 §2.1, RFC 8141 §3.1); names of resource types differ by more.
  const item = all.find((one) => nameOf(one).toLowerCase() === id.toLowerCase());
  if (item === undefined) {
    const known = all.map(nameOf).join(', ') || 'none';
    throw new ScimError(404, `This system has no such ${kind}; it has ${known}.`);
  }
  return keptDocument(call, `${endpoint}/${nameOf(item)}`, () => print(item, baseUrl));
}

/** RFC 7644 §4; other parameters of lists mean nothing here. */
function refuseFilter({ target: { query, endpoint } }: SystemCall): void {
  const { filter } = query;
  if (filter === undefined || filter === '') return;
  throw new ScimError(403, `${endpoint} cannot be filtered (RFC 7644 section 4); leave filter out.`);
}
