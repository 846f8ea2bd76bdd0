/** A run of a transformation in words, and for explanations. */
import {
  type EntityTransformation,
  failureText,
  type Json,
  type LookedAt,
} from '../../transformation/index.ts';
import type { ObservedRun } from '../observed/observed-system.ts';
import type { ExplainedRun } from './explanation.ts';

/** Characters of a value in a sentence. */
const LONGEST_VALUE = 80;

export function explainRun({ transformation, options, result }: ObservedRun): ExplainedRun {
  const { file, conditionLine } = transformation;
  const { operation } = options;
  const { condition, mappings = [] } = result.trace ?? {};
  return {
    file,
    direction: operation === 'read' ? 'read' : 'write',
    operation,
    outcome: result.status,
    ...(condition === undefined ? {} : { condition: { ...condition, line: conditionLine } }),
    mappings,
  };
}

/** Why the run gave nothing, or `undefined` where it gave something; sentences. */
export function failureOfRun({ transformation, options, result }: ObservedRun): string | undefined {
  const which = `${options.operation === 'read' ? 'read' : 'write'} transformation`;
  switch (result.status) {
    case 'transformed':
      return undefined;
    case 'filtered':
      return `It does not meet the condition of the ${which} at ${transformation.conditionPlace}: ${result.condition}.${looked(result.trace?.condition?.lookedAt)}`;
    case 'failed':
      return `The ${which} fails on it: ${failureText(result)}.`;
  }
}

/** `tx/read.json:40`, or as much of it as is known. */
export function place({ file }: Pick<EntityTransformation, 'file'>, line: number | undefined): string {
  if (file === undefined) return line === undefined ? 'in the text' : `line ${line}`;
  return line === undefined ? file : `${file}:${line}`;
}

function looked(at: readonly LookedAt[] | undefined): string {
  if (at === undefined || at.length === 0) return '';
  const values = at.map(
    ({ path, value }) => `${path} ${value === undefined ? 'is not there' : `is ${short(value)}`}`,
  );
  return ` ${values.join(', ')}.`;
}

/** As JSON, on one line, cut where it is long. */
function short(value: Json): string {
  const text = JSON.stringify(value);
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE - 1).toWellFormed()}…`;
}
