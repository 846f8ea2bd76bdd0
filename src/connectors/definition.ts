/** What a type of system is, and what its connectors are made with. */
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { State } from '../state/state.ts';
import type { Connector } from './connector.ts';
import type { Surroundings } from './http/way/surroundings.ts';
import type { SharedState } from './shared-state.ts';
import type { SystemWatch } from './watch.ts';

/** A file that the configuration names in place of a value. */
export interface ReferencedFile {
  /** Absolute. */
  readonly path: string;
  /** As it is now. @throws Error whose message says in a sentence why it cannot be read */
  read(): Promise<string>;
}

/** What a connector is made with. */
export interface ConnectorEnvironment {
  readonly systemId: string;
  readonly log: Logger;
  /** Values of all credential properties, also of those that only the transformations know. */
  readonly secrets?: readonly string[];
  /** Milliseconds until a TCP and TLS connection has to stand. */
  readonly connectTimeout: number;
  /** Milliseconds since the epoch; replaced in tests. */
  readonly now: () => number;
  /** The files that values of properties come from, by the names of the properties. Default: none does. */
  readonly files?: ReadonlyMap<string, ReferencedFile> | undefined;
  /** What the machine and the configuration say about connections of all systems. Default: nothing. */
  readonly surroundings?: Surroundings | undefined;
  /** What instances remember together; of one process where there is only one. Absent: nothing is remembered. */
  readonly state?: State | undefined;
  /** Absent: nobody wants to know. */
  readonly watch?: SystemWatch | undefined;
  /** The same object for all systems of one configuration load, a new one for each load. */
  readonly shared: SharedState;
  /** The same object for the whole life of the process: for what a reload must not forget. */
  readonly lasting: SharedState;
}

/** All properties of a system after layering; values of credential properties are in clear. */
export type SystemProperties = Readonly<Record<string, string>>;

/** A notice at start-up: nothing is broken, but the administrator should know. */
export interface Notice {
  readonly property?: string | undefined;
  readonly message: string;
  /** A name in the value that is none of those known, for a hint at what was meant. */
  readonly misspelt?: { readonly word: string; readonly known: readonly string[] } | undefined;
}

/** One of the types of systems that SAP Identity Provisioning reaches by SCIM 2.0. */
export interface SapSystemType {
  /** In small letters: `sap-analytics-cloud`. */
  readonly type: string;
  /** As the administration console shows it. */
  readonly title: string;
  /** What the names of its own properties begin with: `sac`. */
  readonly prefix: string;
  /** Values of `<prefix>.api.version` that mean SCIM, where others do not. */
  readonly versions?: { readonly scim: readonly string[]; readonly others: string } | undefined;
}

export interface ConnectorDefinition<Schema extends z.ZodType = z.ZodType> {
  /** As written in `type` of a configured system, e.g. `identity-authentication`. */
  readonly type: string;
  /** What SAP Identity Provisioning calls this type of system. */
  readonly title: string;
  /** What else people call it, for a hint where one of these is written as `type`. */
  readonly otherNames?: readonly string[] | undefined;
  /** What the names of its own properties begin with: `ias` as in `ias.user.filter`. */
  readonly prefix: string;
  /**
   * How SAP Identity Management is to change members of groups (constant `SCIM_ASSIGNMENT_METHOD` of its repositories).
   * Default: `PATCH`, as with SAP.
   */
  readonly assignmentMethod?: 'PUT' | 'PATCH' | undefined;
  /**
   * Checks the properties the connector knows, others pass; its messages are for administrators. Its keys are the names
   * that count as known; one that ends in `.*` stands for all that begin like it.
   */
  readonly properties: Schema;
  /**
   * The connector tells `CallContext.dryRun` of what it would send, and changes nothing then. Default false: no write of a
   * dry run reaches it. Of no account for connectors of the proxy itself, which all do.
   */
  readonly dryRuns?: boolean | undefined;
  /**
   * Folder with the default transformations `read.json` and `write.json`: its `file:` URL, or the name of one of the proxy's
   * own below `transformations/`.
   */
  defaultTransformations(properties: z.output<Schema>): URL | string;
  /** What an administrator should know about these properties. */
  notices?(properties: z.output<Schema>): readonly Notice[];
  /** Serves this type of SAP's, too, under its own name and prefix. Absent: only its own. */
  forSapType?(type: SapSystemType): ConnectorDefinition;
  /** Loads what no other type of system needs; called while the configuration is loaded, where it has such a system. */
  load(): Promise<CreateConnector<z.output<Schema>>>;
}

export type CreateConnector<Properties> = (
  properties: Properties,
  environment: ConnectorEnvironment,
) => Connector;

/** Built-in and third-party connectors are made the same way. */
export function defineConnector<Schema extends z.ZodType>(
  definition: ConnectorDefinition<Schema>,
): ConnectorDefinition<Schema> {
  return Object.freeze(definition);
}
