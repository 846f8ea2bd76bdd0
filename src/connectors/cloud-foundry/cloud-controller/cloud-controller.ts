/** Cloud Controller V3: organizations, spaces, roles and jobs, as far as role groups need them. */
import { ScimError } from '../../../scim/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue, jsonText } from '../../../scim/json.ts';
import { at, objectsIn, textAt } from '../../../scim/json-access.ts';
import type { CallContext } from '../../connector.ts';
import { NO_ENTITY } from '../../http/answer-limits.ts';
import { describeBackend, describeCall } from '../../http/backend.ts';
import { encodeText } from '../../http/base-url.ts';
import { Collected } from '../../http/collected.ts';
import { otherAnswer, requireSame } from '../../http/other-answer.ts';
import type { UpstreamAnswer, UpstreamClient } from '../../http/upstream-client.ts';
import { presentable } from '../../http/upstream-message.ts';
import { askedRows } from './asked-rows.ts';
import { missingInOne, missingInPage, type Resource } from './complete-rows.ts';

/** Rows of a list, each once, and what they refer to. */
export interface Rows {
  readonly resources: readonly JsonObject[];
  readonly included: Readonly<Record<'users' | 'organizations' | 'spaces', readonly JsonObject[]>>;
}

export interface Job {
  readonly state: string;
  /** Why it failed. */
  readonly problem: string | undefined;
}

type Query = Readonly<Record<string, string | undefined>>;

/** The most rows that a page has. */
const PAGE = '5000';
/** No list is so long; a server that always names a next page is broken. */
const MOST_PAGES = 200;
/** Characters; servers take 8,192. */
const LONGEST_LINK = 16_000;
const INCLUDED = ['users', 'organizations', 'spaces'] as const;

/** Comma lists are decoded twice, so that values may have commas. */
export function commaList(values: Iterable<string>): string {
  return [...values].map((value) => encodeText(value)).join(',');
}

export class CloudController {
  readonly #client: UpstreamClient;

  constructor(client: UpstreamClient) {
    this.#client = client;
  }

