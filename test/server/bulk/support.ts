/** Systems that keep what they get in memory, and Bulk requests to them over HTTP. */
import { expect } from 'vitest';
import type { ProxyResponse } from '../../../src/proxy/types.ts';
import { ScimError } from '../../../src/scim/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/scim/json.ts';
import { type Answer, type Call, type FakeSystem, fakeSystem, type TestProxy } from '../helpers.ts';

export const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
export const BULK_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';

export interface Stored {
  readonly endpoint: string;
  readonly id: string;
  version: number;
  resource: JsonObject;
}

export interface MemorySystem extends FakeSystem {
  readonly stored: Map<string, Stored>;
  /** Calls under way, and how many there have been at most. */
  readonly load: { now: number; most: number };
}

/**
 * Names are unique per endpoint; whoever refers to an id that there is not is refused.
 *
 * @param before called before each operation is done; may throw and may wait
 */
export function memorySystem(
  before: (call: Call) => void | Promise<void> = () => {},
  options: Parameters<typeof fakeSystem>[1] = {},
): MemorySystem {
  const stored = new Map<string, Stored>();
  const load = { now: 0, most: 0 };
  let created = 0;
  const system = fakeSystem(async (call) => {
    load.now += 1;
    load.most = Math.max(load.most, load.now);
    try {
      await before(call);
      return perform(call);
    } finally {
      load.now -= 1;
    }
  }, options);

  const perform = (call: Call): ProxyResponse => {
    const { operation, endpoint, id, body = {}, context } = call;
    if (operation === 'create') {
      requireSound(endpoint, body, undefined);
      created += 1;
      const entry = {
        endpoint,
        id: `${endpoint === 'Users' ? 'u' : 'g'}${created}`,
        version: 1,
        resource: body,
      };
      stored.set(entry.id, entry);
      return answer(201, entry, context.baseUrl);
    }
    const entry = stored.get(id ?? '');
    if (entry === undefined || entry.endpoint !== endpoint) throw new ScimError(404, `There is no ${id}.`);
    const { ifMatch } = (call.preconditions ?? {}) as { ifMatch?: string };
    if (ifMatch !== undefined && ifMatch !== `W/"${entry.version}"`)
      throw new ScimError(412, 'It was changed.');
    if (operation === 'delete') {
      stored.delete(entry.id);
      for (const other of stored.values()) other.resource = without(other.resource, entry.id);
      return { status: 204, warnings: [] };
    }
    const resource = operation === 'patch' ? patched(entry.resource, body) : body;
    requireSound(endpoint, resource, entry.id);
    entry.resource = resource;
    entry.version += 1;
    return answer(200, entry, context.baseUrl);
  };

  const requireSound = (endpoint: string, resource: JsonObject, own: string | undefined) => {
    const name = nameOf(resource);
    if (name === undefined) throw new ScimError(400, 'It has no name.', { scimType: 'invalidValue' });
    for (const other of stored.values()) {
      if (other.id !== own && other.endpoint === endpoint && nameOf(other.resource) === name)
        throw new ScimError(409, 'The name is taken.', { scimType: 'uniqueness' });
    }
    for (const id of referredTo(resource)) {
      if (!stored.has(id)) throw new ScimError(400, `There is no ${id}.`, { scimType: 'invalidValue' });
    }
  };
  return Object.assign(system, { stored, load });
}

function answer(
  status: 200 | 201,
  { endpoint, id, version, resource }: Stored,
  baseUrl: string,
): ProxyResponse {
  const location = `${baseUrl}/${endpoint}/${encodeURIComponent(id)}`;
  return { status, body: { ...resource, id }, location, version: String(version), warnings: [] };
}

export function nameOf({ userName, displayName }: JsonObject): JsonValue | undefined {
  return userName ?? displayName;
}

/** Ids in `members` and `manager`. */
export function referredTo({ members, manager }: JsonObject): string[] {
  const values = Array.isArray(members) ? members : [];
  return [...values, manager].flatMap((value) =>
    value !== undefined && isJsonObject(value) && typeof value['value'] === 'string' ? [value['value']] : [],
  );
}

function without(resource: JsonObject, id: string): JsonObject {
  const { manager, ...rest } = resource;
  const members = rest['members'];
  return {
    ...rest,
    ...(manager === undefined || (isJsonObject(manager) && manager['value'] === id) ? {} : { manager }),
    ...(Array.isArray(members)
      ? { members: members.filter((member) => !isJsonObject(member) || member['value'] !== id) }
      : {}),
  };
}

/** `add` and `replace` with a path, the former to lists too. */
function patched(resource: JsonObject, body: JsonObject): JsonObject {
  const result = { ...resource };
  for (const operation of body['Operations'] as JsonObject[]) {
    const { path, value = null } = operation as { path: string; value?: JsonValue };
    const known = result[path];
    result[path] = Array.isArray(value) && Array.isArray(known) ? [...known, ...value] : value;
  }
  return result;
}

export async function sendBulk(
  proxy: Pick<TestProxy, 'send'>,
  operations: readonly JsonValue[],
  more: JsonObject = {},
  options: Parameters<TestProxy['send']>[1] = {},
): Promise<Answer> {
  const body = { schemas: [BULK_REQUEST], Operations: operations as JsonValue[], ...more };
  return proxy.send('/Bulk', { method: 'POST', body, ...options });
}

/** Of a response that is one. */
export function resultsOf({ status, body, headers }: Answer): JsonObject[] {
  expect([status, body]).toEqual([200, { schemas: [BULK_RESPONSE], Operations: expect.any(Array) }]);
  expect(headers['content-type']).toBe('application/scim+json');
  return body['Operations'] as JsonObject[];
}

export const statusesOf = (answer: Answer) => resultsOf(answer).map(({ status }) => status);

export const user = (bulkId: string, more: JsonObject = {}): JsonObject => ({
  method: 'POST',
  path: '/Users',
  bulkId,
  data: { userName: bulkId, ...more },
});

export const group = (bulkId: string, members: readonly string[], more: JsonObject = {}): JsonObject => ({
  method: 'POST',
  path: '/Groups',
  bulkId,
  data: { displayName: bulkId, members: members.map((value) => ({ value })), ...more },
});
