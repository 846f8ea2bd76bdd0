/** The demo for the tests of one file, and each of its systems as a client sees it. */
import { afterAll, beforeAll, expect } from 'vitest';
import { isJsonObject, type JsonObject } from '../../../src/scim/json.ts';
import { type Answer, type Client, scimClient } from '../../integration/support/client.ts';
import { type RunningDemo, runningDemo } from '../../integration/support/demo.ts';
import { type DemoSystem, pathOf } from './systems.ts';

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
export const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

export type Face = (system: DemoSystem) => Client;

/** Registers the start and the stop; clients are asked for within tests. */
export function demoFace(): Face {
  let demo: RunningDemo | undefined;
  beforeAll(async () => {
    demo = await runningDemo({ users: 12, groups: 4, orgs: 2, spaces: 1 });
  });
  afterAll(async () => {
    await demo?.stop();
  });
  return (system) => {
    if (demo === undefined) throw new Error('The demo is not started yet.');
    return scimClient(`${demo.proxy}${pathOf(system)}`);
  };
}

let made = 0;

/** A user that every system takes; of what is added, each keeps what it carries. */
export function userOf(more: JsonObject = {}): JsonObject & { userName: string } {
  made += 1;
  const userName = typeof more['userName'] === 'string' ? more['userName'] : `bjensen${made}`;
  return {
    schemas: [USER],
    name: { givenName: 'Barbara', familyName: 'Jensen' },
    emails: [{ value: `bjensen${made}@example.com`, type: 'work', primary: true }],
    ...more,
    userName,
  };
}

/** Without blanks, which one system cannot have in the name of a group. */
export function groupOf(more: JsonObject = {}): JsonObject & { displayName: string } {
  made += 1;
  return { schemas: [GROUP], displayName: `Tour_Guides_${made}`, ...more } as JsonObject & {
    displayName: string;
  };
}

/** @throws unless the status is that */
export function expectStatus(answer: Answer, status: number): Answer {
  expect([answer.status, answer.status === status ? '' : answer.text]).toEqual([status, '']);
  return answer;
}

export async function created(client: Client, endpoint: string, entity: JsonObject): Promise<JsonObject> {
  return expectStatus(await client.post(`/${endpoint}`, entity), 201).body;
}

export async function createdUser(client: Client, more?: JsonObject): Promise<JsonObject> {
  return await created(client, 'Users', userOf(more));
}

export function resourcesOf({ body }: Answer): JsonObject[] {
  const { Resources: resources } = body;
  if (!Array.isArray(resources)) throw new Error('This is no list.');
  return resources.filter(isJsonObject);
}

/** All users or groups, which are fewer here than fit on a page. */
export async function everyOne(client: Client, endpoint: string): Promise<JsonObject[]> {
  return resourcesOf(expectStatus(await client.get(`/${endpoint}?count=100`), 200));
}

export function path(endpoint: string, { id }: JsonObject): string {
  return `/${endpoint}/${encodeURIComponent(String(id))}`;
}

/** RFC 7644 §3.12: the whole shape of an error. */
export function expectError({ status, headers, body }: Answer, expected: number, scimType?: string): void {
  expect({ status, type: headers['content-type'], body }).toEqual({
    status: expected,
    type: 'application/scim+json',
    body: {
      schemas: [ERROR],
      status: String(expected),
      ...(scimType === undefined ? {} : { scimType }),
      detail: expect.any(String),
    },
  });
}

export function warningsOf({ headers }: Answer): string[] {
  return [headers['x-ipsproxy-warning'] ?? []].flat();
}
