/** Requests for one collection of a SCIM server, whichever it is. */
import { isUsableId } from '../../scim/entity-id.ts';
import { ScimError } from '../../scim/errors.ts';
import { isJsonObject, type JsonObject } from '../../scim/json.ts';
import type { CallContext, EntityResult, WriteOptions, WriteResult } from '../connector.ts';
import { type AnswerLimit, ONE_GROUP, ONE_USER, pageOf } from '../http/answer-limits.ts';
import { type Backend, describeBackend, describeCall } from '../http/backend.ts';
import { requireSame } from '../http/other-answer.ts';
import type { UpstreamAnswer, UpstreamCall, UpstreamClient } from '../http/upstream-client.ts';
import { EntityVersions } from './entity-versions.ts';
import { asScim } from './server-entity.ts';
import { UnclearNotFound } from './server-error.ts';
import { noList, readServerList, type ServerList } from './server-list.ts';
import type { ServiceProviderConfig } from './service-provider-config.ts';

export interface ServerQuery {
  /** 1-based. */
  readonly startIndex: number;
  readonly count: number;
  readonly filter?: string | undefined;
  /** Attributes that nobody will look at. A hint. */
  readonly omit?: readonly string[] | undefined;
}

export interface ServerPage extends ServerList {
  /** The same with more to say against it. */
  refuse(what: string): ScimError;
}

export interface ApiOptions {
  /** `user`, `group` or a name of one's own. */
  readonly entityType: string;
  /** Below the URL, percent-encoded: `Users`. */
  readonly resource: string;
  /** Send `If-Match: *` with changes for which the client gave no version. */
  readonly ifMatchWildcard: boolean;
  readonly config: ServiceProviderConfig;
}

/** Of answers to a GET from whoever does not know one of its parameters. */
const NOT_UNDERSTOOD: ReadonlySet<number> = new Set([400, 501]);

export class ServerApi {
  readonly #client: UpstreamClient;
  readonly #options: ApiOptions;
  readonly #versions: EntityVersions;
  #knowsExcluded = true;

  constructor(client: UpstreamClient, options: ApiOptions) {
    this.#client = client;
    this.#options = options;
    this.#versions = new EntityVersions(options.config);
  }

  get entityType(): string {
    return this.#options.entityType;
  }

  get resource(): string {
    return this.#options.resource;
  }

  get backend(): Backend {
    return this.#client.backend;
  }

  /** @throws ScimError 404 */
  async get(id: string, omit: readonly string[], context: CallContext): Promise<EntityResult> {
    const answer = await this.#read({ id, limit: this.#oneLimit() }, omit, context);
    const result = await this.#entity(answer, id, context);
    if (result === undefined) throw this.#noEntity(answer);
    return result;
  }

  async list(query: ServerQuery, context: CallContext): Promise<ServerPage> {
    const { startIndex, count, filter, omit = [] } = query;
    const call = { query: { startIndex, count, filter }, limit: pageOf(count) };
    const answer = await this.#read(call, omit, context);
    const refuse = (what: string) => noList(this.backend, answer, what);
    return { ...readServerList(this.backend, answer), refuse };
  }

