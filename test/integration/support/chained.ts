/** A second proxy in front of another one: for each of its systems, one of type `scim` that passes on what there is. */
import type { Client } from './client.ts';
import { HURRIED } from './connectors.ts';
import { type RunningProxy, runningProxy } from './proxy.ts';

/** How the tests of one proxy may be run. */
export const WAYS = ['direct', 'chained'] as const;
export type ProxyWay = (typeof WAYS)[number];

const whole = { sourcePath: '$', targetPath: '$' };
const operations = { ...whole, scope: 'patchEntity' };
const readId = { sourcePath: '$.id', targetPath: '$.id', targetVariable: 'entityIdSourceSystem' };

/** @param clients of the systems behind it, by the ids that they have in front */
export async function chainedProxy(clients: Readonly<Record<string, Client>>): Promise<RunningProxy> {
  const entities = (mappings: readonly object[]) => ({
    user: { scimEntityEndpoint: 'Users', mappings },
    group: { scimEntityEndpoint: 'Groups', mappings },
  });
  return await runningProxy({
    systems: Object.entries(clients).map(([id, { url }]) => ({
      id,
      type: 'scim',
      properties: { URL: url, User: 'demo-client', Password: 'demo-secret' },
      transformations: { read: 'read.json', write: 'write.json' },
    })),
    files: {
      'read.json': JSON.stringify(entities([whole, readId])),
      'write.json': JSON.stringify(entities([whole, operations])),
    },
    time: HURRIED,
  });
}
