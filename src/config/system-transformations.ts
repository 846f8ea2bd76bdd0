/** The two transformations of one system: the administrator's own, or the defaults of its type. */
import { basename, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import type {
  CompileOptions,
  Direction,
  Finding,
  Properties,
  Transformation,
} from '../transformation/index.ts';
import { backendNames, propertiesReadBy, TransformationError } from '../transformation/index.ts';
import { nearbyHint } from './source/nearby.ts';
import { readFailure, readText } from './source/read-source.ts';

/** The package's `transformations/`, the same distance away from `src/config` and from `dist/config`. */
export const DEFAULTS = fileURLToPath(new URL('../../transformations/', import.meta.url));

/** The folder of a type's own transformations: its name below {@link DEFAULTS}, or where it is. */
export function defaultsOf(definition: ConnectorDefinition, parsed: unknown): string {
  const folder = definition.defaultTransformations(parsed);
  return folder instanceof URL ? fileURLToPath(folder) : folder;
}

export type CompileTransformation = (source: string, options: CompileOptions) => Transformation;

export interface TransformationFile {
  readonly direction: Direction;
  /** Where it is. */
  readonly path: string;
  /** What to call it in messages. */
  readonly label: string;
  /** What to call it where clients read it, who need not know where it is on this machine. */
  readonly shown: string;
  /** The administrator's own. */
  readonly custom: boolean;
}

export interface TransformationText {
  readonly file: TransformationFile;
  readonly text: string;
}

export interface FileProblem {
  readonly direction: Direction;
  readonly message: string;
  /** Follows the message: what there is on this machine instead. */
  readonly hint?: string;
}

/**
 * Reads the two files, that for reading first; never throws.
 *
 * @param custom paths as written in the configuration, relative to `folder`
 * @param defaults folder of the type's own transformations; absent where nobody knows it, and these are left out
 */
export async function readFiles(
  custom: Partial<Readonly<Record<Direction, string | undefined>>>,
  folder: string,
  defaults: string | undefined,
): Promise<{ texts: TransformationText[]; problems: FileProblem[] }> {
  const texts: TransformationText[] = [];
  const problems: FileProblem[] = [];
  for (const direction of ['read', 'write'] as const) {
    const file = transformationFile(direction, custom[direction], folder, defaults);
    if (file === undefined) continue;
    try {
      texts.push({ file, text: await readText(file.path) });
    } catch (error) {
      const hint = await nearbyHint(custom[direction] ?? file.path, folder, error);
      const why = `cannot be loaded: ${readFailure(error)}`;
      problems.push({ direction, message: unusable(file, why), hint });
    }
  }
  return { texts, problems };
}

function transformationFile(
  direction: Direction,
  custom: string | undefined,
  folder: string,
  defaults: string | undefined,
): TransformationFile | undefined {
  if (custom !== undefined) {
    const label = isAbsolute(custom) ? custom : join(folder, custom);
    const shown = isAbsolute(custom) ? basename(custom) : custom;
    return { direction, path: resolve(folder, custom), label, shown, custom: true };
  }
  if (defaults === undefined) return undefined;
  const name = join(defaults, `${direction}.json`);
  const label = isAbsolute(defaults) ? name : join('transformations', name);
  const shown = isAbsolute(defaults) ? basename(name) : label;
  return { direction, path: resolve(DEFAULTS, name), label, shown, custom: false };
}

/** Defaults are a part of the package: they are read once. */
const namesOfDefaults = new Map<string, Promise<ReadonlySet<string>>>();

/**
 * The names that the backends of a type are known to have, from its default transformations: what a transformation of
 * the administrator's own has instead may be mistyped.
 */
export function knownNames(defaults: string): Promise<ReadonlySet<string>> {
  const known = namesOfDefaults.get(defaults) ?? readNames(defaults);
  namesOfDefaults.set(defaults, known);
  return known;
}

async function readNames(defaults: string): Promise<ReadonlySet<string>> {
  const names = (['read', 'write'] as const).map(async (direction) => {
    try {
      const text = await readText(resolve(DEFAULTS, defaults, `${direction}.json`));
      return [...backendNames(text, direction)];
    } catch {
      // A type without defaults has no names; where they are needed, what is wrong with them is reported.
      return [];
    }
  });
  return new Set((await Promise.all(names)).flat());
}

/** Names of properties that the transformations ask for. */
export function propertiesReadByFiles(texts: readonly TransformationText[]): ReadonlySet<string> {
  return new Set(texts.flatMap(({ text }) => [...propertiesReadBy(text)]));
}

export interface CompiledFile {
  readonly transformation?: Transformation;
  /** Why the file cannot be used at all. */
  readonly reason?: string;
  readonly findings: readonly Finding[];
}

/** Never throws; without `transformation`, `reason` or an error among `findings` says why. */
export function compileFile(
  { file, text }: TransformationText,
  options: {
    readonly properties: Properties;
    readonly knownProperties: readonly string[];
    readonly credentials: ReadonlySet<string>;
    /** Values of the credentials. */
    readonly secrets: Properties;
    readonly backendNames: ReadonlySet<string> | 'own';
  },
  compile: CompileTransformation,
): CompiledFile {
  try {
    const { direction, label, shown } = file;
    const transformation = compile(text, { ...options, direction, file: label, shownFile: shown });
    return { transformation, findings: transformation.findings };
  } catch (error) {
    if (error instanceof TransformationError && error.findings.length > 0)
      return { findings: error.findings };
    const why = `cannot be compiled: ${error instanceof Error ? error.message : String(error)}`;
    return { reason: unusable(file, why), findings: [] };
  }
}

function unusable({ direction, label }: TransformationFile, why: string): string {
  return `the ${direction} transformation "${label}" ${why}`;
}
