/**
 * What the proxy asks of a backend. A connector speaks the backend's own entity JSON; turning it into SCIM is
 * the transformation's work. Errors meant for the client are `ScimError`s (statuses of the proxy API, section 5).
 */
import type { Logger } from 'pino';
import type { CarriedEntity } from '../scim/carried/entity.ts';
import type { CarryPlan } from '../scim/carried/plan.ts';
import { ScimError } from '../scim/errors.ts';
import type { AttributePath, Filter } from '../scim/filter-ast.ts';
import type { JsonObject } from '../scim/json.ts';
import type { Pause } from '../scim/large-json/parse.ts';
import type { BackendFacts } from '../scim/schema/backend-facts.ts';
import type { Account } from './account.ts';
import type { DryRun } from './dry-run.ts';
import type { RequestTrace } from './trace.ts';

/** What keeps others away from an entity. */
export interface Fence {
  isHeld(): boolean;
}

/** What every call carries. */
export interface CallContext {
  /** Aborts at the request's deadline, when the client goes away, or when the proxy stops. */
  readonly signal: AbortSignal;
  /**
   * Milliseconds since the epoch, when `signal` will abort, where that is known: work of many steps stops in time to
   * say what was done.
   */
  readonly deadline?: number | undefined;
  /** Sent upstream as `X-Request-Id`. */
  readonly requestId: string;
  readonly log: Logger;
  /** Memory for large answers, which all requests share. Absent: nobody counts. */
  readonly memory?: Memory | undefined;
  /** Lets others go on between two steps that may be long. Absent: nobody waits. */
  readonly pause?: Pause | undefined;
  /**
   * Told of every write that was sent and of which no answer came in time: until the promise settles, the backend may
   * still do it. For whoever keeps others away from the entity.
   */
  readonly unanswered?: ((end: Promise<unknown>) => void) | undefined;
  /**
   * What keeps other instances away. Nothing is written any more once it is not surely held; seen right before it goes to a
   * connection. Absent: nobody is kept away. Whoever makes a context of another one hands this on.
   */
  readonly fence?: Fence | undefined;
  /**
   * Of a request that may change something: what it came to. Absent: nobody knows. Whoever makes a context of another one hands
   * this on.
   */
  readonly progress?: { hasWritten: boolean } | undefined;
  /** Absent: nobody keeps one. Whoever makes a context of another one hands this on. */
  readonly account?: Account | undefined;
  /**
   * Texts that a write sends as secrets of entities, such as a password, wherever they stand in it: what a backend says is shown
   * without them. Asked where it says something. Absent: none. Whoever makes a context of another one hands this on.
   */
  readonly secrets?: (() => readonly string[]) | undefined;
  /** Where the request belongs in a trace. Absent: in none. Whoever makes a context of another one hands this on. */
  readonly trace?: RequestTrace | undefined;
  /** The request is only tried: nothing is changed. Whoever makes a context of another one hands this on. */
  readonly dryRun?: DryRun | undefined;
}

export interface Memory {
  /**
   * Takes so many bytes of heap until the request is over.
   *
   * @param mayWait default: true
   * @throws ScimError 503, also later, where it would take too long until others are done
   */
  reserve(bytes: number, signal?: AbortSignal, mayWait?: boolean): Promise<void> | undefined;
  /** The same without waiting: for the answer to what is done already. */
  insist(bytes: number): void;
  /**
   * For work of many steps. Absent: nothing is given back before the request is over.
   *
   * @returns what gives back all but a share (0 to 1) of what is taken from now on
   */
  scope?(): (share: number) => void;
}

export interface ListQuery {
  /** 1-based. */
  readonly startIndex: number;
  /** 0 to 100; 0 asks for the total only. */
  readonly count: number;
  /** In the backend's attribute names; absent: everything. */
  readonly filter?: Filter | undefined;
  /** Top-level attributes of the backend's entity that nobody will look at, e.g. `members`. A hint. */
  readonly omit?: readonly string[] | undefined;
  /** Members that need not be read, only carried on. A hint, and only for connectors that say what they look at. */
  readonly carry?: CarryPlan | undefined;
  /** Only for connectors whose `capabilities.sorts`, or whose `canSort` says so. */
  readonly sort?: Sort | undefined;
  /**
   * Only for connectors whose `capabilities.cursors`, and then `startIndex` means nothing: {@link ListPage.nextCursor} of the page
   * before, or an empty text for the first page.
   */
  readonly cursor?: string | undefined;
}