  /** @param identifiers what the entity may collide with, for messages */
  async create(
    body: JsonObject,
    identifiers: string | undefined,
    context: CallContext,
  ): Promise<{ readonly answer: UpstreamAnswer; readonly result: EntityResult | undefined }> {
    const answer = await this.#call({ method: 'POST', body, identifiers }, context);
    return { answer, result: await this.#entity(answer, undefined, context) };
  }

  async replace(
    id: string,
    body: JsonObject,
    identifiers: string | undefined,
    options: WriteOptions,
    context: CallContext,
  ): Promise<WriteResult> {
    const answer = await this.#change(id, { method: 'PUT', body, identifiers }, options, context);
    return (await this.#entity(answer, id, context)) ?? {};
  }

  async patch(
    id: string,
    body: JsonObject,
    options: WriteOptions,
    context: CallContext,
  ): Promise<WriteResult> {
    const answer = await this.#change(id, { method: 'PATCH', body }, options, context);
    return (await this.#entity(answer, id, context)) ?? {};
  }

  async delete(id: string, options: WriteOptions, context: CallContext): Promise<void> {
    await this.#change(id, { method: 'DELETE' }, options, context);
  }

  async #read(
    call: Pick<UpstreamCall, 'id' | 'query' | 'limit'>,
    omit: readonly string[],
    context: CallContext,
  ): Promise<UpstreamAnswer> {
    if (omit.length === 0 || !this.#knowsExcluded) {
      return await this.#call({ ...call, method: 'GET' }, context);
    }
    try {
      const query = { ...call.query, excludedAttributes: omit.join(',') };
      return await this.#call({ ...call, method: 'GET', query }, context);
    } catch (error) {
      if (!(error instanceof ScimError) || !NOT_UNDERSTOOD.has(error.status)) throw error;
      const answer = await this.#call({ ...call, method: 'GET' }, context);
      this.#knowsExcluded = false;
      return answer;
    }
  }

  async #change(
    id: string,
    call: Pick<UpstreamCall, 'method' | 'body' | 'identifiers'>,
    { ifMatch }: WriteOptions,
    context: CallContext,
  ): Promise<UpstreamAnswer> {
    const condition =
      ifMatch === undefined
        ? this.#options.ifMatchWildcard
          ? '*'
          : undefined
        : this.#versions.condition(ifMatch);
    const headers = condition === undefined ? {} : { 'if-match': condition };
    return await this.#call({ ...call, id, headers }, context);
  }

  async #call(call: Omit<UpstreamCall, 'resource'>, context: CallContext): Promise<UpstreamAnswer> {
    const { resource } = this.#options;
    const { limit = this.#oneLimit() } = call;
    try {
      return await this.#client.call({ ...call, resource, limit }, context);
    } catch (error) {
      throw error instanceof UnclearNotFound ? await this.#cleared(error, call, context) : error;
    }
  }

  /** Where the collection is there, what was not found is the entity; and where the entity is there, the operation. */
  async #cleared(
    error: UnclearNotFound,
    { method, id }: Pick<UpstreamCall, 'method' | 'id'>,
    context: CallContext,
  ): Promise<ScimError> {
    try {
      if (method !== 'PATCH' || id === undefined) {
        await this.list({ startIndex: 1, count: 1 }, context);
        return error.notFound;
      }
      await this.get(id, [], context);
      return new ScimError(501, error.notFound.message);
    } catch (failure) {
      return failure instanceof ScimError && failure.status === 404 ? error.notFound : error;
    }
  }

  #oneLimit(): AnswerLimit {
    return this.#options.entityType === 'user' ? ONE_USER : ONE_GROUP;
  }

  /** `undefined` where the answer has no entity in it. @throws ScimError 502 for another one */
  async #entity(
    { body, headers, call }: UpstreamAnswer,
    id: string | undefined,
    context: CallContext,
  ): Promise<EntityResult | undefined> {
    if (!isJsonObject(body)) return undefined;
    const entity = asScim(body);
    if (typeof entity['id'] !== 'string' || entity['id'] === '') return undefined;
    requireSame(entity, id, this.entityType, this.backend, call);
    return { entity, version: await this.#versions.of(entity, headers, context) };
  }

  #noEntity({ call, status }: UpstreamAnswer): ScimError {
    const detail = `${describeBackend(this.backend)} answered ${describeCall(call)} with ${status}, but not with a ${this.entityType} with an id. Check whether the property URL leads to the SCIM API.`;
    return new ScimError(502, detail);
  }
}

/** The id in the `Location` of an answer to a create; `undefined` where it has none. */
export function idInLocation({ headers }: UpstreamAnswer, resource: string): string | undefined {
  const path = (headers['location'] ?? '').replace(/[?#].*$/s, '').replace(/\/$/, '');
  const [collection, segment] = path.split('/').slice(-2);
  if (collection === undefined || collection.toLowerCase() !== resource.toLowerCase()) return undefined;
  try {
    const id = decodeURIComponent(segment ?? '');
    return isUsableId(id) ? id : undefined;
  } catch {
    return undefined;
  }
}
