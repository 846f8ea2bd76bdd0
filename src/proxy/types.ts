/** The shapes between the server and a proxied system. */
import type { CallContext, Connector } from '../connectors/connector.ts';
import type { SystemProperties } from '../connectors/definition.ts';
import type { JsonObject } from '../scim/json.ts';
import type { State } from '../state/state.ts';
import type { Transformation } from '../transformation/index.ts';
import type { SystemCounters } from './counters.ts';
import type { Cursors } from './cursor/cursors.ts';
import type { LossWatch } from './deletion-guard/guard.ts';
import type { SystemDescription } from './description/types.ts';
import type { BulkSettings } from './settings.ts';

/** What a system is made of once its configuration is loaded. */
export interface ProxySystemParts {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** What the names of the properties of this type begin with: `ias`. */
  readonly prefix: string;
  /** Without credentials. */
  readonly properties: SystemProperties;
  readonly read: Transformation;
  readonly write: Transformation;
  readonly connector: Connector;
  /** What instances remember together; of one process where there is only one. Absent: nothing is remembered. */
  readonly state?: State | undefined;
  /** What digests of personal data in the state are made with, so that whoever reads it cannot guess. Needed with a state. */
  readonly stateKey?: string | undefined;
  /** Where it counts. Default: where nobody else does. */
  readonly counters?: SystemCounters | undefined;
  /** What is asked before anything is taken away. Absent: nobody is. */
  readonly lossWatch?: LossWatch | undefined;
  /** What makes cursors of lists, and reads them. Default: those of this system alone, for as long as it is there. */
  readonly cursors?: Cursors | undefined;
}

/** What one request brings along. */
export interface ProxyContext extends CallContext {
  /** External URL of the system in the URL family that was asked, without trailing slash: `https://host/ipsproxy/api/v1/scim/<systemId>`. */
  readonly baseUrl: string;
  /** The body of an answer may come as text. Default: false. */
  readonly takesText?: boolean | undefined;
  /** Id of the technical user. Absent: nobody has logged on. */
  readonly caller?: string | undefined;
  /** The very same request was begun before, and nobody knows what came of it. Absent: not that anybody knew. */
  readonly begunBefore?: TimeSpan | undefined;
}

/** Milliseconds since the epoch. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** The query string, decoded; a name given more than once has a list. */
export type RawQuery = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Conditional request headers as sent. */
export interface Preconditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

export interface ProxyResponse {
  readonly status: 200 | 201 | 204 | 304;
  readonly body?: JsonObject | undefined;
  /** In place of the body, for whoever {@link ProxyContext.takesText}: JSON in UTF-8. */
  readonly text?: Buffer | undefined;
  /** Default: that of SCIM. */
  readonly mediaType?: string | undefined;
  /** Becomes the `Location` header. */
  readonly location?: string | undefined;
  /** The entity's version, without quotes; becomes the `ETag` header. */
  readonly version?: string | undefined;
  /** Become `X-IPSProxy-Warning` headers. */
  readonly warnings: readonly string[];
}

/** One SCIM endpoint of a system. All errors are `ScimError`s, or unexpected. */
export interface ProxyResource {
  /** What clients call the members of a group. */
  readonly membersName: string;
  /** A create changes the entity that is there already (`skipOperations`). Absent: false. */
  readonly createUpdates?: boolean | undefined;
  list(query: RawQuery, context: ProxyContext): Promise<ProxyResponse>;
  get(
    id: string,
    query: RawQuery,
    preconditions: Preconditions,
    context: ProxyContext,
  ): Promise<ProxyResponse>;
  create(body: JsonObject, query: RawQuery, context: ProxyContext): Promise<ProxyResponse>;
  replace(
    id: string,
    body: JsonObject,
    query: RawQuery,
    preconditions: Preconditions,
    context: ProxyContext,
  ): Promise<ProxyResponse>;
  patch(
    id: string,
    body: JsonObject,
    query: RawQuery,
    preconditions: Preconditions,
    context: ProxyContext,
  ): Promise<ProxyResponse>;
  delete(id: string, preconditions: Preconditions, context: ProxyContext): Promise<ProxyResponse>;
}

/** A configured system as one object. */
export interface ProxySystem {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** Endpoint names such as `Users`, case-sensitive as in the transformation. */
  readonly endpoints: readonly string[];
  readonly counters: Readonly<SystemCounters>;
  readonly bulk: BulkSettings;
  /** What discovery says about it; made when somebody first asks. */
  readonly description: SystemDescription;
  resource(endpoint: string): ProxyResource | undefined;
  /** Over several of its endpoints, one behind the other. @param query as that of a list */
  search(query: RawQuery, endpoints: ReadonlySet<string>, context: ProxyContext): Promise<ProxyResponse>;
  close(): Promise<void>;
}
