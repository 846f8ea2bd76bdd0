/** The UAA's SCIM 1.1 groups. */
import { ScimError } from '../../scim/errors.ts';
import { isJsonObject, type JsonObject } from '../../scim/json.ts';
import { objectsIn } from '../../scim/json-access.ts';
import { mayBeSameText } from '../../scim/same-text.ts';
import type { CallContext } from '../connector.ts';
import { NO_ENTITY, ONE_GROUP, pageOf } from '../http/answer-limits.ts';
import { type Backend, describeBackend, describeCall } from '../http/backend.ts';
import { readListAnswer } from '../http/list-answer.ts';
import { otherAnswer, requireSame } from '../http/other-answer.ts';
import type { UpstreamAnswer, UpstreamCall, UpstreamClient } from '../http/upstream-client.ts';
import { mayBeId } from '../uaa-api/id-batches.ts';

export interface GroupQuery {
  /** Absent: all groups. */
  readonly filter: string | undefined;
  /** 1-based. */
  readonly startIndex: number;
  readonly count: number;
  /** Absent: all. */
  readonly attributes: string | undefined;
}

export interface Member {
  /** Id of the user or group. */
  readonly value: string;
  readonly type: 'USER' | 'GROUP';
  /** Of the membership: that of the user. */
  readonly origin: string;
}

const GROUPS = 'Groups';
/** For logs, metrics and traces. */
const MEMBERS = `${GROUPS}/:id/members`;

export class GroupApi {
  readonly #client: UpstreamClient;

  constructor(client: UpstreamClient) {
    this.#client = client;
  }

  get backend(): Backend {
    return this.#client.backend;
  }

  /** In order of creation, which pages cannot shift in. */
  async list(
    query: GroupQuery,
    context: CallContext,
  ): Promise<{ readonly groups: readonly JsonObject[]; readonly total: number }> {
    const asked = { ...query, sortBy: 'created,id' };
    const limit = pageOf(query.count);
    const answer = await this.#client.call({ method: 'GET', resource: GROUPS, query: asked, limit }, context);
    const { entities, total = entities.length } = readListAnswer(this.backend, answer, asked);
    return { groups: entities, total };
  }

  /** With all of its members. @throws ScimError 404 */
  async get(id: string, context: CallContext): Promise<JsonObject> {
    try {
      const call: UpstreamCall = { method: 'GET', resource: GROUPS, id, limit: ONE_GROUP };
      return this.#group(await this.#client.call(call, context), id);
    } catch (error) {
      // Its web server refuses what could mean something in a URL.
      if (!(error instanceof ScimError) || error.status !== 400 || mayBeId(id)) throw error;
      throw new ScimError(404, `${describeBackend(this.backend)} has no group with this id.`, {
        cause: error,
      });
    }
  }

  async create(body: JsonObject, context: CallContext): Promise<JsonObject> {
    const call: UpstreamCall = { method: 'POST', resource: GROUPS, body, ...about(body), limit: ONE_GROUP };
    const answer = await this.#client.call(call, context);
    const created = this.#group(answer, undefined);
    if (mayBeSameText(created['displayName'], body['displayName'])) return created;
    throw otherAnswer(this.backend, answer.call, 'another group than the one that was sent');
  }

  /** Members that the body does not name are gone. @param version `*` for any */
  async replace(id: string, body: JsonObject, version: string, context: CallContext): Promise<JsonObject> {
    return this.#group(await this.#change('PUT', id, body, version, context), id);
  }

  /**
   * A partial group: its members are added, or removed where they say `"operation": "delete"`.
   *
   * @param version `*` for any
   * @returns the group; nothing in a dry run, where nobody knows what it would be then
   */
  async patch(
    id: string,
    body: JsonObject,
    version: string,
    context: CallContext,
  ): Promise<JsonObject | undefined> {
    const answer = await this.#change('PATCH', id, body, version, context);
    return context.dryRun === undefined ? this.#group(answer, id) : undefined;
  }

  /** Whatever its version: the UAA takes all members away before it looks at that. */
  async delete(id: string, context: CallContext): Promise<void> {
    await this.#client.call({ method: 'DELETE', resource: GROUPS, id, limit: ONE_GROUP }, context);
  }

  /** @throws ScimError 409 for who is a member, 404 for a group, or a member of type GROUP, that there is not */
  async addMember(id: string, { value, type, origin }: Member, context: CallContext): Promise<void> {
    const { body, call } = await this.#client.call(
      {
        method: 'POST',
        resource: membersOf(id),
        template: MEMBERS,
        body: { value, type, origin },
        limit: NO_ENTITY,
        repeatable: true,
      },
      context,
    );
    const added = isJsonObject(body) ? body['value'] : undefined;
    if (added === undefined || added === value) return;
    throw otherAnswer(this.#client.backend, call, 'another member than the one that was sent');
  }

  /** @throws ScimError 404 for who is none, also of a group that there is not */
  async removeMember(id: string, member: string, context: CallContext): Promise<void> {
    const call = { resource: membersOf(id), template: MEMBERS, id: member, limit: NO_ENTITY };
    await this.#client.call({ ...call, method: 'DELETE', repeatable: true }, context);
  }

  async hasMember(id: string, member: string, context: CallContext): Promise<boolean> {
    try {
      const call = { resource: membersOf(id), template: MEMBERS, id: member, limit: NO_ENTITY };
      await this.#client.call({ ...call, method: 'GET' }, context);
      return true;
    } catch (error) {
      if (error instanceof ScimError && error.status === 404) return false;
      throw error;
    }
  }

  async #change(
    method: 'PUT' | 'PATCH',
    id: string,
    body: JsonObject,
    version: string,
    context: CallContext,
  ): Promise<UpstreamAnswer> {
    const headers = { 'if-match': version === '*' ? version : `"${version}"` };
    const call: UpstreamCall = {
      method,
      resource: GROUPS,
      id,
      body,
      ...about(body),
      headers,
      limit: ONE_GROUP,
    };
    return await this.#client.call(call, context);
  }

  #group(answer: UpstreamAnswer, id: string | undefined): JsonObject {
    const { body, call, status } = answer;
    if (isJsonObject(body) && typeof body['id'] === 'string' && body['id'] !== '') {
      requireSame(body, id, 'group', this.backend, call);
      return body;
    }
    const done =
      call.method === 'GET' ? '' : ' The change was probably made: read the group before you repeat.';
    throw new ScimError(
      502,
      `${describeBackend(this.backend)} answered ${describeCall(call)} with ${status}, but not with a group with an id: ${this.backend.addressAdvice}.${done}`,
    );
  }
}

/** As the UAA shows them. */
export function membersIn({ members = null }: JsonObject): readonly JsonObject[] {
  return objectsIn(members);
}

function membersOf(id: string): string {
  return `${GROUPS}/${encodeURIComponent(id.toWellFormed())}/members`;
}

function about({ displayName = null }: JsonObject): Pick<UpstreamCall, 'identifiers'> {
  if (typeof displayName !== 'string') return {};
  return { identifiers: `displayName ${JSON.stringify(displayName.slice(0, 100))}` };
}
