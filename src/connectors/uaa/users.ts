/** Users of a UAA, of the origins that the system has. */

import { ScimError } from '../../scim/errors.ts';
import type { Filter } from '../../scim/filter-ast.ts';
import type { JsonObject } from '../../scim/json.ts';
import { isAskable } from '../askable.ts';
import type {
  CallContext,
  EntityConnector,
  EntityResult,
  ListPage,
  ListQuery,
  ReadOptions,
  WriteOptions,
  WriteResult,
} from '../connector.ts';
import { type OriginUsers, requiredVersion } from '../uaa-api/origin-users.ts';
import type { Uaa } from '../uaa-api/uaa.ts';
import { uaaFilter } from '../uaa-api/uaa-filter.ts';
import { COMPUTED } from '../uaa-api/user-body.ts';
import type { Settings } from './properties.ts';

export class UaaUsers implements EntityConnector {
  readonly capabilities = { totals: true, patch: 'none', versions: true, refusesOutdated: true } as const;
  readonly carryOver = { scope: 'everything', never: COMPUTED } as const;
  readonly #uaa: Uaa;
  readonly #users: OriginUsers;
  readonly #settings: Settings;

  constructor(uaa: Uaa, users: OriginUsers, settings: Settings) {
    this.#uaa = uaa;
    this.#users = users;
    this.#settings = settings;
  }

  canFilter(filter: Filter): boolean {
    return isAskable(() => uaaFilter(filter));
  }

  async list(query: ListQuery, context: CallContext): Promise<ListPage> {
    return await this.#users.list(query, this.#access, context);
  }

  async get(id: string, _: ReadOptions, context: CallContext): Promise<EntityResult> {
    return await this.#users.get(id, this.#access, context);
  }

  async create(entity: JsonObject, context: CallContext): Promise<EntityResult> {
    return await this.#users.create(entity, this.#originOf(entity), this.#access, context);
  }

  async replace(
    id: string,
    entity: JsonObject,
    { current }: WriteOptions,
    context: CallContext,
  ): Promise<WriteResult> {
    return await this.#users.replace(id, entity, current, this.#access, context);
  }

  /** Only the UAA's own PATCH of version 1.1 exists; the proxy applies operations itself. */
  patch(): Promise<WriteResult> {
    throw new ScimError(501, 'The UAA has no PATCH of SCIM 2.0.');
  }

  async delete(id: string, { ifMatch }: WriteOptions, context: CallContext): Promise<void> {
    this.#users.requireId(id);
    const access = await this.#access();
    const version = requiredVersion(ifMatch, await this.#users.own(id, access, context));
    await this.#users.delete(id, version, access, context);
  }

  readonly #access = async () => ({ uaa: this.#uaa });

  /** @throws ScimError 400 `invalidValue` for an origin that is not the system's, and where there are several and none is named */
  #originOf({ origin = null }: JsonObject): string {
    const { origins, filtersOrigin, kind } = this.#settings;
    const property = `${kind.prefix}.origin`;
    const [only = ''] = origins;
    if (origin === null || origin === '') {
      if (origins.length === 1) return only;
      throw wrongOrigin(`is missing: the property ${property} has several`, origins);
    }
    if (typeof origin === 'string' && (origins.includes(origin) || !filtersOrigin)) return origin;
    throw wrongOrigin(`is none of those in the property ${property}`, origins);
  }
}

function wrongOrigin(why: string, origins: readonly string[]): ScimError {
  const detail = `The origin of the user ${why}. Send one of ${origins.join(', ')}, and look at what the write transformation makes of it. Nothing was sent to the UAA.`;
  return new ScimError(400, detail, { scimType: 'invalidValue' });
}
