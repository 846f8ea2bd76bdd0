/** The proxy in front of a real connector and the transformations of its type, without HTTP on the client's side. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { CallContext, Connector } from '../../../src/connectors/connector.ts';
import { createProxySystem } from '../../../src/proxy/proxy-system.ts';
import type { ProxyResource, ProxyResponse } from '../../../src/proxy/types.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { compileTransformation } from '../../../src/transformation/index.ts';
import { callContext } from '../../connectors/support/context.ts';

const FOLDER = new URL('../../../transformations/', import.meta.url);
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export interface Endpoint {
  get(id: string): Promise<JsonObject>;
  put(id: string, body: JsonObject, context?: CallContext): Promise<ProxyResponse>;
  patch(id: string, operations: readonly JsonObject[], context?: CallContext): Promise<ProxyResponse>;
}

export interface Setup {
  /** Of the stand-in: entities of others with the same id have turns of their own. */
  readonly url: string;
  readonly connector: Pick<Connector, 'entity'>;
  /** Below `transformations/`, such as `identity-authentication/v2`. */
  readonly folder: string;
  readonly properties?: Readonly<Record<string, string>>;
  /** What an administrator changes in them. */
  readonly adapt?: (text: string) => string;
}

export async function proxyOf({ url, connector, folder, properties = {}, adapt = (text) => text }: Setup) {
  const compile = async (direction: 'read' | 'write') => {
    const file = fileURLToPath(new URL(`${folder}/${direction}.json`, FOLDER));
    return compileTransformation(adapt(await readFile(file, 'utf8')), { direction, properties });
  };
  const system = createProxySystem({
    id: url,
    name: 'A system',
    type: folder,
    prefix: 'x',
    properties,
    read: await compile('read'),
    write: await compile('write'),
    connector: { entity: (...names) => connector.entity(...names), close: async () => undefined },
  });
  const endpoint = (name: string): Endpoint => {
    const resource: ProxyResource | undefined = system.resource(name);
    if (resource === undefined) throw new Error(`no ${name}`);
    const within = (context: CallContext) => ({ ...context, baseUrl: 'https://proxy.example.com/s-1' });
    return {
      get: async (id) => (await resource.get(id, {}, {}, within(callContext()))).body ?? {},
      put: (id, body, context = callContext()) => resource.replace(id, body, {}, {}, within(context)),
      patch: (id, operations, context = callContext()) =>
        resource.patch(id, { schemas: [PATCH_OP], Operations: [...operations] }, {}, {}, within(context)),
    };
  };
  return { users: endpoint('Users'), groups: endpoint('Groups') };
}
