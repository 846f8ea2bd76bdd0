/** Users of version 1. */

import type { Filter } from '../../../scim/filter-ast.ts';
import { printFilter } from '../../../scim/filter-print.ts';
import { allOf } from '../../../scim/filter-tree.ts';
import type { JsonObject } from '../../../scim/json.ts';
import type { BackendFacts } from '../../../scim/schema/backend-facts.ts';
import { isAskable } from '../../askable.ts';
import type {
  CallContext,
  CarryOver,
  EntityConnector,
  EntityResult,
  ListPage,
  ListQuery,
  ReadAndReplace,
  ReadOptions,
  WriteOptions,
  WriteResult,
} from '../../connector.ts';
import { identifiersOf } from '../../scim-api/identifiers.ts';
import { beginning, nextCursorOf } from '../../scim-api/start-id.ts';
import { presentEntity } from './answers.ts';
import type { Calls } from './calls.ts';
import { CAPABILITIES, noPatch } from './no-patch.ts';
import { keptAttributes, replacingBody, userBody } from './user-body.ts';
import { userFilter } from './user-filter.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** A PUT keeps what it does not name; corporate groups are cleared by an empty list. */
const CARRY_OVER: CarryOver = {
  scope: 'named',
  never: new Set([
    'id',
    'meta',
    'schemas',
    'groups',
    'corporateGroups',
    'password',
    'sendMail',
    // Mirrors of `company` and `department`, which would take a change of those back.
    `${ENTERPRISE}:organization`,
    `${ENTERPRISE}:department`,
  ]),
};

/** Of another type of address, the default transformation makes `work`. */
const FACTS: BackendFacts = {
  values: {
    userType: ['public', 'partner', 'customer', 'employee'],
    'addresses.type': ['work', 'home'],
  },
};

export class Version1Users implements EntityConnector {
  readonly capabilities = { ...CAPABILITIES, cursors: true };
  readonly carryOver: CarryOver | undefined;
  readonly facts = FACTS;
  readonly patch = noPatch;
  readonly #calls: Calls;
  readonly #property: Filter | undefined;

  /**
   * @param property the system's own filter for lists, in the attributes of version 1
   * @param carriesOver whether a PUT repeats what clients could not see
   */
  constructor(calls: Calls, property: Filter | undefined, carriesOver: boolean) {
    this.#calls = calls;
    this.#property = property;
    this.carryOver = carriesOver ? CARRY_OVER : undefined;
  }

  canFilter(filter: Filter): boolean {
    return isAskable(() => userFilter(filter));
  }

  async list({ startIndex, count, filter, cursor }: ListQuery, context: CallContext): Promise<ListPage> {
    const all = allOf(this.#property, filter === undefined ? undefined : userFilter(filter));
    const query = {
      ...beginning(startIndex, cursor),
      count,
      filter: all === undefined ? undefined : printFilter(all),
    };
    const list = await this.#calls.page(query, context);
    return {
      entities: list.entities.map((user) => presentEntity('user', user)),
      total: list.total,
      nextCursor: nextCursorOf(list, cursor, this.#calls.backend),
    };
  }

  async get(id: string, _options: ReadOptions, context: CallContext): Promise<EntityResult> {
    return { entity: presentEntity('user', await this.#calls.get(id, context)) };
  }

  async create(entity: JsonObject, context: CallContext): Promise<EntityResult> {
    const body = userBody(entity);
    const created = await this.#calls.create(body, identifiersOf('user', body), context);
    return { entity: presentEntity('user', created) };
  }

  async replace(
    id: string,
    entity: JsonObject,
    _options: WriteOptions,
    context: CallContext,
  ): Promise<WriteResult> {
    return await this.#calls.inTurn(id, context, (held) => this.#put(id, entity, undefined, held));
  }

  async exclusively<T>(
    id: string,
    context: CallContext,
    work: (connection: ReadAndReplace) => Promise<T>,
  ): Promise<T> {
    return await this.#calls.inTurn(id, context, (held) => {
      let before: JsonObject | undefined;
      return work({
        get: async (readId) => {
          before = await this.#calls.get(readId, held);
          return { entity: presentEntity('user', before) };
        },
        replace: (changedId, entity, _options, { secrets }) =>
          this.#put(changedId, entity, before, { ...held, secrets }),
      });
    });
  }

  async delete(id: string, _options: WriteOptions, context: CallContext): Promise<void> {
    await this.#calls.delete(id, context);
  }

  /** @param before as the change was made from it, where the proxy itself has read it */
  async #put(
    id: string,
    entity: JsonObject,
    before: JsonObject | undefined,
    context: CallContext,
  ): Promise<WriteResult> {
    const body = replacingBody(entity, id);
    // The status "new" is read as not active; writing that back would make it "inactive".
    if (before !== undefined && typeof before['active'] !== 'boolean' && body['active'] === false) {
      delete body['active'];
    }
    const answered = await this.#calls.replace(id, body, identifiersOf('user', body), context);
    // Where the entity was read for the change, the proxy knows what the client could have meant to clear, and tells.
    const kept = before === undefined ? keptAttributes(body, answered) : [];
    const warning = `user ${id}: Identity Authentication version 1 cannot clear these attributes, they keep their values: ${kept.join(', ')}`;
    return { entity: presentEntity('user', answered), warnings: kept.length === 0 ? [] : [warning] };
  }
}
