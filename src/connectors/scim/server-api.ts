/** Requests for one collection of a SCIM server, whichever it is. */

import { isUsableId } from '../../scim/entity-id.ts';
import { ScimError } from '../../scim/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';
import { own } from '../../scim/json-access.ts';
import type { CallContext, EntityResult, WriteOptions, WriteResult } from '../connector.ts';
import { type AnswerLimit, ONE_GROUP, ONE_USER, pageOf } from '../http/answer-limits.ts';
import { type Backend, describeBackend, describeCall } from '../http/backend.ts';
import { jsonWithoutEntitySecrets } from '../http/masking/entity-secrets.ts';
import { requireSame } from '../http/other-answer.ts';
import type { UpstreamAnswer, UpstreamCall, UpstreamClient } from '../http/upstream-client.ts';
import { EntityVersions } from './entity-versions.ts';
import { asScim } from './server-entity.ts';
import { answered, errorInside, isScimError, UnclearNotFound } from './server-error.ts';
import { noList, readServerList, type ServerList } from './server-list.ts';
import type { ServiceProviderConfig } from './service-provider-config.ts';

export interface ServerQuery {
  /** 1-based. */
  readonly startIndex: number;
  readonly count: number;
  readonly filter?: string | undefined;
  /** RFC 7644 §3.4.2.3. */
  readonly sortBy?: string | undefined;
  readonly sortOrder?: string | undefined;
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
export const NOT_UNDERSTOOD: ReadonlySet<number> = new Set([400, 501]);

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

  /**
   * One attribute, which servers may show only to whoever asks for it (RFC 7643 §7, `returned` = `request`); `undefined`
   * where the server does not show it then either.
   *
   * @throws ScimError 404; 400 or 501 where it does not know the parameter
   */
  async getOnly(id: string, attribute: string, context: CallContext): Promise<JsonValue | undefined> {
    const call = { method: 'GET', id, query: { attributes: attribute } } as const;
    const answer = await this.#call(call, context);
    if (!isJsonObject(answer.body)) throw this.#noEntity(answer);
    const entity = asScim(answer.body);
    // Some servers leave out even the id, which is always returned.
    if (own(entity, 'id') !== undefined) requireSame(entity, id, this.entityType, this.backend, answer.call);
    return own(entity, attribute);
  }

  async list(query: ServerQuery, context: CallContext): Promise<ServerPage> {
    const { startIndex, count, filter, sortBy, sortOrder, omit = [] } = query;
    const call = { query: { startIndex, count, filter, sortBy, sortOrder }, limit: pageOf(count) };
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

  /** @throws ScimError 502 also where the answer says something, and the entity is still there */
  async delete(id: string, options: WriteOptions, context: CallContext): Promise<void> {
    const answer = await this.#change(id, { method: 'DELETE' }, options, context);
    if (!saysMore(answer) || context.dryRun !== undefined) return;
    try {
      await this.get(id, [], context);
    } catch {
      return;
    }
    throw new ScimError(502, `${answered(this.backend, answer)} The ${this.entityType} is still there.`);
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
    let answer: UpstreamAnswer;
    try {
      answer = await this.#client.call({ ...call, resource, limit }, context);
    } catch (error) {
      if (error instanceof UnclearNotFound) throw await this.#cleared(error, call, context);
      throw isNotFound(error) && call.method !== 'GET' ? await this.#present(error, call, context) : error;
    }
    if (answer.body !== undefined && isScimError(answer.body)) {
      const body = jsonWithoutEntitySecrets(answer.body, context, this.backend.mask);
      throw errorInside(this.backend, { ...answer, body });
    }
    return answer;
  }

  /** Where the collection is there, what was not found is the entity; and where the entity is there, the operation. */
  async #cleared(
    error: UnclearNotFound,
    call: Pick<UpstreamCall, 'method' | 'id'>,
    context: CallContext,
  ): Promise<ScimError> {
    const { method, id } = call;
    try {
      if (method === 'GET' || id === undefined) await this.list({ startIndex: 1, count: 1 }, context);
      else await this.get(id, [], context);
    } catch (failure) {
      return isNotFound(failure) ? error.notFound : error;
    }
    return method === 'GET' || id === undefined ? error.notFound : this.#isThere(501, error.notFound, method);
  }

  /** A 404 for a write says to the client that nobody has access any more: the entity itself has to be gone. */
  async #present(
    error: ScimError,
    { method, id }: Pick<UpstreamCall, 'method' | 'id'>,
    context: CallContext,
  ): Promise<ScimError> {
    if (id === undefined) return error;
    try {
      await this.get(id, [], context);
    } catch {
      return error;
    }
    return this.#isThere(method === 'DELETE' ? 501 : 400, error, method);
  }

  #isThere(status: 400 | 501, { message }: ScimError, method: string): ScimError {
    const what =
      status === 501
        ? `the server has no ${method} for it`
        : 'what was not found is something that the request names';
    const detail = `${message} The ${this.entityType} is there: ${what}. Nothing was changed.`;
    return new ScimError(status, detail, status === 400 ? { scimType: 'invalidValue' } : {});
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

function isNotFound(error: unknown): error is ScimError {
  return error instanceof ScimError && error.status === 404;
}

/** Whether there is more in the answer to a DELETE than that it was done, or what was deleted. */
function saysMore({ body }: UpstreamAnswer): boolean {
  return isJsonObject(body) && Object.keys(body).length > 0 && own(body, 'id') === undefined;
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
