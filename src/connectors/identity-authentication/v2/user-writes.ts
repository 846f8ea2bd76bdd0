/** Updates of users. */
import type { JsonObject } from '../../../scim/json.ts';
import type { CallContext, WriteOptions, WriteResult } from '../../connector.ts';
import { patchRequest, setOperations } from '../../scim-api/attribute-operations.ts';
import type { EntityApi } from '../../scim-api/entity-api.ts';
import { withVerification } from './verification.ts';

export interface UserWriteOptions {
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
    const { current, ...conditions } = options;
    if (this.#options.putAsPatch) {
      const operations = setOperations(entity, current);
      if (current !== undefined && operations.length === 0) return {};
      return await this.#api.patch(id, patchRequest(operations), conditions, context);
    }
    const body = current === undefined ? entity : withVerification(entity, current);
    return await this.#api.replace(id, body, conditions, context);
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
