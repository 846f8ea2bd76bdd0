/**
 * Members of groups that a server shows only to whoever asks for them (RFC 7643 §7, `returned` = `request`). A full update
 * that is made of a group without them would leave only what it names itself.
 */
import { ScimError } from '../../scim/errors.ts';
import type { CallContext, EntityResult, ReadOptions } from '../connector.ts';
import { type EntityApi, NOT_UNDERSTOOD } from './entity-api.ts';

const MEMBERS = 'members';

export class RequestedMembers {
  readonly #api: EntityApi;
  /** `shown`: by request; `refused`: the server does not know how to be asked. `undefined`: nobody knows. */
  #answer: 'shown' | 'refused' | undefined;

  constructor(api: EntityApi) {
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
}
