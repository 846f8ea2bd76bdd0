/** Users of a UAA of some origins. Those of other origins do not exist here, nor does the user as whom the proxy logs on. */
import { parseEntityTag } from '../../scim/entity-tag.ts';
import { ScimError } from '../../scim/errors.ts';
import type { ComparisonValue, Filter } from '../../scim/filter-ast.ts';
import { type JsonObject, type JsonValue, jsonText } from '../../scim/json.ts';
import { mayBeSameText } from '../../scim/same-text.ts';
import type { CallContext, EntityResult, ListPage, ListQuery, WriteResult } from '../connector.ts';
import { wasThere } from '../scim-api/lost-create.ts';
import { mayBeId } from './id-batches.ts';
import type { Uaa } from './uaa.ts';
import { UaaRefusal } from './uaa-error.ts';
import { allBut, anyOf, conjunction, uaaFilter } from './uaa-filter.ts';
import { createBody, isSameUser, presentUser, replaceBody, USER_ATTRIBUTES, versionOf } from './user-body.ts';
import { collision, isCollision, namesakes } from './user-collision.ts';

export interface OriginUsersOptions {
  /** Whose users there are, as the property has them. At least one. */
  readonly origins: readonly string[];
  /** Whether there are those of other origins as well. */
  readonly showsOthers: boolean;
  /** The property that has the origins, for messages. */
  readonly property: string;
  /** Joined to the filter of every list. */
  readonly filter: Filter | undefined;
  /** Show which groups of the UAA a user is in, for which it makes look-ups of their own. */
  readonly showsGroups: boolean;
}

export interface UaaAccess {
  readonly uaa: Uaa;
  /** Id of the user as whom the proxy logs on; absent: it is none. */
  readonly self?: string | undefined;
}

/** Statuses after which it is not known whether a request was executed. */
const UNKNOWN_OUTCOME: ReadonlySet<number> = new Set([502, 503, 504]);

export class OriginUsers {
  readonly #options: OriginUsersOptions;

  constructor(options: OriginUsersOptions) {
    this.#options = options;
  }

  async list(
    { startIndex, count, filter, omit = [] }: ListQuery,
    access: () => Promise<UaaAccess>,
    context: CallContext,
  ): Promise<ListPage> {
    const { origins, showsOthers, filter: property, showsGroups } = this.#options;
    const requested = filter === undefined ? undefined : uaaFilter(filter);
    const id = equalTo(filter, 'id');
    const userName = equalTo(filter, 'userName');
    const { uaa, self } = await access();
    const withGroups = showsGroups && !omit.includes('groups');
    const asked = conjunction([
      showsOthers ? undefined : anyOf('origin', origins),
      self === undefined ? undefined : allBut(self),
      property === undefined ? undefined : uaaFilter(property),
      requested,
    ]);
    const { users, total } = await uaa.list(
      {
        filter: asked === '' ? undefined : asked,
        startIndex,
        count,
        attributes: withGroups ? `${USER_ATTRIBUTES},groups` : USER_ATTRIBUTES,
      },
      (user) =>
        (showsOthers || origins.some((origin) => sameText(user['origin'], origin))) &&
        user['id'] !== self &&
        (id === undefined || sameText(user['id'], id)) &&
        (userName === undefined || mayBeSameText(user['userName'], userName)),
      context,
    );
    // The UAA compares without regard to case, origins and ids too, and its database folds more than cases.
    const own = users.filter(
      (user) =>
        this.#isOwn(user) &&
        (id === undefined || user['id'] === id) &&
        (userName === undefined || differInCase(user['userName'], userName)),
    );
    const entities = own.map((user) => presentUser(user, withGroups));
    // Who looks for one user gets none; whoever pages has to come by those that are hidden.
    if (id !== undefined || userName !== undefined) {
      return { entities, total: total - (users.length - own.length) };
    }
    return { entities, total, read: users.length };
  }

  async get(id: string, access: () => Promise<UaaAccess>, context: CallContext): Promise<EntityResult> {
    this.requireId(id);
    return this.#result(await this.own(id, await access(), context));
  }

