/** The two transformations of one system: the administrator's own, or the defaults of its type. */
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type {
  CompileOptions,
  Direction,
  Finding,
  Properties,
  Transformation,
} from '../transformation/index.ts';
import { TransformationError } from '../transformation/index.ts';
import { readFailure, readText } from './source/read-source.ts';

/** The package's `transformations/`, the same distance away from `src/config` and from `dist/config`. */
const DEFAULTS = fileURLToPath(new URL('../../transformations/', import.meta.url));

export type CompileTransformation = (source: string, options: CompileOptions) => Transformation;

export interface TransformationFile {
  /** Where it is. */
  readonly path: string;
  /** What to call it in messages. */
  readonly label: string;
}

/** @param custom as written in the configuration, relative to `folder` */
export function transformationFile(
  direction: Direction,
  custom: string | undefined,
  folder: string,
  defaults: string,
): TransformationFile {
  if (custom !== undefined) return { path: resolve(folder, custom), label: join(folder, custom) };
  const name = join(defaults, `${direction}.json`);
  return { path: join(DEFAULTS, name), label: join('transformations', name) };
}

export interface LoadedTransformation {
  readonly compiled?: { readonly text: string; readonly transformation: Transformation };
  /** Why the file cannot be used at all. */
  readonly reason?: string;
  readonly findings: readonly Finding[];
}

/** Never throws; without `compiled`, `reason` or an error among `findings` says why. */
export async function loadTransformation(
  file: TransformationFile,
  options: {
    readonly direction: Direction;
    readonly properties: Properties;
    readonly credentials: ReadonlySet<string>;
  },
  compile: CompileTransformation,
): Promise<LoadedTransformation> {
  const unusable = (why: string): LoadedTransformation => ({
    reason: `the ${options.direction} transformation "${file.label}" ${why}`,
    findings: [],
  });
  let text: string;
  try {
    text = await readText(file.path);
  } catch (error) {
    return unusable(`cannot be loaded: ${readFailure(error)}`);
  }
  try {
    const transformation = compile(text, { ...options, file: file.label });
    return { compiled: { text, transformation }, findings: transformation.findings };
  } catch (error) {
    if (error instanceof TransformationError && error.findings.length > 0)
      return { findings: error.findings };
    return unusable(`cannot be compiled: ${error instanceof Error ? error.message : String(error)}`);
  }
}
