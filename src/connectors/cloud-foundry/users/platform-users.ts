/** Platform users of one origin: users of the UAA. Those of other origins, and the provisioning user, do not exist here. */

import { ScimError } from '../../../scim/errors.ts';
import type { Filter } from '../../../scim/filter-ast.ts';
import type { JsonObject } from '../../../scim/json.ts';
import { isAskable } from '../../askable.ts';
import type {
  CallContext,
  EntityConnector,
  EntityResult,
  ListPage,
  ListQuery,
  ReadOptions,
  WriteOptions,
  WriteResult,
} from '../../connector.ts';
import type { Wait } from '../../http/waiting.ts';
import { Budget } from '../../membership/budget.ts';
import { OriginUsers, requiredVersion, type UaaAccess } from '../../uaa-api/origin-users.ts';
import { uaaFilter } from '../../uaa-api/uaa-filter.ts';
import { COMPUTED } from '../../uaa-api/user-body.ts';
import type { Settings } from '../properties.ts';
import type { Sessions } from '../session.ts';
import { removeAllRoles, withoutRoles } from './user-roles.ts';

export interface UserTools {
  readonly settings: Settings;
  readonly systemId: string;
  readonly sessions: Sessions;
  readonly wait: Wait;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export class PlatformUsers implements EntityConnector {
  readonly capabilities = { totals: true, patch: 'none', versions: true, refusesOutdated: true } as const;
  readonly carryOver = { scope: 'everything', never: COMPUTED } as const;
  readonly #tools: UserTools;
  readonly #users: OriginUsers;

  constructor(tools: UserTools) {
    this.#tools = tools;
    const { origin, userFilter } = tools.settings;
    this.#users = new OriginUsers({
      origins: [origin],
      showsOthers: false,
      property: 'btp.cf.pm.origin',
      filter: userFilter,
      showsGroups: false,
    });
  }

  canFilter(filter: Filter): boolean {
    return isAskable(() => uaaFilter(filter));
  }

  async list(query: ListQuery, context: CallContext): Promise<ListPage> {
    return await this.#users.list(query, this.#access(context), context);
  }

  async get(id: string, _: ReadOptions, context: CallContext): Promise<EntityResult> {
    return await this.#users.get(id, this.#access(context), context);
  }

  async create(entity: JsonObject, context: CallContext): Promise<EntityResult> {
    const { sessions, settings } = this.#tools;
    const access = async () => ({ uaa: (await sessions.get(context)).uaa });
    return await this.#users.create(entity, settings.origin, access, context);
  }

  async replace(
    id: string,
    entity: JsonObject,
    { current }: WriteOptions,
    context: CallContext,
  ): Promise<WriteResult> {
    return await this.#users.replace(id, entity, current, this.#access(context), context);
  }

  /** Only UAA's own PATCH of version 1.1 exists; the proxy applies operations itself. */
  patch(): Promise<WriteResult> {
    throw new ScimError(501, 'The UAA has no PATCH of SCIM 2.0.');
  }

  async delete(id: string, { ifMatch }: WriteOptions, context: CallContext): Promise<void> {
    this.#users.requireId(id);
    const { sessions, systemId, wait, now } = this.#tools;
    const { cloudController } = await sessions.get(context);
    const access = await this.#access(context)();
    if (id === access.self) {
      throw new ScimError(
        403,
        'The provisioning user cannot delete itself: the proxy would lose its access.',
      );
    }
    const version = requiredVersion(ifMatch, await this.#users.own(id, access, context));
    const tools = { cloudController, wait, context, budget: new Budget(context, now) };
    const removed = await removeAllRoles(id, `System ${systemId}: user ${id}`, tools);
    try {
      await this.#users.delete(id, version, access, context);
    } catch (error) {
      throw error instanceof ScimError ? withoutRoles(error, removed) : error;
    }
  }

  #access(context: CallContext): () => Promise<UaaAccess> {
    return async () => {
      const session = await this.#tools.sessions.get(context);
      return { uaa: session.uaa, self: await session.self(context) };
    };
  }
}
