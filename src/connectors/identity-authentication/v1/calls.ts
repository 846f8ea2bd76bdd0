/** Calls to one endpoint of version 1, and the turn that each change of an entity has to wait for. */
import type { JsonObject } from '../../../scim/json.ts';
import { nothingSent } from '../../../scim/request-ended.ts';
import type { Leases } from '../../../state/leases.ts';
import type { CallContext } from '../../connector.ts';
import { type Backend, describeBackend } from '../../http/backend.ts';
import { TransportFailure } from '../../http/exchange.ts';
import type { UpstreamAnswer, UpstreamCall, UpstreamClient } from '../../http/upstream-client.ts';
import { leased } from '../../leased.ts';
import { answerLimit } from '../../scim-api/answer-limit.ts';
import { type EntityList, readEntity } from '../../scim-api/answers.ts';
import { requireCreated } from '../../scim-api/created.ts';
import { type EntityKind, RESOURCES } from '../../scim-api/entity-kind.ts';
import { readList } from './answers.ts';
import { KeyedLock } from './keyed-lock.ts';

/** The most that version 1 gives on one page. */
export const PAGE_SIZE = 100;

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * Of the whole process: during a reload of the configuration, requests of the old and of the new one are under way
 * together, and several systems may lead to one tenant.
 */
const changes = new KeyedLock();

export interface CallsOptions {
  /** Of request bodies; documented as required on reads, too. */
  readonly contentType: string;
  /** Send `If-Match: *` with changes. */
  readonly ifMatchWildcard: boolean;
  /** Absent: there are no other instances, or nothing is shared with them. */
  readonly leases?: Leases | undefined;
}

export class Calls {
  readonly #kind: EntityKind;
  readonly #client: UpstreamClient;
  readonly #address: string;
  readonly #options: CallsOptions;

  /** @param address scheme, host and path of the API, which tells tenants apart */
  constructor(kind: EntityKind, client: UpstreamClient, address: string, options: CallsOptions) {
    this.#kind = kind;
    this.#client = client;
    this.#address = address;
    this.#options = options;
  }

  get backend(): Backend {
    return this.#client.backend;
  }

  async page(
    query: NonNullable<UpstreamCall['query']>,
    context: CallContext,
    kind: EntityKind = this.#kind,
  ): Promise<EntityList> {
    const resource = RESOURCES[kind];
    const answer = await this.#send({ method: 'GET', resource, query }, context);
    return readList(this.#client.backend, answer, query);
  }

  async get(id: string, context: CallContext): Promise<JsonObject> {
    return this.#entity(await this.#send({ method: 'GET', resource: this.#resource, id }, context), id);
  }

  async create(body: JsonObject, identifiers: string | undefined, context: CallContext): Promise<JsonObject> {
    const call = { method: 'POST', resource: this.#resource, body, identifiers } as const;
    const answer = await this.#send(call, context);
    const created = this.#entity(answer, undefined);
    requireCreated(this.#kind, body, created, this.#client.backend, answer.call);
    return created;
  }

  async replace(
    id: string,
    body: JsonObject,
    identifiers: string | undefined,
    context: CallContext,
  ): Promise<JsonObject> {
    const call = { method: 'PUT', resource: this.#resource, id, body, identifiers } as const;
    return this.#entity(await this.#send(call, context), id);
  }

  async delete(id: string, context: CallContext): Promise<void> {
    await this.#send({ method: 'DELETE', resource: this.#resource, id }, context);
  }

  /**
   * Changes of one entity happen one after the other: the next one also waits for what was sent and not answered.
   *
   * @param work has to use the context it is given
   * @throws ScimError 504 where the turn does not come in time
   */
  async inTurn<T>(id: string, context: CallContext, work: (context: CallContext) => Promise<T>): Promise<T> {
    const { signal } = context;
    const key = `${this.#address}/${this.#resource}/${id}`;
    const { leases } = this.#options;
    let begun = false;
    try {
      return await changes.run(key, signal, (unanswered) => {
        begun = true;
        return leased({ leases, key, alone: true }, { ...context, unanswered }, work);
      });
    } catch (error) {
      if (begun || !(error instanceof TransportFailure)) throw error;
      const whom = describeBackend(this.#client.backend);
      throw nothingSent(signal, `${whom}: other changes of the same ${this.#kind} took too long.`);
    }
  }

  get #resource(): string {
    return RESOURCES[this.#kind];
  }

  #entity(answer: UpstreamAnswer, id: string | undefined): JsonObject {
    return readEntity(this.#kind, this.#client.backend, answer, id).entity;
  }

  async #send(call: UpstreamCall, context: CallContext): Promise<UpstreamAnswer> {
    const changesSomething = call.method === 'PUT' || call.method === 'DELETE';
    const headers = {
      'content-type': this.#options.contentType,
      ...(changesSomething && this.#options.ifMatchWildcard ? { 'if-match': '*' } : {}),
    };
    const hint =
      call.id !== undefined && UUID.test(call.id)
        ? 'This looks like an id of version 2 of the API; version 1 has P000001 for users and 24 hexadecimal digits for groups.'
        : undefined;
    const limit = answerLimit(this.#kind, call.query);
    return await this.#client.call({ ...call, headers, hint, limit }, context);
  }
}
