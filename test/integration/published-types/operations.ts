/** All operations on one kind of entity of one system, against a stand-in that is asked directly what came of them. */
import { isJsonObject, type JsonObject } from '../../../src/scim/json.ts';
import type { Answer, Client } from '../support/client.ts';
import { richGroup, richUser } from './rich-entities.ts';

export const OPERATIONS = ['list', 'get', 'create', 'update', 'patch', 'delete'] as const;
export type Operation = (typeof OPERATIONS)[number];
export type Endpoint = 'Users' | 'Groups';

/** Each operation works where nothing is said about it. */
export type Findings = Partial<Record<Operation, string>>;

export interface Seed {
  readonly user: string;
  readonly group: string;
}

export async function seed(backend: Client): Promise<Seed> {
  const user = idOf(await backend.post('/Users', richUser('seed')));
  return { user, group: idOf(await backend.post('/Groups', richGroup('seed', user))) };
}

export async function tryOperations(
  system: { readonly name: string; readonly client: Client; readonly canWrite: boolean },
  backend: Client,
  endpoint: Endpoint,
  { user, group }: Seed,
): Promise<Findings> {
  const { name, client, canWrite } = system;
  const findings: Findings = {};
  const note = (operation: Operation, { status, text }: Answer, expected: readonly number[]) => {
    if (!expected.includes(status)) findings[operation] ??= `${status} ${text}`;
  };
  const listed = await idsIn(client, endpoint, (answer) => note('list', answer, [200]));
  if (listed.length === 0) findings.list ??= 'it shows nothing';
  note('get', await client.get(`/${endpoint}/${encodeURIComponent(listed[0] ?? 'none')}`), [200]);
  if (!canWrite) return findings;

  const isUser = endpoint === 'Users';
  const entity = isUser ? richUser(name) : richGroup(name, user);
  const created = await client.post(`/${endpoint}`, entity);
  note('create', created, [201]);
  if (created.status !== 201) await backend.post(`/${endpoint}`, entity);
  const ids = await idsIn(client, endpoint, () => {});
  const id = created.status === 201 ? idOf(created) : (ids.find((each) => !listed.includes(each)) ?? 'none');
  if (!ids.includes(id)) findings.create ??= 'it is not in the list';
  const path = `/${endpoint}/${encodeURIComponent(id)}`;
  // Some transformations cannot show users without groups.
  if (isUser) {
    const value = (await idsIn(backend, 'Users', () => {})).map((value) => ({ value }));
    await backend.patch(`/Groups/${group}`, [{ op: 'replace', path: 'members', value }]);
  }
  note('update', await client.put(path, { ...entity, displayName: `${name} 2` }), [200, 204]);
  const operation = isUser
    ? { op: 'replace', path: 'name.familyName', value: 'Byron' }
    : { op: 'remove', path: `members[value eq "${user}"]` };
  note('patch', await client.patch(path, [operation]), [200, 204]);
  note('delete', await client.delete(path), [204]);
  if (findings.delete === undefined && (await client.get(path)).status !== 404) {
    findings.delete = 'it is there afterwards';
  }
  return findings;
}

async function idsIn(client: Client, endpoint: Endpoint, see: (answer: Answer) => void): Promise<string[]> {
  const answer = await client.get(`/${endpoint}`);
  see(answer);
  const { Resources: resources = [] } = answer.body;
  return (Array.isArray(resources) ? resources : []).filter(isJsonObject).map(({ id }) => String(id));
}

function idOf({ body, text }: { readonly body: JsonObject; readonly text: string }): string {
  const { id } = body;
  if (typeof id !== 'string') throw new Error(text);
  return id;
}
