/** Connectors of third parties, which the configuration names by package or file. */
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { checkedDefinition } from '../connectors/third-party/definition.ts';
import { ConnectorFailure, wordsOf } from '../connectors/third-party/failure.ts';
import { guardedDefinition } from '../connectors/third-party/guarded-connector.ts';
import { inTime } from '../connectors/third-party/in-time.ts';
import { visible } from '../transformation/index.ts';
import { filePath, loadModule } from './connector-modules.ts';
import { connectorOf } from './connector-of.ts';
import { type CommonProperties, knownProperties } from './known-properties.ts';
import type { Problem } from './problem.ts';
import { propertyFacts } from './property-facts.ts';
import { nearbyHint } from './source/nearby.ts';
import { readFailure, readText } from './source/read-source.ts';
import type { Source } from './source/source.ts';

export interface Definitions {
  /** Connectors by the `type` of a system: those that were there, and those of third parties. */
  readonly definitions: ReadonlyMap<string, ConnectorDefinition>;
  readonly problems: readonly Problem[];
}

export interface DefinitionsContext {
  readonly definitions: ReadonlyMap<string, ConnectorDefinition>;
  readonly common?: CommonProperties | undefined;
  /** That relative paths start from, and packages are looked for from. */
  readonly folder: string;
}

/**
 * Of a module, its default export and all others count, where they are definitions or lists of them. One that is wrong is left
 * out and reported, and so are systems of its type.
 *
 * @param names as in `source`, below `connectors`
 */
export async function withThirdParty(
  names: readonly string[],
  source: Source,
  { definitions, common, folder }: DefinitionsContext,
): Promise<Definitions> {
  const all = new Map(definitions);
  const givenBy = new Map<string, string>();
  const problems: Problem[] = [];
  for (const [index, name] of names.entries()) {
    const report = (message: string) => {
      const text = visible(`connector "${name}": ${message}`);
      const at = source.valueAt(['connectors', index]);
      problems.push({ severity: 'error', message: text, file: source.file, ...at });
    };
    const exported = await exportsOf(name, folder);
    if (typeof exported === 'string') {
      report(exported);
      continue;
    }
    for (const each of exported) {
      const checked = checkedDefinition(each);
      const wrong = 'wrong' in checked ? checked.wrong : wrongProperties(checked.definition, common);
      for (const text of wrong) report(text);
      if ('wrong' in checked || wrong.length > 0) continue;
      const { type } = checked.definition;
      const taken = takenName(checked.definition, all);
      if (taken !== undefined) {
        const giver = givenBy.get(taken.by.type);
        const owner = giver === undefined ? 'a connector of the proxy' : `connector "${giver}"`;
        report(`the ${taken.what} is taken by ${owner}; it has to have another one`);
        continue;
      }
      all.set(type, guardedDefinition(checked.definition));
      givenBy.set(type, name);
    }
  }
  return { definitions: all, problems };
}

/** Systems name their type by either, in any spelling; the proxy serves SAP's types by their names as well. */
function takenName({ type, title }: ConnectorDefinition, definitions: Definitions['definitions']) {
  for (const [name, value] of [
    ['type', type],
    ['title', title],
  ] as const) {
    const by = connectorOf(value, definitions);
    if (by !== undefined) return { what: `${name} "${value}"`, by };
  }
  return undefined;
}

/** @returns what the module exports, or why there is nothing */
async function exportsOf(name: string, folder: string): Promise<readonly unknown[] | string> {
  const path = filePath(name, folder);
  if (path !== undefined) {
    try {
      await readText(path);
    } catch (error) {
      return `the file cannot be loaded: ${readFailure(error)}${await nearbyHint(name, folder, error)}`;
    }
  }
  let module: Readonly<Record<string, unknown>>;
  try {
    module = await inTime(loadModule(name, folder), 'loading it');
  } catch (error) {
    if (error instanceof ConnectorFailure) return error.message;
    const isMissing = path === undefined && isMissingPackage(error, name);
    return isMissing
      ? `there is no package of this name where the configuration is; install it there (npm install ${name}), or write "./${name}" for a file`
      : `it cannot be loaded: ${wordsOf(error)}`;
  }
  const { default: main, ...named } = module;
  // What else a module exports is its own business, unless there is nothing else.
  const others = Object.values(named).filter(looksLikeDefinition);
  const exported = [...new Set([...(main === undefined ? [] : [main].flat()), ...others])];
  return exported.length > 0
    ? exported
    : 'it exports no connector; export what defineConnector of "ipsproxy" gives as default';
}

function looksLikeDefinition(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && 'load' in value;
}

function isMissingPackage(error: unknown, name: string): boolean {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
  return isMissing && error.message.includes(`'${name}'`);
}

/** Editors and `validate` tell what is known of a property. */
function wrongProperties(definition: ConnectorDefinition, common: CommonProperties | undefined): string[] {
  return Object.entries(knownProperties(definition, common)).flatMap(([name, schema]) => {
    try {
      propertyFacts({ [name]: schema });
      return [];
    } catch {
      return [`property "${name}" has no description; add .describe("What it is for.") to its schema`];
    }
  });
}
