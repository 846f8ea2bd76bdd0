/** A stand-in tenant and a system that points to it. */
import type { ConnectorEnvironment } from '../../../../src/connectors/definition.ts';
import type { Machinery } from '../../../../src/connectors/identity-authentication/connect.ts';
import {
  type IdentityAuthenticationOptions,
  startIdentityAuthentication,
} from '../../../../src/sandbox/identity-authentication-v2/index.ts';
import type { JsonObject } from '../../../../src/scim/json.ts';
import { callContext } from '../../support/context.ts';
import { connect } from '../support.ts';

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject | null;
}

export async function startTenant(
  options: IdentityAuthenticationOptions,
  properties: Readonly<Record<string, string>> = {},
  more: Partial<ConnectorEnvironment> = {},
  machinery: Partial<Machinery> = {},
) {
  const tenant = await startIdentityAuthentication(options);
  const { clientId, clientSecret } = tenant.credentials;
  const system = connect(
    tenant.url,
    { User: clientId, Password: clientSecret, ...properties },
    more,
    machinery,
  );
  const control = (method: string, path: string, body?: object) =>
    fetch(`${tenant.url}/__sandbox/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  await system.users.list({ startIndex: 1, count: 0 }, callContext());
  await control('DELETE', 'requests');
  return {
    ...system,
    tenant,
    /** Queues a fault. */
    fault: async (fault: object): Promise<void> => {
      const { ok } = await control('POST', 'faults', fault);
      if (!ok) throw new Error('the stand-in does not take this fault');
    },
    requests: async (): Promise<readonly RecordedRequest[]> => {
      const report = (await (await control('GET', 'requests')).json()) as {
        readonly requests: readonly RecordedRequest[];
      };
      return report.requests;
    },
    forget: () => control('DELETE', 'requests'),
    [Symbol.asyncDispose]: async () => {
      await system.connector.close();
      await tenant.close();
    },
  };
}

export type Tenant = Awaited<ReturnType<typeof startTenant>>;

/** Ids of the first users. */
export async function userIds({ users }: Tenant, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let startIndex = 1; ids.length < count; startIndex += 100) {
    const page = await users.list({ startIndex, count: 100, omit: ['groups'] }, callContext());
    ids.push(...page.entities.map((entity) => String(entity['id'])));
    if (page.entities.length === 0) break;
  }
  return ids.slice(0, count);
}

export function membersOf(ids: readonly string[]): JsonObject[] {
  return ids.map((value) => ({ value }));
}

export function patchOf(...operations: JsonObject[]): JsonObject {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations };
}
