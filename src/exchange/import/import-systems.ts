/** Takes systems that SAP Identity Provisioning, or another proxy, has exported into a configuration. */
import { dirname, join } from 'node:path';
import { definitionsOf } from '../../config/definitions.ts';
import { Destinations } from '../../config/destinations.ts';
import type { LoadOptions } from '../../config/load.ts';
import { loadConfiguration } from '../../config/load.ts';
import type { Problem } from '../../config/problem.ts';
import type { PropertyEntry } from '../../config/property-schema.ts';
import type { Configuration } from '../../config/schema.ts';
import { parseJsonc } from '../../config/source/jsonc.ts';
import { readSource, readText } from '../../config/source/read-source.ts';
import type { Source } from '../../config/source/source.ts';
import { validateSource } from '../../config/validate.ts';
import { ExchangeError } from '../errors.ts';
import { readJsonFile } from '../json-file.ts';
import { systemsOf } from './exported-system.ts';
import { type Insertion, inserted } from './insert.ts';
import { type Plan, type PlannedSystem, planSystem } from './plan.ts';
import { checkFiles, writeImport } from './write-files.ts';

export interface ImportOptions {
  readonly load: LoadOptions;
  /** Configuration to put the systems in. */
  readonly config: string;
  /** Make the configuration where there is none. Default: false. */
  readonly create?: boolean | undefined;
  /** Replace systems with the same id, and their transformations. Default: false. */
  readonly force?: boolean | undefined;
  /** For a file with one system. */
  readonly id?: string | undefined;
  /** Of ours, where the file does not say which. */
  readonly type?: string | undefined;
}

export interface MissingCredential {
  readonly property: string;
  /** The environment variable that is not set yet. */
  readonly env: string;
}

export interface ImportedSystem {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly title: string;
  /** Number of properties, credentials included. */
  readonly properties: number;
  /** Relative to the configuration file. */
  readonly files: readonly string[];
  readonly notes: readonly string[];
  readonly missing: readonly MissingCredential[];
  /** What `validate` will say of it, apart from missing credentials. */
  readonly findings: readonly Problem[];
}

export interface RefusedSystem {
  readonly name: string;
  readonly reason: string;
}

export interface ImportReport {
  readonly file: string;
  readonly systems: readonly ImportedSystem[];
  readonly refused: readonly RefusedSystem[];
}

const NEW_CONFIGURATION = `{
  // Who may call the systems: see docs/configuration.md.
  "technicalUsers": [],
  "systems": []
}
`;

/**
 * Nothing is written unless everything that can be taken can be written.
 *
 * @throws ConfigurationError where the configuration is broken
 * @throws ExchangeError where the file is none, or would overwrite what is there
 */
export async function importSystems(file: string, options: ImportOptions): Promise<ImportReport> {
  const { config, load, force = false } = options;
  const exported = systemsOf(await readJsonFile(file));
  if (options.id !== undefined && exported.length > 1) {
    throw new ExchangeError(`${file} has ${exported.length} systems; --id is for a file with one.`);
  }
  const text = await configurationText(config, options.create ?? false);
  const source = await sourceOf(config, text);
  const configuration = validateSource(source);
  const present = new Map(configuration.systems.map((system, index) => [system.id, index]));

  const variables = new Set(variablesOf(configuration));
  const { definitions } = await definitionsOf(configuration.connectors, source, {
    ...load,
    folder: dirname(config),
  });
  const destinations = await destinationsOf(configuration, source, options);
  const plans = exported.map((system): Plan => {
    const plan = planSystem(system, {
      definitions,
      common: load.common,
      type: options.type,
      id: options.id,
      variables,
      present: (id) => configuration.systems[present.get(id) ?? -1],
      destinations,
    });
    if ('refusal' in plan) return plan;
    for (const { reference } of plan.credentials) if ('env' in reference) variables.add(reference.env);
    return plan;
  });
  const planned = plans.filter((plan) => 'entry' in plan);
  refuseTaken(config, planned, present, force);
  if (planned.length > 0) {
    const files = planned.flatMap((plan) => plan.files);
    const folder = dirname(config);
    await checkFiles(folder, files, force);
    const insertions = planned.map(({ entry }): Insertion => ({ entry, index: present.get(entry.id) }));
    const result = inserted(config, text, insertions);
    await writeImport({ folder, files, config, text: result });
  }
  return {
    file: config,
    systems: await reported(planned, options),
    refused: plans.flatMap((plan) => ('refusal' in plan ? [{ name: plan.name, reason: plan.refusal }] : [])),
  };
}

