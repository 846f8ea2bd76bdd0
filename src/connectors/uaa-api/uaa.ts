/** The UAA's SCIM 1.1 users. */
import { ScimError } from '../../scim/errors.ts';
import { isJsonObject, type JsonObject } from '../../scim/json.ts';
import { mayBeSameText } from '../../scim/same-text.ts';
import type { CallContext } from '../connector.ts';
import { briefPageOf, ONE_USER } from '../http/answer-limits.ts';
import { describeBackend, describeCall } from '../http/backend.ts';
import { readListAnswer } from '../http/list-answer.ts';
import { otherAnswer, requireSame } from '../http/other-answer.ts';
import type { UpstreamAnswer, UpstreamCall, UpstreamClient } from '../http/upstream-client.ts';
import type { AboutUser } from './user-body.ts';

export interface UserPage {
  readonly users: readonly JsonObject[];
  readonly total: number;
}

export interface UserQuery {
  /** Absent: all users. */
  readonly filter: string | undefined;
  /** 1-based. */
  readonly startIndex: number;
  readonly count: number;
  /** Naming them spares the UAA the look-up of each user's groups and approvals. */
  readonly attributes: string;
}

export class Uaa {
  readonly #client: UpstreamClient;

  constructor(client: UpstreamClient) {
    this.#client = client;
  }

  /**
   * In order of creation, which pages cannot shift in.
   *
   * @param isAsked whether a user can be one that the filter finds
   */
  async list(
    query: UserQuery,
    isAsked: (user: JsonObject) => boolean,
    context: CallContext,
  ): Promise<UserPage> {
    const asked = { ...query, sortBy: 'created,id' };
    const limit = briefPageOf(query.count);
    const answer = await this.#client.call(
      { method: 'GET', resource: 'Users', query: asked, limit },
      context,
    );
    const { entities: users, total = users.length } = readListAnswer(this.#client.backend, answer, asked);
    if (!users.every(isAsked)) throw this.#other(answer, 'other users than those asked for');
    return { users, total };
  }

  async get(id: string, context: CallContext): Promise<JsonObject> {
    const call: UpstreamCall = { method: 'GET', resource: 'Users', id, limit: ONE_USER };
    return this.#user(await this.#client.call(call, context), id);
  }

  async create(body: JsonObject, about: AboutUser, context: CallContext): Promise<JsonObject> {
    const call: UpstreamCall = { method: 'POST', resource: 'Users', body, ...about, limit: ONE_USER };
    const answer = await this.#client.call(call, context);
    const created = this.#user(answer, undefined);
    if (['userName', 'origin'].every((name) => mayBeSameText(created[name], body[name]))) return created;
    throw this.#other(answer, 'another user than the one that was sent');
  }

  /** @param version `*` for any */
  async replace(
    id: string,
    body: JsonObject,
    about: AboutUser,
    version: string,
    context: CallContext,
  ): Promise<JsonObject> {
    const headers = { 'if-match': version === '*' ? version : `"${version}"` };
    const call: UpstreamCall = {
      method: 'PUT',
      resource: 'Users',
      id,
      body,
      ...about,
      headers,
      limit: ONE_USER,
    };
    return this.#user(await this.#client.call(call, context), id);
  }

  /** @param version only this one; absent: any */
  async delete(id: string, version: string | undefined, context: CallContext): Promise<void> {
    const headers = version === undefined ? {} : { 'if-match': `"${version}"` };
    await this.#client.call({ method: 'DELETE', resource: 'Users', id, headers }, context);
  }

  /** @param id of the user who is meant; absent on create */
  #user(answer: UpstreamAnswer, id: string | undefined): JsonObject {
    const { body } = answer;
    if (!isJsonObject(body) || typeof body['id'] !== 'string' || body['id'] === '') {
      throw this.#unexpected(answer, 'a user with an id');
    }
    requireSame(body, id, 'user', this.#client.backend, answer.call);
    return body;
  }

  #other({ call }: UpstreamAnswer, what: string): ScimError {
    return otherAnswer(this.#client.backend, call, what);
  }

  #unexpected({ call, status }: UpstreamAnswer, expected: string): ScimError {
    const { backend } = this.#client;
    const done =
      call.method === 'GET' ? '' : ' The change was probably made: read the user before you repeat.';
    return new ScimError(
      502,
      `${describeBackend(backend)} answered ${describeCall(call)} with ${status}, but not with ${expected}: ${backend.addressAdvice}.${done}`,
    );
  }
}