/** RFC 7644 §3.4.2.3. */
export interface Sort {
  /** In the backend's attribute names. */
  readonly by: AttributePath;
  readonly order: 'ascending' | 'descending';
}

export interface ListPage {
  /** Entities in the backend's JSON, in the backend's order. */
  readonly entities: readonly JsonObject[];
  /** For each of the entities, what was not read of it. Absent: they are whole. */
  readonly carried?: readonly (CarriedEntity | undefined)[] | undefined;
  /** How many entities the backend gave for this page, where some of them are not for clients. Default: all are here. */
  readonly read?: number | undefined;
  /** How many entities the backend has for this filter, where it says. */
  readonly total?: number | undefined;
  /** What the client should know about these entities, e.g. that the backend cut a list; without personal data. */
  readonly warnings?: readonly string[] | undefined;
  /** Where {@link ListQuery.cursor} was given: what leads to the next page, in the backend's own form. Absent: this is the last. */
  readonly nextCursor?: string | undefined;
}

export interface ReadOptions {
  /** As in {@link ListQuery}. */
  readonly omit?: readonly string[] | undefined;
  /** A full update is made of what is read: also lists that the backend shows only to whoever asks for them are wanted. */
  readonly forUpdate?: boolean | undefined;
}

export interface WriteOptions {
  /** The client's `If-Match`, as sent. */
  readonly ifMatch?: string | undefined;
  /** Full update: the entity as the proxy has just read it; long lists that nobody needed may be missing. */
  readonly current?: JsonObject | undefined;
}

/** An entity, and its version (an entity tag without quotes) where the backend has versions. */
export interface EntityResult {
  readonly entity: JsonObject;
  readonly version?: string | undefined;
  /** As in {@link ListPage}. */
  readonly warnings?: readonly string[] | undefined;
  /** Top-level lists of which the backend gave only a part. */
  readonly incomplete?: readonly string[] | undefined;
  /**
   * Top-level lists that the backend shows only to whoever asks for them (RFC 7643 §7, `returned` = `request`): a client may
   * not have seen them.
   */
  readonly onRequest?: readonly string[] | undefined;
}

/** What a write gave back; without `entity` the backend answered without one. */
export interface WriteResult {
  readonly entity?: JsonObject | undefined;
  readonly version?: string | undefined;
  /** As in {@link ListPage}. */
  readonly warnings?: readonly string[] | undefined;
}

export interface Capabilities {
  /** Lists come with a total. */
  readonly totals: boolean;
  /** `native`: the backend takes RFC 7644 PATCH bodies. `none`: the proxy has to emulate it. */
  readonly patch: 'native' | 'none';
  /** Entities have versions, so that `ETag` and `If-Match` mean something. */
  readonly versions: boolean;
  /**
   * The backend refuses a full update that was made of another version than it has, whoever changed the entity meanwhile: no
   * instance has to keep others away. Default: false.
   */
  readonly refusesOutdated?: boolean | undefined;
  /** A PATCH that changes only members is answered with the group, as a property of the system wants it. Default: with nothing. */
  readonly showsChangedMembers?: boolean | undefined;
  /** Lists can be sorted by {@link ListQuery.sort}. Default: false. */
  readonly sorts?: boolean | undefined;
  /** Lists can be walked through by {@link ListQuery.cursor}, stable while entities come and go. Default: false. */
  readonly cursors?: boolean | undefined;
}

/**
 * What a full update has to say beyond the client's wishes, so that it takes away only what the client could see. The
 * proxy reads the entity and adds it.
 */
export interface CarryOver {
  /**
   * `everything`: the backend erases what the body does not name. `named`: it keeps that, but replaces the lists and
   * complex values that the body names.
   */
  readonly scope: 'everything' | 'named';
  /**
   * Never added: what the backend sets itself, what acts when it is written, credentials. Names as in
   * `name.formatted`, `urn:…:User:status` and `urn:…:User:contactPreferences.email`.
   */
  readonly never: ReadonlySet<string>;
  /**
   * Top-level lists that the backend may show only on request (see {@link EntityResult}): a body that does not name one is
   * no reason to do without it. Default: none.
   */
  readonly onRequest?: ReadonlySet<string> | undefined;
}

