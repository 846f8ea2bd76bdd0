/** Descriptions of systems that are made of transformations alone. */
import type { Capabilities, Connector, EntityConnector } from '../../../src/connectors/connector.ts';
import type { SystemDescription } from '../../../src/proxy/description/types.ts';
import { createProxySystem } from '../../../src/proxy/proxy-system.ts';
import { compileTransformation } from '../../../src/transformation/index.ts';

export interface DescribedSetup {
  readonly read: object | string;
  readonly write?: object | string;
  readonly capabilities?: Partial<Capabilities>;
  /** Of single entity types, in front of `capabilities`. */
  readonly capabilitiesOf?: Readonly<Record<string, Partial<Capabilities>>>;
  readonly properties?: Readonly<Record<string, string>>;
}

export function described({
  read,
  write = {},
  capabilities,
  capabilitiesOf = {},
  properties = {},
}: DescribedSetup): SystemDescription {
  const entity = (type: string) =>
    ({
      capabilities: {
        totals: true,
        patch: 'none',
        versions: false,
        ...capabilities,
        ...capabilitiesOf[type],
      },
    }) as EntityConnector;
  const connector: Connector = { entity, close: async () => undefined };
  const compile = (text: object | string, direction: 'read' | 'write') =>
    compileTransformation(typeof text === 'string' ? text : JSON.stringify(text), { direction, properties });
  return createProxySystem({
    id: 's-1',
    name: 'A system',
    type: 'memory',
    prefix: 'ias',
    properties,
    read: compile(read, 'read'),
    write: compile(write, 'write'),
    connector,
  }).description;
}
