/** A stand-in without the proxy and without faults: what it has, what a round begins with, and what is taken away behind one. */
import type { JsonObject } from '../../../src/scim/json.ts';
import type { BackendUser, Scene, Snapshot } from './backend-messages.ts';
import { MADE } from './made.ts';
import type { StandIn } from './stand-ins.ts';

const PAGE = 100;
/** Users whom all clients of a system change. */
const SHARED = 2;
/** Roles that no others depend on. */
const ROLES = ['organization_auditor', 'organization_billing_manager'];
const MANAGER = 'organization_manager';

interface Role {
  readonly guid: string;
  readonly type: string;
  readonly user: string;
  readonly organization: string;
}

export class Raw {
  readonly #backend: StandIn;
  readonly #members: string[] = [];
  #groups: string[] = [];
  #rounds = 0;

  constructor(backend: StandIn) {
    this.#backend = backend;
  }

  async scene(groups: number, members: number): Promise<Scene> {
    this.#rounds += 1;
    while (this.#members.length < members)
      this.#members.push(await this.#create(`resident-${this.#members.length}`));
    const shared = this.#backend.key === 'cf' ? [] : await this.#shared();
    if (this.#backend.key === 'cf') this.#groups = (await this.#roleGroups()).slice(0, groups);
    else {
      this.#groups = [];
      for (let index = 0; index < groups; index += 1) {
        const displayName = `${MADE}group-${this.#rounds}-${index}`;
        this.#groups.push(String((await this.#send('POST', 'Groups', { displayName }))['id']));
      }
    }
    const residentGroups =
      this.#backend.key === 'cf' ? this.#groups : (await this.#all('Groups')).map(({ id }) => String(id));
    return { members: this.#members.slice(0, members), shared, groups: this.#groups, residentGroups };
  }

  async snapshot(): Promise<Snapshot> {
    const users = await this.#users();
    if (this.#backend.key !== 'cf') {
      const groups: Record<string, string[]> = {};
      for (const id of this.#groups) {
        const { members = [] } = await this.#send('GET', `Groups/${id}`);
        groups[id] = (members as JsonObject[]).map(({ value }) => String(value));
      }
      return { users, groups };
    }
    const roles = await this.#roles();
    const groups = this.#groups.map((id) => {
      const holders = roles.filter(({ organization, type }) => id === `${organization} ${type}`);
      return [id, holders.map(({ user }) => user)] as const;
    });
    return { users, groups: Object.fromEntries(groups) };
  }

  async wipe(): Promise<void> {
    const made = (await this.#users()).filter(({ userName }) => userName.startsWith(MADE));
    if (this.#backend.key === 'cf') {
      const gone = new Set([...made.map(({ id }) => id), ...this.#members]);
      for (const { guid, user } of await this.#roles())
        if (gone.has(user)) await this.#send('DELETE', `v3/roles/${guid}`);
    } else for (const id of this.#groups) await this.#send('DELETE', `Groups/${id}`);
    for (const { id } of made) await this.#send('DELETE', `Users/${id}`);
  }

  /** Users of Cloud Foundry belong to others as well, and are not changed. */
  async #shared(): Promise<BackendUser[]> {
    const names = Array.from({ length: SHARED }, (_, index) => `${MADE}shared-${this.#rounds}-${index}`);
    for (const userName of names) await this.#create(userName);
    return (await this.#users()).filter(({ userName }) => names.includes(userName));
  }

  async #create(userName: string): Promise<string> {
    const { 'btp.cf.pm.origin': origin } = this.#backend.properties;
    const made = await this.#send('POST', 'Users', {
      userName,
      name: { givenName: 'Mem', familyName: 'Ber' },
      emails: [{ value: `${userName}@example.com`, primary: true }],
      ...(origin === undefined ? {} : { origin }),
    });
    return String(made['id']);
  }

  async #users(): Promise<BackendUser[]> {
    return (await this.#all('Users')).map(({ id, userName, name }) => ({
      id: String(id),
      userName: String(userName),
      familyName: String((name as JsonObject | undefined)?.['familyName']),
      givenName: String((name as JsonObject | undefined)?.['givenName']),
    }));
  }

  async #all(endpoint: 'Users' | 'Groups'): Promise<JsonObject[]> {
    const found: JsonObject[] = [];
    for (let startIndex = 1; ; ) {
      const list = await this.#send('GET', `${endpoint}?startIndex=${startIndex}&count=${PAGE}`);
      const page = (list['Resources'] ?? list['resources'] ?? []) as JsonObject[];
      found.push(...page);
      startIndex += page.length;
      if (page.length === 0 || startIndex > Number(list['totalResults'])) return found;
    }
  }

  /** Of organizations that the provisioning user manages. */
  async #roleGroups(): Promise<string[]> {
    const { User: own } = this.#backend.properties;
    const self = (await this.#users()).find(({ userName }) => userName === own)?.id;
    const managed = (await this.#roles()).filter(({ user, type }) => user === self && type === MANAGER);
    return managed.flatMap(({ organization }) => ROLES.map((role) => `${organization} ${role}`));
  }

  async #roles(): Promise<Role[]> {
    const found: Role[] = [];
    for (let page = 1; ; page += 1) {
      const { resources, pagination } = await this.#send(
        'GET',
        `v3/roles?types=${[...ROLES, MANAGER].join(',')}&per_page=100&page=${page}`,
      );
      for (const { guid, type, relationships } of resources as unknown as RoleAnswer[]) {
        const { user, organization } = relationships;
        found.push({ guid, type, user: user.data.guid, organization: organization.data.guid });
      }
      if (page >= Number((pagination as JsonObject)['total_pages'])) return found;
    }
  }

  async #send(method: string, path: string, body?: unknown): Promise<JsonObject> {
    const answer = await this.#backend.send(method, path, body);
    if (answer.status >= 300 && !(method === 'DELETE' && answer.status === 404))
      throw new Error(
        `${this.#backend.key} ${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`,
      );
    return answer.body;
  }
}

interface RoleAnswer {
  readonly guid: string;
  readonly type: string;
  readonly relationships: {
    readonly user: { readonly data: { readonly guid: string } };
    readonly organization: { readonly data: { readonly guid: string } };
  };
}
