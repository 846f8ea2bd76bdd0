/** Short ways to compile and run transformations in tests. */
import { readFileSync } from 'node:fs';
import {
  type CompileOptions,
  compileTransformation,
  type EntityTransformation,
  type Finding,
  type Json,
  type JsonMap,
  type RunOptions,
  type RunResult,
  type Transformation,
  TransformationError,
} from '../../src/transformation/index.ts';

type Options = Partial<CompileOptions>;

/** Compiles the `user` mappings of a write transformation, unless `options` say otherwise. */
export function compileUser(
  mappings: readonly JsonMap[],
  options: Options = {},
  entity: JsonMap = {},
): EntityTransformation {
  const text = JSON.stringify({ user: { ...entity, mappings } });
  return entityOf(compileTransformation(text, { direction: 'write', ...options }), 'user');
}

export function entityOf(transformation: Transformation, entityType: string): EntityTransformation {
  const entity = transformation.entities[entityType];
  if (entity === undefined) throw new Error(`no entity type ${entityType}`);
  return entity;
}

/** Runs the mappings on create, unless `options` say otherwise. */
export function runMappings(
  mappings: readonly JsonMap[],
  input: Json,
  options: Partial<RunOptions> & Options = {},
): RunResult {
  const { operation = 'create', variables, trace, ...compileOptions } = options;
  return compileUser(mappings, compileOptions).run(input, { operation, variables, trace });
}

/** The output; anything else than `transformed` is an error. */
export function outputOf(result: RunResult): JsonMap {
  return transformed(result).output;
}

export function variablesOf(result: RunResult): Record<string, Json> {
  return transformed(result).variables;
}

export function transformed(result: RunResult): Extract<RunResult, { status: 'transformed' }> {
  if (result.status !== 'transformed') throw new Error(`not transformed: ${JSON.stringify(result)}`);
  return result;
}

export function failed(result: RunResult): Extract<RunResult, { status: 'failed' }> {
  if (result.status !== 'failed') throw new Error(`not failed: ${JSON.stringify(result)}`);
  return result;
}

/** Everything that is found in a transformation, whether it loads or not. */
export function findingsOf(text: string, options: Options = {}): readonly Finding[] {
  try {
    return compileTransformation(text, { direction: 'write', ...options }).findings;
  } catch (error) {
    if (error instanceof TransformationError) return error.findings;
    throw error;
  }
}

/** The findings of one rule among the `user` mappings, as `[severity, line, column]` of a text with one mapping a line. */
export function findingsOfMappings(
  mappings: readonly JsonMap[],
  options: Options = {},
  entity: JsonMap = {},
): readonly Finding[] {
  return findingsOf(JSON.stringify({ user: { ...entity, mappings } }), options);
}

export function rulesOf(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ rule }) => rule);
}

/** One of the transformations that come with the product, e.g. `identity-authentication/v2`. */
export function defaultText(folder: string, direction: 'read' | 'write'): string {
  return readFileSync(new URL(`../../transformations/${folder}/${direction}.json`, import.meta.url), 'utf8');
}

export function compileDefault(
  folder: string,
  direction: 'read' | 'write',
  options: Options = {},
): Transformation {
  return compileTransformation(defaultText(folder, direction), { direction, ...options });
}
