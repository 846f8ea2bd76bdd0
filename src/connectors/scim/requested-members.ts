/**
 * Members of groups that a server shows only to whoever asks for them (RFC 7643 §7, `returned` = `request`). A full update
 * that is made of a group without them would leave only what it names itself.
 */
import { ScimError } from '../../scim/errors.ts';
import type { JsonObject } from '../../scim/json.ts';
import type { CallContext, EntityResult, ReadOptions, WriteResult } from '../connector.ts';
import { NOT_UNDERSTOOD, type ServerApi } from './server-api.ts';

const MEMBERS = 'members';

export class RequestedMembers {
  readonly #api: ServerApi;
  /** `shown`: by request; `refused`: the server does not know how to be asked. `undefined`: nobody knows. */
  #answer: 'shown' | 'refused' | undefined;

  constructor(api: ServerApi) {
    this.#api = api;
  }

  /**
   * The same group with its members, where it shows none and the server may have them: asked for before a full update, and
   * by every read once the server has shown some. The version stays that of the first read, so that a change in between
   * is noticed.
   *
   * @throws ScimError what else a read can meet: without an answer nobody knows whether the group is empty
   */
  async complete(
    result: EntityResult,
    { omit = [], forUpdate = false }: ReadOptions,
    context: CallContext,
  ): Promise<EntityResult> {
    const { entity } = result;
    const { id } = entity;
    const mayBeHidden = this.#api.entityType === 'group' && !Object.hasOwn(entity, MEMBERS);
    if (!mayBeHidden || omit.includes(MEMBERS) || typeof id !== 'string') return result;
    if (this.#answer === 'refused' || !(forUpdate || this.#answer === 'shown')) return result;
    try {
      const members = await this.#api.getOnly(id, MEMBERS, context);
      if (!Array.isArray(members)) return result;
      if (members.length > 0) this.#answer = 'shown';
      return { ...result, entity: { ...entity, members }, onRequest: [MEMBERS] };
    } catch (error) {
      const isRefusal = error instanceof ScimError && NOT_UNDERSTOOD.has(error.status);
      if (!isRefusal || this.#answer === 'shown') throw error;
      this.#answer = 'refused';
      context.log.warn(
        'the server cannot be asked for members of a group alone: groups that show none are taken as empty',
      );
      return result;
    }
  }

  /**
   * The answer to a full update with members, which a server may leave out there, too: they are not taken as lost. The
   * update is done, so that nothing can fail any more.
   */
  async answered(written: WriteResult, sent: JsonObject, context: CallContext): Promise<WriteResult> {
    const { entity } = written;
    const { members = null } = sent;
    if (entity === undefined || !Array.isArray(members) || members.length === 0) return written;
    try {
      return await this.complete({ ...written, entity }, { forUpdate: true }, context);
    } catch {
      return written;
    }
  }
}
