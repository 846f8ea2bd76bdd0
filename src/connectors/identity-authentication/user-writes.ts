/** Updates of users. */
import type { JsonObject } from '../../scim/json.ts';
import type { CallContext, WriteOptions, WriteResult } from '../connector.ts';
import { patchRequest, setOperations } from './attribute-operations.ts';
import { carryOver } from './carry-over.ts';
import type { EntityApi } from './entity-api.ts';

export interface UserWriteOptions {
  /** Before a PUT, read what it would reset: `ipsproxy.ias.put.carry.over`. */
  readonly carryOver: boolean;
  /** Send a PUT as PATCH: `ias.support.patch.operation`. */
  readonly putAsPatch: boolean;
}

export class UserWrites {
  readonly #api: EntityApi;
  readonly #options: UserWriteOptions;

  constructor(api: EntityApi, options: UserWriteOptions) {
    this.#api = api;
    this.#options = options;
  }

  async replace(
    id: string,
    entity: JsonObject,
    options: WriteOptions,
    context: CallContext,
  ): Promise<WriteResult> {
    if (this.#options.putAsPatch) {
      return await this.#api.patch(id, patchRequest(setOperations(entity)), options, context);
    }
    if (!this.#options.carryOver) return await this.#api.replace(id, entity, options, context);
    const current = await this.#api.get(id, { excludedAttributes: 'groups' }, context);
    return await this.#api.replace(id, carryOver(entity, current.entity), options, context);
  }

  async patch(
    id: string,
    body: JsonObject,
    options: WriteOptions,
    context: CallContext,
  ): Promise<WriteResult> {
    return await this.#api.patch(id, body, options, context);
  }
}
