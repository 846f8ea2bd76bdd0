/** Loads a configuration file with everything it refers to. Sends nothing anywhere. */
import { dirname } from 'node:path';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { ClientCertificates } from '../connectors/http/way/client-certificates.ts';
import { SharedState } from '../connectors/shared-state.ts';
import type { StateSettings } from '../state/settings.ts';
import type { TracingSettings } from '../telemetry/tracing/settings.ts';
import type * as X509 from '../x509/index.ts';
import type { AuditSettings } from './audit.ts';
import { definitionsOf } from './definitions.ts';
import type { CommonProperties } from './known-properties.ts';
import { managementPortProblems } from './management-port.ts';
import type { OAuthOptions, OAuthSettings } from './oauth-settings.ts';
import { inOrder, type Problem } from './problem.ts';
import type { ReferenceContext } from './references.ts';
import type { Configuration, ServerSettings } from './schema.ts';
import type { LoadedTls } from './server-tls.ts';
import { readSource } from './source/read-source.ts';
import type { Source } from './source/source.ts';
import { loadStateSettings } from './state-settings.ts';
import { loadSurroundings } from './surroundings.ts';
import type { CompileTransformation } from './system-transformations.ts';
import { type ConfiguredSystem, loadSystems } from './systems.ts';
import { loadTechnicalUsers, type TechnicalUser, unknownEndpoints } from './technical-users.ts';
import { loadTracing } from './tracing-settings.ts';
import { validateSource } from './validate.ts';
import { settingsOnCloudFoundry } from './vcap/application.ts';

export interface LoadOptions {
  /** Connectors by the `type` of a system. */
  readonly definitions: ReadonlyMap<string, ConnectorDefinition>;
  /** What systems of every type have in common. Default: nothing. */
  readonly common?: CommonProperties | undefined;
  readonly compileTransformation: CompileTransformation;
  /** For `{"env": "NAME"}`, and for what Cloud Foundry says in `VCAP_…`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Secrets in clear in the file are accepted with a warning; for the demo. Default false. */
  readonly allowLiteralSecrets?: boolean | undefined;
  /** Secrets that are missing are no problem; nothing can be served then. Default false. */
  readonly withoutSecrets?: boolean | undefined;
  /** A file for signing keys that is not there yet is written; for whoever serves. Default false. */
  readonly makeKeys?: boolean | undefined;
  /** What connectors keep from one load to the next. Default: nothing. */
  readonly lasting?: SharedState | undefined;
  /** Told after each system, of how many it is. Default: nobody is. */
  readonly onSystem?: ((loaded: number, all: number) => void) | undefined;
}

/** Frozen, and the same for as long as it is used. */
export interface LoadedConfiguration {
  readonly file: string;
  readonly server: ServerSettings;
  readonly state: StateSettings;
  /** What `server.tls` names; absent: it is not set. */
  readonly tls: LoadedTls | undefined;
  /** Reads and judges certificates; loaded only where clients can show any. */
  readonly x509: typeof X509 | undefined;
  readonly technicalUsers: readonly TechnicalUser[];
  /** Absent: tokens are neither issued nor accepted. */
  readonly oauth: OAuthSettings | undefined;
  /** Absent: there is none. */
  readonly audit: AuditSettings | undefined;
  /** Absent: requests are not traced. */
  readonly tracing: TracingSettings | undefined;
  readonly systems: readonly ConfiguredSystem[];
  /** Connectors by the `type` of a system. */
  readonly definitions: ReadonlyMap<string, ConnectorDefinition>;
  /** Entries of the file, those included whose id was taken. */
  readonly systemEntries: number;
  /** Those that systems use, once they are connected. */
  readonly certificates: ClientCertificates;
  /** What backends are believed with, beside those of Node.js; PEM. */
  readonly authorities: readonly string[];
  /**
   * Why systems and technical users are left out, and warnings; in the order of the file. What is wrong with the
   * transformations of a system stands behind what is wrong with the system.
   */
  readonly problems: readonly Problem[];
}

/**
 * A broken system or technical user is left out and reported, the rest is loaded.
 *
 * @param file name ending in `.json`, `.jsonc`, `.yaml` or `.yml`
 * @throws ConfigurationError when the file as a whole is broken
 */