  /**
   * All pages. `order_by` is always given: without it the order is nobody's promise.
   *
   * @param collected what else is kept for the same purpose
   */
  async list(
    resource: Resource,
    query: Query,
    context: CallContext,
    collected = this.collecting(resource),
  ): Promise<Rows> {
    const rowsByGuid = () => new Map<unknown, JsonObject>();
    const resources = rowsByGuid();
    const included = { users: rowsByGuid(), organizations: rowsByGuid(), spaces: rowsByGuid() };
    const isAsked = askedRows(query);
    let next: Query | undefined = { ...query, order_by: 'created_at', per_page: PAGE };
    for (let page = 1; next !== undefined; page += 1) {
      const answer = await this.#client.call({ method: 'GET', resource, query: next }, context);
      const { body } = answer;
      this.#requireComplete(answer, missingInPage(resource, body, query['include']));
      const rows = rowsAt(body, 'resources');
      if (!rows.every(isAsked)) {
        throw otherAnswer(this.#client.backend, answer.call, `other ${resource} than those asked for`);
      }
      const before = resources.size;
      // Rows shift between pages when others write.
      for (const row of rows) {
        collected.add(row);
        resources.set(row['guid'], row);
      }
      for (const name of INCLUDED) {
        for (const row of rowsAt(body, 'included', name)) {
          collected.add(row);
          included[name].set(row['guid'], row);
        }
      }
      next = this.#nextQuery(answer, resource);
      if (next !== undefined && (resources.size === before || page === MOST_PAGES)) {
        throw this.#unexpected(answer, 'a list that comes to an end');
      }
    }
    return {
      resources: [...resources.values()],
      included: {
        users: [...included.users.values()],
        organizations: [...included.organizations.values()],
        spaces: [...included.spaces.values()],
      },
    };
  }

  /** @param what the rows of which lists */
  collecting(what: string): Collected {
    return new Collected(this.#client.backend, what);
  }

  /** @throws CloudControllerError `not-found` */
  async get(resource: Resource, guid: string, query: Query, context: CallContext): Promise<JsonObject> {
    const answer = await this.#client.call({ method: 'GET', resource, id: guid, query }, context);
    if (!isJsonObject(answer.body)) throw this.#unexpected(answer, 'an object');
    this.#requireSame(answer.body, guid, answer, resource.slice(0, -1));
    this.#requireComplete(answer, missingInOne(resource, answer.body, query['include']));
    return answer.body;
  }

  /** Doing it twice does no harm: the second time the role is there already. */
  async createRole(
    type: string,
    user: string,
    target: { readonly organization: string } | { readonly space: string },
    context: CallContext,
  ): Promise<void> {
    const [kind = '', guid = ''] = Object.entries(target)[0] ?? [];
    const body = {
      type,
      relationships: { user: { data: { guid: user } }, [kind]: { data: { guid } } },
    };
    const request = { method: 'POST', resource: 'roles', body, repeatable: true } as const;
    const answer = await this.#client.call(request, context);
    // The whole role is in every answer.
    if (textAt(answer.body, 'type') === type) return;
    throw otherAnswer(this.#client.backend, answer.call, 'something else than the role that was asked for');
  }

  /** @returns GUID of the job that does it, where the answer names one */
  async deleteRole(guid: string, context: CallContext): Promise<string | undefined> {
    const { headers } = await this.#client.call({ method: 'DELETE', resource: 'roles', id: guid }, context);
    // The GUID becomes part of a path, which errors name.
    const location = this.#client.backend.mask.text(headers['location'] ?? '');
    return /\/jobs\/([\w-]+)\/?$/.exec(location)?.[1];
  }

  /** @throws CloudControllerError `not-found` */
  async job(guid: string, context: CallContext): Promise<Job> {
    const answer = await this.#client.call(
      { method: 'GET', resource: 'jobs', id: guid, limit: NO_ENTITY },
      context,
    );
    const body = isJsonObject(answer.body) ? answer.body : {};
    this.#requireSame(body, guid, answer, 'job');
    this.#requireComplete(answer, typeof body['state'] === 'string' ? undefined : 'state');
    const { errors } = body;
    const detail = textAt(objectsIn(errors)[0], 'detail');
    return {
      state: jsonText(body['state']),
      problem: detail === undefined ? undefined : presentable(detail, this.#client.backend.mask),
    };
  }

  /** The query of the next page; it is asked for at the same place, whatever host the link names. */
  #nextQuery(answer: UpstreamAnswer, resource: Resource): Query | undefined {
    const href = textAt(answer.body, 'pagination', 'next', 'href');
    if (href === undefined) return undefined;
    if (href.length > LONGEST_LINK)
      throw this.#unexpected(answer, 'a link to the next page that can be followed');
    const { origin } = this.#client.backend;
    const url = URL.parse(href, origin);
    if (url?.origin !== origin || !url.pathname.endsWith(`/${resource}`)) {
      throw this.#unexpected(answer, `a link to the next page at ${origin}`);
    }
    return Object.fromEntries(url.searchParams);
  }

  #requireSame({ guid = null }: JsonObject, asked: string, { call }: UpstreamAnswer, kind: string): void {
    requireSame({ id: guid }, asked, kind, this.#client.backend, call);
  }

  /** @throws ScimError 502 where something is missing */
  #requireComplete({ call, status }: UpstreamAnswer, missing: string | undefined): void {
    if (missing === undefined) return;
    const { backend } = this.#client;
    const what = `${describeBackend(backend)} answered ${describeCall(call)} with ${status}, but the answer lacks what was asked for: ${missing}.`;
    throw new ScimError(
      502,
      `${what} Another server may have answered in its place: ${backend.addressAdvice}.`,
    );
  }

  #unexpected({ call, status }: UpstreamAnswer, expected: string): ScimError {
    const { backend } = this.#client;
    const detail = `${describeBackend(backend)} answered ${describeCall(call)} with ${status}, but not with ${expected}: ${backend.addressAdvice}.`;
    return new ScimError(502, detail);
  }
}

function rowsAt(body: JsonValue | undefined, ...path: readonly string[]): JsonObject[] {
  const rows = at(body, ...path);
  return Array.isArray(rows) ? rows.filter(isJsonObject) : [];
}
