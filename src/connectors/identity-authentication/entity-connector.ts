/** Users or groups of the Identity Directory SCIM API (`/scim`, version 2). */
import { ScimError } from '../../scim/errors.ts';
import type { Filter } from '../../scim/filter-ast.ts';
import { printFilter } from '../../scim/filter-print.ts';
import type { JsonObject } from '../../scim/json.ts';
import type {
  CallContext,
  EntityConnector,
  EntityResult,
  ListPage,
  ListQuery,
  ReadOptions,
  WriteOptions,
  WriteResult,
} from '../connector.ts';
import type { UpstreamAnswer, UpstreamCall, UpstreamClient } from '../http/upstream-client.ts';
import { readEntity, readList } from './answers.ts';
import { type EntityKind, RESOURCES } from './entity-kind.ts';
import { upstreamFilter } from './filter.ts';
import { identifiersOf } from './identifiers.ts';
import { writeBody } from './write-body.ts';

export interface EntityConnectorOptions {
  /** The system's own filter for lists. */
  readonly filter: Filter | undefined;
  /** Send `If-Match: *` with changes for which the client gave no version. */
  readonly ifMatchWildcard: boolean;
}

/** The most that the API gives on one page. */
const PAGE_SIZE = 100;
/** Entities that are read at most to find those whose first value is the wanted one. */
const MOST_CANDIDATES = 1_000;
/** Attributes that can be large, and that the API leaves out on demand. */
const OMITTABLE: Readonly<Record<EntityKind, string>> = { user: 'groups', group: 'members' };
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
/** `P000123` of users, T-users of systems, 24 hexadecimal digits of groups. */
const VERSION_1_ID = /^(?:[PT]\d{6,12}|[\da-f]{24})$/;

export class IdentityDirectoryEntities implements EntityConnector {
  readonly capabilities = { totals: true, patch: 'native', versions: true } as const;
  readonly #kind: EntityKind;
  readonly #client: UpstreamClient;
  readonly #options: EntityConnectorOptions;

  constructor(kind: EntityKind, client: UpstreamClient, options: EntityConnectorOptions) {
    this.#kind = kind;
    this.#client = client;
    this.#options = options;
  }

  async list(query: ListQuery, context: CallContext): Promise<ListPage> {
    const { filter, keep } = upstreamFilter(this.#kind, query.filter, this.#options.filter);
    if (keep === undefined) return await this.#page(query.startIndex, query.count, filter, query, context);

    const kept: JsonObject[] = [];
    const warnings: string[] = [];
    for (let startIndex = 1; ; startIndex += PAGE_SIZE) {
      const page = await this.#page(startIndex, PAGE_SIZE, filter, query, context);
      kept.push(...page.entities.filter(keep));
      warnings.push(...(page.warnings ?? []));
      const read = startIndex + page.entities.length;
      if (page.entities.length === 0 || read > (page.total ?? Number.POSITIVE_INFINITY)) break;
      if (read > MOST_CANDIDATES) throw tooManyCandidates();
    }
    const first = query.startIndex - 1;
    return { entities: kept.slice(first, first + query.count), total: kept.length, warnings };
  }

  async get(id: string, options: ReadOptions, context: CallContext): Promise<EntityResult> {
    const query = { excludedAttributes: this.#excluded(options) };
    return this.#entity(await this.#call({ method: 'GET', id, query }, context));
  }

  async create(entity: JsonObject, context: CallContext): Promise<EntityResult> {
    const body = writeBody(this.#kind, entity);
    const call = { method: 'POST', body, identifiers: identifiersOf(this.#kind, body) } as const;
    return this.#entity(await this.#call(call, context));
  }

  async replace(
    id: string,
    entity: JsonObject,
    options: WriteOptions,
    context: CallContext,
  ): Promise<WriteResult> {
    const body = { ...writeBody(this.#kind, entity), id };
    const call = { method: 'PUT', body, identifiers: identifiersOf(this.#kind, body) } as const;
    return this.#written(await this.#change(id, call, options, context));
  }

  async patch(
    id: string,
    body: JsonObject,
    options: WriteOptions,
    context: CallContext,
  ): Promise<WriteResult> {
    return this.#written(await this.#change(id, { method: 'PATCH', body }, options, context));
  }

  async delete(id: string, options: WriteOptions, context: CallContext): Promise<void> {
    await this.#change(id, { method: 'DELETE' }, options, context);
  }

  async #page(
    startIndex: number,
    count: number,
    filter: Filter | undefined,
    options: ReadOptions,
    context: CallContext,
  ): Promise<ListPage> {
    const query = {
      startIndex,
      count,
      filter: filter === undefined ? undefined : printFilter(filter),
      excludedAttributes: this.#excluded(options),
    };
    return readList(this.#kind, this.#client.backend, await this.#call({ method: 'GET', query }, context));
  }

  async #change(
    id: string,
    call: Pick<UpstreamCall, 'method' | 'body' | 'identifiers'>,
    { ifMatch }: WriteOptions,
    context: CallContext,
  ): Promise<UpstreamAnswer> {
    const condition = ifMatch ?? (this.#options.ifMatchWildcard ? '*' : undefined);
    const headers = condition === undefined ? {} : { 'if-match': condition };
    return await this.#call({ ...call, id, headers }, context);
  }

  async #call(call: Omit<UpstreamCall, 'resource' | 'hint'>, context: CallContext): Promise<UpstreamAnswer> {
    const { id } = call;
    try {
      return await this.#client.call(
        { ...call, resource: RESOURCES[this.#kind], hint: id === undefined ? undefined : hintFor(id) },
        context,
      );
    } catch (error) {
      throw id === undefined ? error : unknownIfMalformed(id, call.body !== undefined, error);
    }
  }

  #entity(answer: UpstreamAnswer): EntityResult {
    return readEntity(this.#kind, this.#client.backend, answer);
  }

  /** PATCH answers 204 without a body; so may others. */
  #written(answer: UpstreamAnswer): WriteResult {
    return answer.body === undefined ? {} : this.#entity(answer);
  }

  #excluded({ omit = [] }: ReadOptions): string | undefined {
    const attribute = OMITTABLE[this.#kind];
    return omit.includes(attribute) ? attribute : undefined;
  }
}

function hintFor(id: string): string | undefined {
  return VERSION_1_ID.test(id)
    ? 'This looks like an id of version 1 of the API; version 2 has UUIDs as ids.'
    : undefined;
}

/** Without a body, only the id can be what the backend calls malformed: there is no such entity. */
function unknownIfMalformed(id: string, hasBody: boolean, error: unknown): unknown {
  const malformed = error instanceof ScimError && error.status === 400 && !hasBody && !UUID.test(id);
  return malformed ? new ScimError(404, error.message, { cause: error }) : error;
}

function tooManyCandidates(): ScimError {
  const detail = `More than ${MOST_CANDIDATES} entities have this value at some place of the list, too many to look for those that have it first: leave out the [0].`;
  return new ScimError(400, detail, { scimType: 'tooMany' });
}
