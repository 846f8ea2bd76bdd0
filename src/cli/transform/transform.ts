/** Runs a transformation on entities, explains what it does, and compares it with another version. */
import { styleText } from 'node:util';
import { formatProblem } from '../../config/problem.ts';
import { type Difference, differencesOf } from '../../explain/compare.ts';
import { systemPath } from '../../server/families.ts';
import {
  type Direction,
  type EntityTransformation,
  failureText,
  type Json,
  maskSecrets,
  type Operation,
  type RunResult,
  secretTexts,
  type Transformation,
} from '../../transformation/index.ts';
import { UsageError } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { cut, printable, terminalWidth } from '../print/table.ts';
import { conditionLine, traceTable } from '../print/trace-table.ts';
import { compiled, entityTransformation, problemOf, surroundingsOf } from './compiled.ts';
import { parseEntities, readInput } from './entities.ts';

export interface TransformOptions {
  readonly transformation?: string;
  readonly config?: string;
  readonly system?: string;
  readonly direction?: Direction;
  readonly operation?: Operation;
  readonly entityType?: string;
  readonly id?: string;
  /** `name=value` */
  readonly property?: readonly string[];
  readonly explain?: true;
  readonly diff?: string;
  readonly json?: true;
}

/** What `--json` prints. Secrets are masked in all of it. */
export interface TransformReport {
  /** Every entity was transformed, and with `--diff`, none differently. */
  readonly ok: boolean;
  /** One for each entity, in their order. `differences` only with `--diff`, `trace` only with `--explain`. */
  readonly results: readonly TransformedEntity[];
}

type TransformedEntity = RunResult & { readonly differences?: readonly Difference[] };

/** What `entityBaseLocation` is where nobody says. */
const BASE_LOCATION = `https://proxy.example.com${systemPath('system')}`;

/**
 * @param file of the entities; absent: standard input
 * @returns the exit code
 * @throws UsageError, ConfigurationError
 */
export async function transform(file: string | undefined, options: TransformOptions): Promise<number> {
  const operation = operationOf(options);
  const direction = operation === 'read' ? 'read' : 'write';
  const { config, system, property = [], entityType, id, diff, explain = false, json = false } = options;
  const surroundings = await surroundingsOf(config, system, propertiesOf(property));
  const transformation = await compiled(options.transformation, direction, surroundings);
  const other = diff === undefined ? undefined : await compiled(diff, direction, surroundings);
  const name = options.transformation ?? 'the transformation';
  tellFindings(transformation, name, json);
  const one = entityTransformation(transformation, entityType, name);
  const two = other === undefined ? undefined : entityTransformation(other, one.entityType, diff ?? '');
  const entities = parseEntities(await readInput(file), file ?? 'standard input');

  const results = entities.map((entity): TransformedEntity => {
    const result = run(one, entity, { operation, id, explain });
    const shown = masked(result);
    return two === undefined
      ? shown
      : { ...shown, differences: compared(result, run(two, entity, { operation, id, explain: false })) };
  });
  const isFine = results.every(
    ({ status, differences = [] }) =>
      differences.length === 0 && (status === 'transformed' || two !== undefined),
  );
  const report: TransformReport = { ok: isFine, results };
  if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else if (two === undefined) print(results, one, explain);
  else printDifferences(results, entities);
  return isFine ? EXIT.ok : EXIT.failure;
}

/** @throws UsageError where direction and operation do not go together */
function operationOf({ direction, operation }: TransformOptions): Operation {
  if (operation === undefined) return direction === 'write' ? 'create' : 'read';
  const fits =
    (operation === 'read') === ((direction ?? (operation === 'read' ? 'read' : 'write')) === 'read');
  if (!fits) throw new UsageError(`The operation ${operation} has no part in the direction ${direction}.`);
  return operation;
}