async function configurationText(file: string, create: boolean): Promise<string> {
  try {
    return await readText(file);
  } catch (error) {
    if (create && (error as NodeJS.ErrnoException).code === 'ENOENT') return NEW_CONFIGURATION;
    // Says what is wrong with it.
    await readSource(file);
    throw error;
  }
}

/** @throws ConfigurationError */
async function sourceOf(file: string, text: string): Promise<Source> {
  if (text !== NEW_CONFIGURATION) return await readSource(file);
  const parsed = parseJsonc(file, text);
  if ('problems' in parsed) throw new ExchangeError(`${file}: the configuration cannot be made.`);
  return parsed.source;
}

/** Names of the properties of each; of one that cannot be used, none: what is wrong with it is reported with the systems. */
async function destinationsOf(
  configuration: Configuration,
  source: Source,
  { config, load }: ImportOptions,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const context = { environment: load.environment, folder: dirname(config) };
  const all = new Destinations(configuration.destinations, source, context);
  const names = new Map<string, ReadonlySet<string>>();
  for (const name of Object.keys(configuration.destinations)) {
    names.set(name, new Set((await all.get(name)).properties.keys()));
  }
  return names;
}

function refuseTaken(
  config: string,
  planned: readonly PlannedSystem[],
  present: ReadonlyMap<string, number>,
  force: boolean,
): void {
  const seen = new Set<string>();
  for (const { entry } of planned) {
    if (seen.has(entry.id)) throw new ExchangeError(`The file has the system "${entry.id}" twice.`);
    seen.add(entry.id);
    if (present.has(entry.id) && !force) {
      throw new ExchangeError(
        `${config} has a system "${entry.id}" already. Nothing was written; add --force to replace it, or --id to give this one another id.`,
      );
    }
  }
}

function variablesOf(configuration: Configuration): string[] {
  const values: readonly (PropertyEntry | string)[] = [
    ...Object.values(configuration.destinations).flatMap(({ properties = {} }) => Object.values(properties)),
    ...configuration.systems.flatMap(({ properties }) => Object.values(properties)),
    ...configuration.technicalUsers.flatMap(({ secrets }) => secrets),
  ];
  return values.flatMap((value) => (typeof value === 'object' && 'env' in value ? [value.env] : []));
}

/** Loads the configuration as a start would, with something in the place of credentials that are not there yet. */
async function reported(
  planned: readonly PlannedSystem[],
  options: ImportOptions,
): Promise<ImportedSystem[]> {
  const { config, load } = options;
  if (planned.length === 0) return [];
  const missing = new Map<string, MissingCredential[]>();
  const placeholders: Record<string, string> = Object.create(null);
  for (const { entry, credentials } of planned) {
    const places: MissingCredential[] = [];
    for (const { property, reference } of credentials) {
      if ('env' in reference && !load.environment[reference.env]) {
        placeholders[reference.env] = 'not-set-yet';
        places.push({ property, env: reference.env });
      }
    }
    missing.set(entry.id, places);
  }
  const environment = { ...load.environment, ...placeholders };
  const { problems } = await loadConfiguration(config, { ...load, environment });
  return planned.map((plan): ImportedSystem => {
    const { entry, title, files, notes } = plan;
    return {
      id: entry.id,
      name: entry.name,
      type: entry.type,
      title,
      properties: Object.keys(entry.properties).length,
      files: files.map(({ path }) => path),
      notes,
      missing: missing.get(entry.id) ?? [],
      findings: problems.filter(({ systemId }) => systemId === entry.id),
    };
  });
}

/** Name of the configuration that an import makes in a folder. */
export function newConfiguration(folder: string): string {
  return join(folder, 'ipsproxy.jsonc');
}
