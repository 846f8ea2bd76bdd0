/** Platform users of one origin: users of the UAA. Those of other origins, and the provisioning user, do not exist here. */
import { parseEntityTag } from '../../../scim/entity-tag.ts';
import { ScimError } from '../../../scim/errors.ts';
import type { ComparisonValue, Filter } from '../../../scim/filter-ast.ts';
import { type JsonObject, type JsonValue, jsonText } from '../../../scim/json.ts';
import { mayBeSameText } from '../../../scim/same-text.ts';
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
import { mayBeId } from '../id-batches.ts';
import type { Settings } from '../properties.ts';
import type { Session, Sessions } from '../session.ts';
import { UaaRefusal } from '../uaa/uaa-error.ts';
import { allBut, conjunction, equals, uaaFilter } from '../uaa/uaa-filter.ts';
import {
  COMPUTED,
  createBody,
  isSameUser,
  presentUser,
  replaceBody,
  USER_ATTRIBUTES,
  versionOf,
} from './user-body.ts';
import { collision, isCollision, namesakes } from './user-collision.ts';
import { removeAllRoles, withoutRoles } from './user-roles.ts';

export interface UserTools {
  readonly settings: Settings;
  readonly systemId: string;
  readonly sessions: Sessions;
  readonly wait: Wait;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Statuses after which it is not known whether a request was executed. */
const UNKNOWN_OUTCOME: ReadonlySet<number> = new Set([502, 503, 504]);

export class PlatformUsers implements EntityConnector {
  readonly capabilities = { totals: true, patch: 'none', versions: true } as const;
  readonly carryOver = { scope: 'everything', never: COMPUTED } as const;
  readonly #tools: UserTools;

  constructor(tools: UserTools) {
    this.#tools = tools;
  }

  async list({ startIndex, count, filter }: ListQuery, context: CallContext): Promise<ListPage> {
    const { origin, userFilter } = this.#tools.settings;
    const requested = filter === undefined ? undefined : uaaFilter(filter);
    const id = equalTo(filter, 'id');
    const userName = equalTo(filter, 'userName');
    const session = await this.#tools.sessions.get(context);
    const self = await session.self(context);
    const { users, total } = await session.uaa.list(
      {
        filter: conjunction([
          equals('origin', origin),
          allBut(self),
          userFilter === undefined ? undefined : uaaFilter(userFilter),
          requested,
        ]),
        startIndex,
        count,
        attributes: USER_ATTRIBUTES,
      },
      (user) =>
        sameText(user['origin'], origin) &&
        user['id'] !== self &&
        (id === undefined || sameText(user['id'], id)) &&
        (userName === undefined || mayBeSameText(user['userName'], userName)),
      context,
    );
    // The UAA compares without regard to case, origins and ids too, and its database folds more than cases.
    const own = users.filter(
      (user) =>
        user['origin'] === origin &&
        (id === undefined || user['id'] === id) &&
        (userName === undefined || differInCase(user['userName'], userName)),
    );
    const entities = own.map(presentUser);
    // Who looks for one user gets none; whoever pages has to come by those that are hidden.
    if (id !== undefined || userName !== undefined) {
      return { entities, total: total - (users.length - own.length) };
    }
    return { entities, total, read: users.length };
  }

