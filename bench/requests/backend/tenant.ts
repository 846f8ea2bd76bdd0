/**
 * A tenant of Identity Authentication that costs as little as a server can: its users are texts from the start, answers are
 * made once, bodies are looked into for their user name only, and nothing is ever changed.
 */
import { GROUPS, group, USERS, user } from './entities.ts';

export interface Answer {
  readonly status: number;
  readonly body?: Buffer | undefined;
}

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const SAP_USER = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const NOT_FOUND: Answer = {
  status: 404,
  body: Buffer.from(
    JSON.stringify({ schemas: [ERROR], status: '404', detail: 'Nobody is measured with this.' }),
  ),
};
const NOTHING: Answer = { status: 204 };
const BASE = '/scim/';

export class Tenant {
  /** How often each user name was created. */
  readonly created = new Map<string, number>();
  readonly #users = texts(USERS, user);
  readonly #groups = texts(GROUPS, group);
  /** Answers to GET by their target. */
  readonly #answers = new Map<string, Answer>();

  /** @param target path and query */
  get(target: string): Answer {
    const known = this.#answers.get(target);
    if (known !== undefined) return known;
    const answer = this.#answer(target);
    if (answer.status === 200) this.#answers.set(target, answer);
    return answer;
  }

  write(method: string, target: string, body: string): Answer {
    if (method === 'POST') return this.#create(body);
    // The users of the calls exist, and so what a PUT is answered with does as well.
    if (method === 'PUT') return { ...this.get(target), status: 200 };
    return NOTHING;
  }

  #create(body: string): Answer {
    const name = /"userName":"([^"]*)"/.exec(body)?.[1] ?? '';
    this.created.set(name, (this.created.get(name) ?? 0) + 1);
    const id = `c1b2c3d4-0000-4000-8000-${String(this.created.size).padStart(12, '0')}`;
    const meta = JSON.stringify({ resourceType: 'User', created: '2025-01-01T00:00:00Z', version: '1' });
    // As a tenant does, which gives each user its own: the read transformation of the product insists on it.
    const extension = JSON.stringify({ userUuid: id, status: 'active' });
    return {
      status: 201,
      body: Buffer.from(`{"id":"${id}","meta":${meta},"${SAP_USER}":${extension},${body.slice(1)}`),
    };
  }

  #answer(target: string): Answer {
    const [path = '', query = ''] = target.slice(BASE.length).split('?');
    const [resource, id] = path.split('/');
    if (id !== undefined) return one((resource === 'Users' ? this.#users : this.#groups)[numberIn(id)]);
    if (resource !== 'Users') return NOT_FOUND;
    const parameters = new URLSearchParams(query);
    const filter = parameters.get('filter');
    if (filter !== null) {
      const name = /^userName eq "user(\d+)@example\.com"$/.exec(filter)?.[1] ?? '';
      const found = this.#users[numberIn(name)];
      return found === undefined ? NOT_FOUND : page([found], 1, 1);
    }
    const start = Number(parameters.get('startIndex') ?? 1);
    const count = Number(parameters.get('count') ?? 100);
    return page(this.#users.slice(start - 1, start - 1 + count), start, USERS);
  }
}

function texts(count: number, entity: (number: number) => object): readonly string[] {
  return Array.from({ length: count }, (_, number) => JSON.stringify(entity(number)));
}

/** The digits at its end. */
function numberIn(id: string): number {
  return Number(/\d+$/.exec(id)?.[0] ?? Number.NaN);
}

function one(text: string | undefined): Answer {
  return text === undefined ? NOT_FOUND : { status: 200, body: Buffer.from(text) };
}

function page(resources: readonly string[], startIndex: number, totalResults: number): Answer {
  const rest = { schemas: [LIST], totalResults, itemsPerPage: resources.length, startIndex };
  const text = `${JSON.stringify(rest).slice(0, -1)},"Resources":[${resources.join(',')}]}`;
  return { status: 200, body: Buffer.from(text) };
}