/** @throws UsageError */
function propertiesOf(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new UsageError('--property takes NAME=VALUE.');
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

/** On standard error: the result is often read by a program. */
function tellFindings({ findings }: Transformation, file: string, json: boolean): void {
  if (json) return;
  for (const finding of findings) {
    process.stderr.write(`${formatProblem(problemOf(finding, finding.file ?? file))}\n`);
  }
}

interface How {
  readonly operation: Operation;
  readonly id: string | undefined;
  readonly explain: boolean;
}

function run(transformation: EntityTransformation, entity: Json, { operation, id, explain }: How): RunResult {
  const target = id ?? (operation === 'read' || operation === 'create' ? undefined : idOf(entity));
  const variables: Record<string, Json> = {
    entityBaseLocation: `${BASE_LOCATION}/${transformation.scimEntityEndpoint}/`,
  };
  if (target !== undefined) variables['entityIdTargetSystem'] = target;
  return transformation.run(entity, { operation, variables, trace: explain });
}

function idOf(entity: Json): string | undefined {
  const id =
    typeof entity === 'object' && entity !== null && !Array.isArray(entity) ? entity['id'] : undefined;
  return typeof id === 'string' ? id : undefined;
}

function masked(result: RunResult): RunResult {
  if (result.status !== 'transformed') return result;
  const { output, variables } = result;
  const secrets = secretTexts(output);
  return {
    ...result,
    output: maskSecrets(output, secrets) as typeof output,
    variables: maskSecrets(variables, secrets) as typeof variables,
  };
}

/** Of outputs, or of what became of the entity where one of the two has none. */
function compared(before: RunResult, after: RunResult): Difference[] {
  const isBoth = before.status === 'transformed' && after.status === 'transformed';
  const [one, other] = isBoth ? [before.output, after.output] : [outcomeOf(before), outcomeOf(after)];
  const secrets = [one, other].flatMap(secretTexts);
  return differencesOf(one, other).map((difference) => ({
    path: difference.path,
    before: maskedLeaf(difference.path, difference.before, secrets),
    after: maskedLeaf(difference.path, difference.after, secrets),
  }));
}

function outcomeOf(result: RunResult): string {
  switch (result.status) {
    case 'transformed':
      return 'transformed';
    case 'filtered':
      return `filtered by the condition ${result.condition}`;
    case 'failed':
      return `failed: ${failureText(result)}`;
  }
}

/** The name of a secret may be all that tells. */
function maskedLeaf(path: string, value: Json | undefined, secrets: readonly string[]): Json | undefined {
  if (value === undefined) return undefined;
  const shown = maskSecrets({ [path]: value }, secrets);
  return typeof shown === 'object' && shown !== null && !Array.isArray(shown) ? shown[path] : null;
}

function print(results: readonly RunResult[], one: EntityTransformation, explain: boolean): void {
  const { file } = one;
  const width = terminalWidth(process.stdout);
  const isOne = results.length === 1;
  const place = `${file ?? 'the transformation'}:${one.conditionLine ?? 1}`;
  results.forEach((result, index) => {
    const title = isOne ? '' : `entity ${index + 1}: `;
    if (explain) {
      const { condition, mappings = [] } = result.trace ?? {};
      const lines = [
        ...(isOne ? [] : [styleText('bold', `entity ${index + 1}`, { stream: process.stdout })]),
        ...(condition === undefined ? [] : [printable(conditionLine(place, condition))]),
        ...(mappings.length === 0 ? [] : traceTable(mappings, width)),
        '',
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
    }
    if (result.status === 'transformed') {
      process.stdout.write(`${JSON.stringify(result.output, null, isOne || explain ? 2 : 0)}\n`);
    } else if (result.status === 'filtered') {
      process.stderr.write(
        `${title}filtered: it does not meet the condition at ${place}: ${result.condition}\n`,
      );
    } else {
      process.stderr.write(`${title}failed: ${failureText(result)}\n`);
    }
  });
}

function printDifferences(results: readonly TransformedEntity[], entities: readonly Json[]): void {
  const stream = process.stdout;
  const width = terminalWidth(stream);
  let differing = 0;
  results.forEach(({ differences = [] }, index) => {
    if (differences.length === 0) return;
    differing += 1;
    const id = idOf(entities[index] ?? null);
    const lines = [`entity ${index + 1}${id === undefined ? '' : ` (id ${id})`}:`];
    for (const { path, before, after } of differences) {
      if (before !== undefined) lines.push(styleText('red', line('-', path, before, width), { stream }));
      if (after !== undefined) lines.push(styleText('green', line('+', path, after, width), { stream }));
    }
    stream.write(`${lines.join('\n')}\n`);
  });
  stream.write(`${differing} of ${results.length} entities differ.\n`);
}

function line(sign: string, path: string, value: Json, width: number): string {
  return cut(printable(`${sign} ${path}: ${JSON.stringify(value)}`), width);
}