/** One kind of entity of one backend. Unknown ids are a `ScimError` 404. */
export interface EntityConnector {
  readonly capabilities: Capabilities;
  /** Absent: a full update takes away nothing that its body does not name, or nobody wants that repeated. */
  readonly carryOver?: CarryOver | undefined;
  /** Although there is nothing to carry over: a full update takes away what its body does not name. Default: false. */
  readonly erasesUnnamed?: boolean | undefined;
  /** Top-level members of entities that the connector itself looks at in a list. Absent: any. */
  readonly looksAt?: readonly string[] | undefined;
  /** For discovery: where the backend's entities are not what the schemas declare. Absent: nowhere. */
  readonly facts?: BackendFacts | undefined;
  /**
   * Whether the backend can be asked this filter, in its own attribute names, without asking it. Absent, or where it turns out
   * otherwise: `list` throws a `ScimError` 400 `invalidFilter`.
   */
  canFilter?(filter: Filter): boolean;
  /**
   * Whether the backend sorts by this attribute of its own as RFC 7644 §3.4.2.3 says, and pages of such a list fit together.
   * Absent: by all, if `capabilities.sorts`.
   */
  canSort?(by: AttributePath, context: CallContext): Promise<boolean>;
  list(query: ListQuery, context: CallContext): Promise<ListPage>;
  get(id: string, options: ReadOptions, context: CallContext): Promise<EntityResult>;
  create(entity: JsonObject, context: CallContext): Promise<EntityResult>;
  replace(id: string, entity: JsonObject, options: WriteOptions, context: CallContext): Promise<WriteResult>;
  /**
   * `body` is what the `patchEntity` mappings produced. Only called where `capabilities.patch` is `native`.
   *
   * @throws PatchUnsupported where it turns out that the backend has no PATCH; nothing was changed then
   */
  patch(id: string, body: JsonObject, options: WriteOptions, context: CallContext): Promise<WriteResult>;
  delete(id: string, options: WriteOptions, context: CallContext): Promise<void>;
  /**
   * Runs `work` while nobody else in this process, or another instance, changes the entity, and hands on what it gives; others
   * stay away also while the backend may still do what `work` had sent. For a change that is made by reading and replacing;
   * `work` has to use the connection it is given. Absent: the proxy itself keeps others away.
   */
  exclusively?<T>(
    id: string,
    context: CallContext,
    work: (connection: ReadAndReplace) => Promise<T>,
  ): Promise<T>;
}

/** The backend takes no PATCH of such entities, which nobody knew before: the proxy emulates it then. */
export class PatchUnsupported extends ScimError {
  /** @param detail for whoever cannot do without */
  constructor(detail: string, cause?: unknown) {
    super(501, detail, { cause });
  }
}

export type ReadAndReplace = Pick<EntityConnector, 'get' | 'replace'>;

/** Where the backend's own URLs lead, so that none of them reaches a client (RFC 7643 §2.4). */
export interface BackendUrls {
  /** What they begin with, without a slash at the end: `https://tenant/scim`; the first is that of the collections. */
  readonly bases: readonly string[];
  /** Names of the collections below it, by entity type: `{ user: 'Users', group: 'Groups' }`. */
  readonly collections: Readonly<Record<string, string>>;
}

/** One system's connection to its backend. */
export interface Connector {
  /** Absent: its entities have no URLs. */
  readonly urls?: BackendUrls | undefined;
  /** Requests that it sends within a minute at most, for metrics. Absent: as they come. */
  readonly requestsPerMinute?: number | undefined;
  /**
   * The connection for one entity type of the transformations, or `undefined` if the backend has no such thing.
   * Called once per entity type when the system is loaded.
   *
   * @param entityType `user`, `group` or a custom name
   * @param endpoint the SCIM endpoint that serves it, e.g. `Users`
   */
  entity(entityType: string, endpoint: string): EntityConnector | undefined;
  /** Close idle connections; requests under way are allowed to finish. */
  close(): Promise<void>;
}
