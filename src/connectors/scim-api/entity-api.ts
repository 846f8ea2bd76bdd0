/** Requests for users or groups of a SCIM API (RFC 7644 §3). */
import type { CarryPlan } from '../../scim/carried/plan.ts';
import type { JsonObject } from '../../scim/json.ts';
import type { CallContext, EntityResult, WriteOptions, WriteResult } from '../connector.ts';
import type { Backend } from '../http/backend.ts';
import type { UpstreamAnswer, UpstreamCall, UpstreamClient } from '../http/upstream-client.ts';
import { answerLimit } from './answer-limit.ts';
import { type EntityList, readEntity, readList } from './answers.ts';
import { requireCreated } from './created.ts';
import { withSchemas } from './declared-schemas.ts';
import { type EntityKind, RESOURCES } from './entity-kind.ts';
import { identifiersOf } from './identifiers.ts';

type Query = NonNullable<UpstreamCall['query']>;

export interface EntityApiOptions {
  /** Send `If-Match: *` with changes for which the client gave no version. */
  readonly ifMatchWildcard: boolean;
  /** The PATCH request (RFC 7644 §3.5.2) in the form that the server takes. Default: as it is. */
  readonly patchBody?: ((body: JsonObject) => JsonObject) | undefined;
  /** A sentence for errors about an entity with this id, where the id itself tells what is wrong. */
  readonly hintFor?: ((id: string) => string | undefined) | undefined;
}

export class EntityApi {
  readonly kind: EntityKind;
  readonly #client: UpstreamClient;
  readonly #options: EntityApiOptions;

  constructor(kind: EntityKind, client: UpstreamClient, options: EntityApiOptions) {
    this.kind = kind;
    this.#client = client;
    this.#options = options;
  }

  get backend(): Backend {
    return this.#client.backend;
  }

  async get(id: string, query: Query, context: CallContext): Promise<EntityResult> {
    return this.#entity(await this.#call({ method: 'GET', id, query }, context), id);
  }

  /** @param isAsked whether an entity can be one that the filter finds; default: any */
  async list(
    query: Query,
    context: CallContext,
    isAsked?: (entity: JsonObject) => boolean,
    carry?: CarryPlan,
  ): Promise<EntityList> {
    const answer = await this.#call({ method: 'GET', query, carry }, context);
    return readList(this.backend, answer, query, isAsked);
  }

  async create(entity: JsonObject, context: CallContext): Promise<EntityResult> {
    const body = withSchemas(this.kind, entity);
    const call = { method: 'POST', body, identifiers: identifiersOf(this.kind, body) } as const;
    const answer = await this.#call(call, context);
    const created = this.#entity(answer, undefined);
    requireCreated(this.kind, body, created.entity, this.backend, answer.call);
    return created;
  }

  async replace(
    id: string,
    entity: JsonObject,
    options: WriteOptions,
    context: CallContext,
  ): Promise<WriteResult> {
    const body = withSchemas(this.kind, { ...entity, id });
    const call = { method: 'PUT', body, identifiers: identifiersOf(this.kind, body) } as const;
    return this.#written(await this.#change(id, call, options, context), id);
  }

  async patch(
    id: string,
    body: JsonObject,
    options: WriteOptions,
    context: CallContext,
  ): Promise<WriteResult> {
    const call = { method: 'PATCH', body: this.#options.patchBody?.(body) ?? body } as const;
    return this.#written(await this.#change(id, call, options, context), id);
  }

  async delete(id: string, options: WriteOptions, context: CallContext): Promise<void> {
    await this.#change(id, { method: 'DELETE' }, options, context);
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
    return await this.#client.call(
      {
        ...call,
        resource: RESOURCES[this.kind],
        limit: answerLimit(this.kind, call.query),
        hint: id === undefined ? undefined : this.#options.hintFor?.(id),
      },
      context,
    );
  }

  #entity(answer: UpstreamAnswer, id: string | undefined): EntityResult {
    return readEntity(this.kind, this.backend, answer, id);
  }

  /** PATCH answers 204 without a body; so may others. */
  #written(answer: UpstreamAnswer, id: string): WriteResult {
    return answer.body === undefined ? {} : this.#entity(answer, id);
  }
}
