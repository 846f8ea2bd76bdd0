/** A system of version 1 in front of the stand-in, which shares no code with it. */
import type { ConnectorEnvironment } from '../../../../src/connectors/definition.ts';
import {
  type IdentityAuthenticationV1Options,
  startIdentityAuthenticationV1,
} from '../../../../src/sandbox/identity-authentication-v1/index.ts';
import type { JsonObject } from '../../../../src/scim/json.ts';
import { connect } from '../support.ts';

export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject | null;
}

export async function setUp(
  options: IdentityAuthenticationV1Options = {},
  properties: Record<string, string> = {},
  more: Partial<ConnectorEnvironment> = {},
) {
  const tenant = await startIdentityAuthenticationV1(options);
  const { clientId, clientSecret } = tenant.credentials;
  const all = { 'ias.api.version': '1', User: clientId, Password: clientSecret, ...properties };
  const system = connect(tenant.url, all, more);
  const control = (method: string, path: string, body?: object) =>
    fetch(`${tenant.url}/__sandbox/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  return {
    ...system,
    tenant,
    fault: (fault: object) => control('POST', 'faults', fault),
    requests: async (): Promise<readonly Recorded[]> => {
      const response = await control('GET', 'requests');
      return ((await response.json()) as { requests: Recorded[] }).requests;
    },
    reset: () => control('DELETE', 'requests'),
    [Symbol.asyncDispose]: async () => {
      await system.connector.close();
      await tenant.close();
    },
  };
}

export const CUSTOM_GROUP = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';
export const CUSTOM_USER = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:User';

export function memberIds(group: JsonObject): string[] {
  return ((group['members'] ?? []) as JsonObject[]).map(({ value }) => value as string).sort();
}

/** `P000001` to the number of users. */
export function userIds(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `P${String(index + 1).padStart(6, '0')}`);
}

export const refs = (ids: readonly string[]): JsonObject[] => ids.map((value) => ({ value }));
