/** Compiles the functions of one mapping. */
import { compileFunction } from '../functions/index.ts';
import type { CompiledFunction, FunctionEnvironment } from '../functions/types.ts';
import { compileCondition, parseCondition } from '../jsonpath/index.ts';
import type { MappingModel } from '../parse/model.ts';
import type { SourceNode } from '../parse/source.ts';
import type { JsonMap } from '../types.ts';
import { constantResult } from './conditions.ts';
import type { TextCompiler } from './environment.ts';
import type { FunctionPart } from './parts.ts';
import { sqlOperatorProblem } from './sql-operators.ts';
import { strangeCharacterProblem } from './strange-characters.ts';
import { unquotedUrnProblem } from './unquoted-urn.ts';

/**
 * A function whose condition nothing can change (`'%prefix%' !== 'null'`) runs always, or never: then it is left out.
 */
export function compileFunctions(model: MappingModel, texts: TextCompiler): readonly FunctionPart[] {
  const nodes = model.node.members.get('functions')?.node.items ?? [];
  return model.functions.flatMap((source, index) => {
    const node = nodes[index];
    const compiled = node === undefined ? undefined : compileFor(model, source, node, texts);
    if (node === undefined || compiled === undefined) return [];
    const constant = constantCondition(compiled);
    if (constant === undefined) return { source, compiled, runs: true };
    if (!constant) return { source, compiled, runs: false };
    const { condition: _, ...always } = source;
    return { source, compiled: compileFor(model, always, node, texts) ?? compiled, runs: true };
  });
}

function constantCondition({ condition }: CompiledFunction): boolean | undefined {
  return condition === undefined
    ? undefined
    : constantResult(parseCondition(condition.expression), condition);
}

/** A random password stands in for no value that a mapping should have read, only for none at all. */
function compileFor(
  model: MappingModel,
  source: JsonMap,
  node: SourceNode,
  texts: TextCompiler,
): CompiledFunction | undefined {
  const compiled = compileOne(source, node, texts);
  return compiled?.secret === true && model.source.kind !== 'none'
    ? { ...compiled, takesMissing: false }
    : compiled;
}

function compileOne(source: JsonMap, node: SourceNode, texts: TextCompiler): CompiledFunction | undefined {
  const { properties, dateFormat } = texts.environment;
  const environment: FunctionEnvironment = {
    properties,
    dateFormat,
    compileCondition: (expression) => {
      const compiled = compileCondition(expression, { properties, repeated: true });
      const strange = strangeCharacterProblem('condition', expression, 'warning');
      if (strange !== undefined) texts.report(strange, node.members.get('condition')?.node ?? node);
      return compiled;
    },
    report: ({ key, ...problem }) => {
      const place = (key === undefined ? undefined : node.members.get(key)?.node) ?? node;
      const condition = key === 'condition' && problem.severity === 'error' ? place.value : undefined;
      const better =
        typeof condition === 'string'
          ? (strangeCharacterProblem('condition', condition, 'error') ??
            unquotedUrnProblem('condition', condition) ??
            sqlOperatorProblem(condition))
          : undefined;
      texts.report(better ?? problem, place);
    },
  };
  return compileFunction(source, environment);
}
