/** Platform users of one origin: users of the UAA. Those of other origins, and the provisioning user, do not exist here. */
import { ScimError } from '../../scim/errors.ts';
import { type JsonObject, type JsonValue, jsonText } from '../../scim/json.ts';
import { mayBeSameText } from '../../scim/same-text.ts';
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
import { failureFields } from '../failure-fields.ts';
import type { Wait } from '../http/waiting.ts';
import { Budget } from '../membership/budget.ts';
import type { Settings } from './properties.ts';
import type { Session, Sessions } from './session.ts';
import type { Uaa } from './uaa.ts';
import { allBut, conjunction, equals, uaaFilter } from './uaa-filter.ts';
import {
  COMPUTED,
  createBody,
  identifiersOf,
  isSameUser,
  presentUser,
  replaceBody,
  USER_ATTRIBUTES,
  versionOf,
} from './user-body.ts';
import { removeAllRoles } from './user-roles.ts';

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
    const id =
      filter?.kind === 'compare' && isId(filter.path) && filter.operator === 'eq' ? filter.value : undefined;
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
      (user) => isOf(origin, user) && user['id'] !== self && (id === undefined || sameText(user['id'], id)),
      context,
    );
    // The UAA compares without regard to case, origins and ids too.
    const own = users.filter((user) => user['origin'] === origin && (id === undefined || user['id'] === id));
    return { entities: own.map(presentUser), total: total - (users.length - own.length) };
  }

  async get(id: string, _: ReadOptions, context: CallContext): Promise<EntityResult> {
    const session = await this.#tools.sessions.get(context);
    return result(await this.#own(id, session, context));
  }

  async create(entity: JsonObject, context: CallContext): Promise<EntityResult> {
    const { body, warnings } = createBody(entity, this.#tools.settings.origin);
    const { uaa } = await this.#tools.sessions.get(context);
    try {
      return result(await uaa.create(body, identifiersOf(body), context), warnings);
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      const existing = await this.#existing(error, body, uaa, context);
      if (existing === undefined) throw error;
      if (error.status !== 409 && isSameUser(existing, body)) return result(existing, warnings);
      if (error.status !== 409) throw error;
      const detail = `${error.message} It is the user with the id ${jsonText(existing['id'])}.`;
      throw new ScimError(409, detail, { scimType: 'uniqueness', cause: error });
    }
  }

  /** The UAA wants a version: of the entity as the proxy has read it, so that nothing is lost that came in between. */
  async replace(
    id: string,
    entity: JsonObject,
    { current }: WriteOptions,
    context: CallContext,
  ): Promise<WriteResult> {
    const session = await this.#tools.sessions.get(context);
    const before = current ?? (await this.#own(id, session, context));
    const { body, warnings } = replaceBody(entity, this.#tools.settings.origin);
    return result(await session.uaa.replace(id, body, versionOf(before) ?? '*', context), warnings);
  }

  /** Only UAA's own PATCH of version 1.1 exists; the proxy applies operations itself. */
  patch(): Promise<WriteResult> {
    throw new ScimError(501, 'The UAA has no PATCH of SCIM 2.0.');
  }

  async delete(id: string, { ifMatch }: WriteOptions, context: CallContext): Promise<void> {
    const { sessions, systemId, wait, now } = this.#tools;
    const session = await sessions.get(context);
    if (id === (await session.self(context))) {
      throw new ScimError(
        403,
        'The provisioning user cannot delete itself: the proxy would lose its access.',
      );
    }
    const user = await this.#own(id, session, context);
    const { cloudController, uaa } = session;
    const tools = { cloudController, wait, context, budget: new Budget(context, now) };
    await removeAllRoles(id, `System ${systemId}: user ${id}`, tools);
    const isConditional = ifMatch !== undefined && ifMatch.trim() !== '*';
    try {
      await uaa.delete(id, isConditional ? versionOf(user) : undefined, context);
    } catch (error) {
      // Gone already is what was wanted.
      if (!(error instanceof ScimError && error.status === 404)) throw error;
    }
  }

  /** @throws ScimError 404 also for users of other origins */
  async #own(id: string, session: Session, context: CallContext): Promise<JsonObject> {
    const unknown = (cause?: unknown) =>
      new ScimError(404, `Origin ${this.#tools.settings.origin} has no user with this id.`, { cause });
    if (id === (await session.self(context))) throw unknown();
    try {
      const user = await session.uaa.get(id, context);
      if (user['origin'] === this.#tools.settings.origin && user['id'] === id) return user;
    } catch (error) {
      if (error instanceof ScimError && error.status === 404) throw unknown(error);
      throw error;
    }
    throw unknown();
  }

  /** The user that a create collided with, or made although its answer was lost. */
  async #existing(
    error: ScimError,
    body: JsonObject,
    uaa: Uaa,
    context: CallContext,
  ): Promise<JsonObject | undefined> {
    const { userName } = body;
    const mayExist = error.status === 409 || UNKNOWN_OUTCOME.has(error.status);
    if (!mayExist || typeof userName !== 'string' || context.signal.aborted) return undefined;
    const { origin } = this.#tools.settings;
    const filter = conjunction([equals('origin', origin), equals('userName', userName)]);
    try {
      const query = { filter, startIndex: 1, count: 2, attributes: USER_ATTRIBUTES };
      const isAsked = (user: JsonObject) => isOf(origin, user) && mayBeSameText(user['userName'], userName);
      const { users } = await uaa.list(query, isAsked, context);
      return users.find((user) => user['origin'] === origin);
    } catch (cause) {
      context.log.warn(failureFields(cause, context.log), 'whether the user was created could not be read');
      return undefined;
    }
  }
}

function isId(path: { readonly attribute: string; readonly subAttribute?: string | undefined }): boolean {
  return path.attribute.toLowerCase() === 'id' && path.subAttribute === undefined;
}

/** As the UAA compares it. */
function isOf(origin: string, user: JsonObject): boolean {
  return sameText(user['origin'], origin);
}

function sameText(left: JsonValue | undefined, right: JsonValue): boolean {
  return jsonText(left).toLowerCase() === jsonText(right).toLowerCase();
}

function result(user: JsonObject, warnings: readonly string[] = []): EntityResult {
  return { entity: presentUser(user), version: versionOf(user), warnings };
}