  /** @param origin one of those that the property has, or of others where these are shown */
  async create(
    entity: JsonObject,
    origin: string,
    access: () => Promise<UaaAccess>,
    context: CallContext,
  ): Promise<EntityResult> {
    const { property } = this.#options;
    const { body, warnings, about } = createBody(entity, origin);
    const { uaa } = await access();
    const from = Date.now();
    try {
      return this.#result(await uaa.create(body, about, context), warnings);
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      if (isCollision(error)) throw await collision(error, { body, origin, property }, uaa, context);
      const isUnknown = UNKNOWN_OUTCOME.has(error.status) && !error.isUndone;
      if (error instanceof UaaRefusal || !isUnknown) throw error;
      const users = await namesakes(body, origin, uaa, context);
      const made = users?.find((user) => user['origin'] === origin);
      if (made === undefined || !isSameUser(made, body) || wasThere(made, from)) throw error;
      return this.#result(made, warnings);
    }
  }

  /**
   * The UAA wants a version: of the entity as the proxy has read it, so that nothing is lost that came in between. The origin
   * stays.
   */
  async replace(
    id: string,
    entity: JsonObject,
    current: JsonObject | undefined,
    access: () => Promise<UaaAccess>,
    context: CallContext,
  ): Promise<WriteResult> {
    this.requireId(id);
    const allowed = await access();
    const { uaa } = allowed;
    const before = current ?? (await this.own(id, allowed, context));
    const { property } = this.#options;
    const origin = jsonText(before['origin']);
    const { body, warnings, about } = replaceBody(entity, origin, before);
    try {
      return this.#result(await uaa.replace(id, body, about, versionOf(before) ?? '*', context), warnings);
    } catch (error) {
      if (!(error instanceof ScimError && isCollision(error))) throw error;
      throw await collision(error, { body, origin, property, id }, uaa, context);
    }
  }

  /**
   * Gone already is what was wanted, also where another request was faster: that is a conflict of versions for the UAA.
   *
   * @param version only this one; absent: any
   * @throws ScimError 412 where the user is there and has another version
   */
  async delete(
    id: string,
    version: string | undefined,
    access: UaaAccess,
    context: CallContext,
  ): Promise<void> {
    try {
      await access.uaa.delete(id, version, context);
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      if (error.status === 404 || (error.status === 412 && (await this.#isGone(id, access, context)))) return;
      throw error;
    }
  }

  /** @throws ScimError 404 also for users of other origins */
  async own(id: string, { uaa, self }: UaaAccess, context: CallContext): Promise<JsonObject> {
    if (id === self) throw this.#unknown();
    try {
      const user = await uaa.get(id, context);
      if (this.#isOwn(user) && user['id'] === id) return user;
    } catch (error) {
      if (error instanceof ScimError && error.status === 404) throw this.#unknown(error);
      throw error;
    }
    throw this.#unknown();
  }

  /** Whoever has no possible id is no user. @throws ScimError 404 */
  requireId(id: string): void {
    if (!mayBeId(id)) throw this.#unknown();
  }

  async #isGone(id: string, access: UaaAccess, context: CallContext): Promise<boolean> {
    try {
      await this.own(id, access, context);
      return false;
    } catch (error) {
      if (error instanceof ScimError && error.status === 404) return true;
      throw error;
    }
  }

  #isOwn({ origin = null }: JsonObject): boolean {
    const { origins, showsOthers } = this.#options;
    return showsOthers || (typeof origin === 'string' && origins.includes(origin));
  }

  #result(user: JsonObject, warnings: readonly string[] = []): EntityResult {
    return {
      entity: presentUser(user, this.#options.showsGroups),
      version: versionOf(user),
      warnings,
    };
  }

  #unknown(cause?: unknown): ScimError {
    const { origins, showsOthers } = this.#options;
    const whose = showsOthers ? 'The UAA' : `Origin ${origins.join(' or ')}`;
    return new ScimError(404, `${whose} has no user with this id.`, { cause });
  }
}

/**
 * The version that a client wants to delete, and that the user still has; `undefined` where it named none.
 *
 * @param ifMatch as the client sent it
 * @throws ScimError 412 where the user has another one
 */
export function requiredVersion(ifMatch: string | undefined, user: JsonObject): string | undefined {
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
