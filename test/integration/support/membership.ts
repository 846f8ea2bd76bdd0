/** Groups with known members, and who is a member as the backend itself has it. */
import type { JsonObject } from '../../../src/scim/json.ts';
import type { Backend } from './backends.ts';
import type { Stage } from './stage.ts';

export interface TestGroup {
  /** As in a URL of the proxy. */
  readonly path: string;
  /** What a body of a PUT has beside members. */
  readonly body: JsonObject;
  /** Users who are no members at first. */
  readonly others: readonly string[];
  readonly members: readonly string[];
  /** Gives it its first members again. */
  reset(): Promise<void>;
  now(): Promise<readonly string[]>;
}

/** Roles that no others depend on; there are as many groups in Cloud Foundry. */
const ROLES = ['organization_auditor', 'organization_billing_manager', 'organization_manager'];

/**
 * @param system of the stage, with the transformations of its type
 * @param index another group for each, below 6
 */
export async function testGroup(stage: Stage, system: string, index = 0): Promise<TestGroup> {
  const { backend } = stage;
  const client = stage.client(system);
  const { body: list } = await client.get('/Users?count=5');
  const users = (list['Resources'] as JsonObject[]).map(({ id }) => String(id)).sort();
  const [members, others] = [users.slice(0, 2), users.slice(2)];
  const { id, body } =
    backend.kind === 'cf'
      ? await roleGroup(stage, system, index)
      : await created(backend, `Test group ${index}`);
  const path = `/Groups/${encodeURIComponent(id)}`;
  const reset = async () => {
    const { status, text } = await client.put(path, {
      ...body,
      members: members.map((value) => ({ value })),
    });
    if (status !== 200) throw new Error(`${status} ${text}`);
  };
  await reset();
  return { path, body, others, members, reset, now: () => membersOf(backend, id) };
}

interface NamedGroup {
  readonly id: string;
  readonly body: JsonObject;
}

async function created(backend: Backend, displayName: string): Promise<NamedGroup> {
  const { status, body } = await backend.send('POST', 'Groups', { displayName });
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
  return { id: String(body['id']), body: { displayName } };
}

async function roleGroup(stage: Stage, system: string, index: number): Promise<NamedGroup> {
  const { body } = await stage.client(system).get('/Groups?count=100');
  const groups = body['Resources'] as JsonObject[];
  const found = groups.filter(({ id }) => ROLES.some((role) => String(id).endsWith(` ${role}`)))[index];
  return { id: String(found?.['id']), body: { displayName: found?.['displayName'] ?? '' } };
}

async function membersOf(backend: Backend, id: string): Promise<string[]> {
  if (backend.kind !== 'cf') {
    const { members = [] } = await backend.entity(`Groups/${id}`);
    return (members as JsonObject[]).map(({ value }) => String(value)).sort();
  }
  const [organization, role] = id.split(' ');
  const query = `organization_guids=${organization}&types=${role}&include=user&per_page=100`;
  const { resources, included } = await backend.entity(`v3/roles?${query}`);
  const { User: self, 'btp.cf.pm.origin': origin } = backend.properties;
  const users = (included as { users: JsonObject[] }).users.filter(
    (user) => user['origin'] === origin && user['username'] !== self,
  );
  const own = new Set(users.map(({ guid }) => guid));
  return (resources as { relationships: { user: { data: { guid: string } } } }[])
    .map(({ relationships }) => relationships.user.data.guid)
    .filter((guid) => own.has(guid))
    .sort();
}