export async function loadConfiguration(file: string, options: LoadOptions): Promise<LoadedConfiguration> {
  const source = await readSource(file);
  const configuration = validateSource(source);
  const audit =
    configuration.audit === undefined
      ? undefined
      : await (await import('./audit.ts')).loadAudit(configuration.audit, source, options);
  const tracing = await loadTracing(configuration, source, options);
  const shared = new SharedState();
  const around = await loadSurroundings(configuration, source, options);
  const state = await loadStateSettings(configuration, source, options);
  const thirdParty = await definitionsOf(configuration.connectors, source, {
    definitions: options.definitions,
    common: options.common,
    folder: dirname(file),
  });
  const { definitions } = thirdParty;
  const context = {
    definitions,
    common: options.common,
    compileTransformation: options.compileTransformation,
    environment: options.environment,
    folder: dirname(file),
    allowLiteralSecrets: options.allowLiteralSecrets ?? false,
    withoutSecrets: options.withoutSecrets ?? false,
    lasting: options.lasting ?? new SharedState(),
    surroundings: around.surroundings,
    shared,
    onSystem: options.onSystem,
  };
  const { users, problems: userProblems } = await loadTechnicalUsers(configuration, source, context);
  const { settings, warnings } = settingsOnCloudFoundry(configuration.server, source, options.environment);
  const tokens = await loadTokens(configuration, settings, source, {
    ...context,
    makeKeys: options.makeKeys,
  });
  const ofSettings = [
    ...warnings.map((warning): Problem => ({ severity: 'warning', file, ...warning })),
    ...around.problems,
    ...tracing.warnings.map((warning): Problem => ({ severity: 'warning', file, ...warning })),
    ...managementPortProblems(settings, source, options.environment),
    ...(tokens?.problems ?? []),
  ];
  const tls = await tlsOf(settings, source, context);
  const { systems, problems: systemProblems } = await loadSystems(configuration, source, context);
  userProblems.push(...unknownEndpoints(configuration, source, endpointsOf(systems)));
  return Object.freeze({
    file,
    server: Object.freeze(settings),
    state,
    tls,
    x509: await x509For(settings, users),
    technicalUsers: Object.freeze(users),
    oauth: tokens?.oauth,
    audit,
    tracing: tracing.settings,
    systems: Object.freeze(systems),
    definitions,
    systemEntries: configuration.systems.length,
    certificates: shared.get(ClientCertificates),
    authorities: around.surroundings.authorities,
    problems: Object.freeze(
      isBefore(source, 'technicalUsers', 'systems')
        ? [...ofSettings, ...thirdParty.problems, ...inOrder(userProblems, file), ...systemProblems]
        : [...ofSettings, ...thirdParty.problems, ...systemProblems, ...inOrder(userProblems, file)],
    ),
  });
}

/** By system; none where one of them could not be loaded, as nobody knows what it has. */
function endpointsOf(systems: readonly ConfiguredSystem[]): Map<string, readonly string[]> {
  const loaded = systems.filter((system) => system.status === 'loaded');
  if (loaded.length < systems.length) return new Map();
  return new Map(
    loaded.map(({ id, read }) => [
      id,
      Object.values(read.entities).map(({ scimEntityEndpoint }) => scimEntityEndpoint),
    ]),
  );
}

/** What reads keys is loaded where there is something to read. */
async function loadTokens(
  { oauth, technicalUsers }: Configuration,
  settings: ServerSettings,
  source: Source,
  options: OAuthOptions,
) {
  if (oauth === undefined) return undefined;
  const { loadOAuth } = await import('./oauth-settings.ts');
  return await loadOAuth({ oauth, technicalUsers }, settings, source, options);
}

async function tlsOf(
  { tls }: ServerSettings,
  source: Source,
  context: ReferenceContext,
): Promise<LoadedTls | undefined> {
  if (tls === undefined) return undefined;
  const { loadTls } = await import('./server-tls.ts');
  return loadTls(tls, source, context);
}

async function x509For(
  { tls, forwardedClientCertificates }: ServerSettings,
  users: readonly TechnicalUser[],
): Promise<typeof X509 | undefined> {
  const isNeeded =
    tls !== undefined ||
    forwardedClientCertificates !== undefined ||
    users.some(({ certificates = [] }) => certificates.length > 0);
  return isNeeded ? await import('../x509/index.ts') : undefined;
}

function isBefore(source: Source, one: string, other: string): boolean {
  const [first, second] = [source.keyAt([one]), source.keyAt([other])];
  return first.line < second.line || (first.line === second.line && first.column < second.column);
}
