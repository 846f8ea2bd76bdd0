/** Groups whose members can be changed: fresh ones, or where groups are roles, one of a role that has no others behind it. */
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import { isJsonObject } from '../../../src/scim/json.ts';
import type { Client } from '../../integration/support/client.ts';
import { created, createdUser, everyOne, expectStatus, groupOf, path } from './face.ts';
import type { DemoSystem } from './systems.ts';

export interface Team {
  /** `/Groups/…` */
  readonly path: string;
  readonly group: JsonObject;
  /** Ids of users who can be members; none of them is one yet. */
  readonly users: readonly string[];
}

/** @param members that the group begins with, of the users in their order */
export async function teamOf(system: DemoSystem, client: Client, members = 0): Promise<Team> {
  const team = system.groups.canCreate ? await freshTeam(client) : await roleTeam(client);
  const values = team.users.slice(0, members).map((value) => ({ value }));
  const replace = { op: 'replace', path: 'members', value: values };
  const { status, text } = await client.patch(team.path, [replace]);
  if (status !== 200 && status !== 204) throw new Error(`${status} ${text}`);
  return team;
}

async function freshTeam(client: Client): Promise<Team> {
  const users: string[] = [];
  for (let count = 0; count < 3; count += 1) users.push(String((await createdUser(client))['id']));
  const group = await created(client, 'Groups', groupOf());
  return { path: path('Groups', group), group, users };
}

/** Whoever has a role of an organization has to be its user. */
async function roleTeam(client: Client): Promise<Team> {
  const groups = await everyOne(client, 'Groups');
  const named = (role: string) => {
    const found = groups.find(({ displayName }) => String(displayName).endsWith(`:${role}`));
    if (found === undefined) throw new Error(`There is no group of the role ${role}.`);
    return found;
  };
  const group = named('organization_auditor');
  const users = idsOf(named('organization_user')['members']).slice(0, 3);
  if (users.length < 3) throw new Error('The organization has too few users.');
  return { path: path('Groups', group), group, users };
}

/** Ids of the members, sorted. */
export async function membersOf(client: Client, { path: where }: Team): Promise<string[]> {
  return idsOf(expectStatus(await client.get(where), 200).body['members']).sort();
}

export function idsOf(members: JsonValue | undefined): string[] {
  return Array.isArray(members)
    ? members.map((member) => (isJsonObject(member) ? String(member['value']) : ''))
    : [];
}
