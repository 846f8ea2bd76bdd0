/** Compiles the texts of one mapping. */
import { compilePath, compileTarget } from '../jsonpath/index.ts';
import type { CompiledPath, CompiledTarget, TargetUse } from '../jsonpath/types.ts';
import type { MappingModel } from '../parse/model.ts';
import type { SourceNode } from '../parse/source.ts';
import { variablesInPattern } from '../template.ts';
import type { Json } from '../types.ts';
import { countedPath } from './counted-path.ts';
import { placeOf, type TextCompiler } from './environment.ts';
import { compileFunctions } from './functions.ts';
import type { MappingParts, TemplateValue } from './parts.ts';
import { compileTemplateValue, literalValue } from './template-value.ts';

/** @returns the parts as far as they compile; what does not has been reported */
export function compileMapping(model: MappingModel, texts: TextCompiler): MappingParts {
  const { source, node } = model;
  const member = (name: string) => node.members.get(name)?.node;
  return {
    model,
    label: labelOf(model, placeOf(texts.environment, model.line)),
    origin: originOf(model),
    condition: texts.condition(model.condition, member('condition')),
    path:
      source.kind === 'path'
        ? compileSourcePath(source.path, member('sourcePath'), texts)
        : source.kind === 'variable'
          ? compileSourcePath(source.path, member('variablePath'), texts)
          : undefined,
    paths:
      source.kind === 'paths'
        ? source.paths
            .map((path, index) => compileSourcePath(path, member('sourcePaths')?.items[index], texts))
            .filter((path) => path !== undefined)
        : [],
    constant: source.kind === 'constant' ? compileConstant(source.value, member('constant')) : undefined,
    defaultValue: model.defaultValue === undefined ? undefined : compileTemplateValue(model.defaultValue),
    mappedValues: model.valueMappings.map(({ mappedValue }) => compileTemplateValue(mappedValue)),
    functions: compileFunctions(model, texts),
    target: compileTargetPath(model, member('targetPath'), texts),
  };
}

function compileConstant(value: Json, node: SourceNode | undefined): TemplateValue {
  return node?.secret === true ? literalValue(value) : compileTemplateValue(value);
}

function compileSourcePath(
  path: string | undefined,
  node: SourceNode | undefined,
  texts: TextCompiler,
): CompiledPath | undefined {
  if (path === undefined || node === undefined) return undefined;
  refuseVariable(path, node, texts);
  return texts.attempt('path', path, node, () => countedPath(compilePath(path)));
}

function compileTargetPath(
  model: MappingModel,
  node: SourceNode | undefined,
  texts: TextCompiler,
): CompiledTarget | undefined {
  const { targetPath } = model;
  if (targetPath === undefined || node === undefined) return undefined;
  refuseVariable(targetPath, node, texts);
  const use: TargetUse = model.type === 'valueMapping' ? 'set' : model.type;
  return texts.attempt('path', targetPath, node, () => compileTarget(targetPath, use));
}

/** A variable in a path would be taken for a part of a name and never match. */
function refuseVariable(path: string, node: SourceNode, texts: TextCompiler): void {
  // In the regular expression of a filter an escaped $ is a character.
  const [use] = variablesInPattern(path);
  if (use === undefined) return;
  const variable = path.slice(use.start, use.end);
  texts.report(
    {
      rule: 'variable-in-path',
      severity: 'error',
      message: `${variable} is not replaced in a path`,
      fix: 'use "sourceVariable", or conditions that choose between several mappings',
    },
    node,
  );
}

/** For people: `tx/write.json:25: mapping 3 ($.name → $.name)`. */
function labelOf(model: MappingModel, place: string): string {
  const targets = [
    model.targetPath,
    model.targetVariable === undefined ? undefined : `\${${model.targetVariable}}`,
  ].filter((target) => target !== undefined);
  const kind = model.type === 'set' ? '' : `${model.type} `;
  const origin = model.source.kind === 'none' || model.type === 'rename' ? '' : `${originOf(model)} → `;
  return `${place}: mapping ${model.index + 1} (${kind}${origin}${targets.join(', ')})`;
}

function originOf({ source, targetPath, targetVariable }: MappingModel): string {
  switch (source.kind) {
    case 'path':
      return source.path;
    case 'paths':
      return source.paths.join(', ');
    case 'variable':
      return source.name;
    case 'constant':
      return 'constant';
    case 'none':
      return targetPath ?? targetVariable ?? '';
  }
}