  async get(id: string, _: ReadOptions, context: CallContext): Promise<EntityResult> {
    this.#requireId(id);
    const session = await this.#tools.sessions.get(context);
    return result(await this.#own(id, session, context));
  }

  async create(entity: JsonObject, context: CallContext): Promise<EntityResult> {
    const { origin } = this.#tools.settings;
    const { body, warnings, about } = createBody(entity, origin);
    const { uaa } = await this.#tools.sessions.get(context);
    try {
      return result(await uaa.create(body, about, context), warnings);
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      if (isCollision(error)) throw await collision(error, { body, origin }, uaa, context);
      if (error instanceof UaaRefusal || !UNKNOWN_OUTCOME.has(error.status)) throw error;
      const users = await namesakes(body, origin, uaa, context);
      const made = users?.find((user) => user['origin'] === origin);
      if (made === undefined || !isSameUser(made, body)) throw error;
      return result(made, warnings);
    }
  }

  /** The UAA wants a version: of the entity as the proxy has read it, so that nothing is lost that came in between. */
  async replace(
    id: string,
    entity: JsonObject,
    { current }: WriteOptions,
    context: CallContext,
  ): Promise<WriteResult> {
    this.#requireId(id);
    const session = await this.#tools.sessions.get(context);
    const before = current ?? (await this.#own(id, session, context));
    const { origin } = this.#tools.settings;
    const { body, warnings, about } = replaceBody(entity, origin, before);
    const { uaa } = session;
    try {
      return result(await uaa.replace(id, body, about, versionOf(before) ?? '*', context), warnings);
    } catch (error) {
      if (!(error instanceof ScimError && isCollision(error))) throw error;
      throw await collision(error, { body, origin, id }, uaa, context);
    }
  }

  /** Only UAA's own PATCH of version 1.1 exists; the proxy applies operations itself. */
  patch(): Promise<WriteResult> {
    throw new ScimError(501, 'The UAA has no PATCH of SCIM 2.0.');
  }

  async delete(id: string, { ifMatch }: WriteOptions, context: CallContext): Promise<void> {
    this.#requireId(id);
    const { sessions, systemId, wait, now } = this.#tools;
    const session = await sessions.get(context);
    if (id === (await session.self(context))) {
      throw new ScimError(
        403,
        'The provisioning user cannot delete itself: the proxy would lose its access.',
      );
    }
    const version = requiredVersion(ifMatch, await this.#own(id, session, context));
    const { cloudController, uaa } = session;
    const tools = { cloudController, wait, context, budget: new Budget(context, now) };
    const removed = await removeAllRoles(id, `System ${systemId}: user ${id}`, tools);
    try {
      await uaa.delete(id, version, context);
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      // Gone already is what was wanted.
      if (error.status !== 404) throw withoutRoles(error, removed);
    }
  }

  /** @throws ScimError 404 also for users of other origins */
  async #own(id: string, session: Session, context: CallContext): Promise<JsonObject> {
    if (id === (await session.self(context))) throw this.#unknown();
    try {
      const user = await session.uaa.get(id, context);
      if (user['origin'] === this.#tools.settings.origin && user['id'] === id) return user;
    } catch (error) {
      if (error instanceof ScimError && error.status === 404) throw this.#unknown(error);
      throw error;
    }
    throw this.#unknown();
  }

  /** Whoever has no possible id is no user. @throws ScimError 404 */
  #requireId(id: string): void {
    if (!mayBeId(id)) throw this.#unknown();
  }

  #unknown(cause?: unknown): ScimError {
    return new ScimError(404, `Origin ${this.#tools.settings.origin} has no user with this id.`, { cause });
  }
}

/**
 * The version that a client wants to delete, and that the user still has; `undefined` where it named none.
 *
 * @param ifMatch as the client sent it
 * @throws ScimError 412 where the user has another one
 */
function requiredVersion(ifMatch: string | undefined, user: JsonObject): string | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const version = versionOf(user);
  if (version !== undefined && ifMatch.split(',').map(parseEntityTag).includes(version)) return version;
  throw new ScimError(
    412,
    'The user was changed meanwhile: its version is not the one in If-Match. Read it again before you repeat.',
  );
}

/** What the filter as a whole wants the attribute to be. */
function equalTo(filter: Filter | undefined, attribute: 'id' | 'userName'): ComparisonValue | undefined {
  if (filter?.kind !== 'compare' || filter.operator !== 'eq') return undefined;
  const { path, value } = filter;
  const isMeant = path.attribute.toLowerCase() === attribute.toLowerCase() && path.subAttribute === undefined;
  return isMeant ? value : undefined;
}

function sameText(left: JsonValue | undefined, right: JsonValue): boolean {
  return jsonText(left).toLowerCase() === jsonText(right).toLowerCase();
}

/** `userName` is not case exact (RFC 7643 §4.1.1). Some letters are the same in one case only. */
function differInCase(left: JsonValue | undefined, right: JsonValue): boolean {
  return sameText(left, right) || jsonText(left).toUpperCase() === jsonText(right).toUpperCase();
}

function result(user: JsonObject, warnings: readonly string[] = []): EntityResult {
  return { entity: presentUser(user), version: versionOf(user), warnings };
}
