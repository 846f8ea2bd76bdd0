/** Tries one expression in one of the places that take one, as an administrator would have written it there. */
import {
  compileTransformation,
  type EntityTransformation,
  type JsonMap,
  type RunResult,
  type Transformation,
  TransformationError,
} from '../../../../src/transformation/index.ts';

export const USES = [
  'matchRegex',
  'getMatchedRegexGroup',
  'replaceFirstString',
  'replaceLastString',
  'replaceAllString',
  'on elements',
  'from a variable',
  'condition',
  'condition of the entity',
  'condition of a function',
  'filter',
] as const;
export type Use = (typeof USES)[number];

export interface Loaded {
  /** `undefined` when the expression is refused. */
  readonly entity: EntityTransformation | undefined;
  readonly findings: Transformation['findings'];
}

/** @throws whatever is no answer of the product */
export function load(pattern: string, use: Use): Loaded {
  try {
    const { entities, findings } = compileTransformation(source(pattern, use), { direction: 'write' });
    return { entity: entities['user'], findings };
  } catch (error) {
    if (!(error instanceof TransformationError)) throw error;
    return { entity: undefined, findings: error.findings };
  }
}

export function run(entity: EntityTransformation, pattern: string, use: Use, text: string): RunResult {
  const list = use === 'on elements' ? pieces(text) : [{ v: text }];
  return entity.run({ v: text, list }, { operation: 'create', variables: { pattern } });
}

/** Whether the administrator is told where an expression is that cannot be used, or needs too long. */
export function namesThePlace(result: RunResult): boolean {
  return (
    result.status !== 'failed' ||
    /^line 1: (?:mapping 1 |the condition of the entity type)/.test(result.mapping)
  );
}

function source(pattern: string, use: Use): string {
  const regex = `/${pattern.replaceAll('/', '\\/')}/`;
  const mapping: JsonMap = { sourcePath: '$.v', targetPath: '$.r' };
  const inFunction = (name: string, more: JsonMap = {}) =>
    userOf([{ ...mapping, functions: [{ function: name, regex: pattern, ...more }] }]);
  switch (use) {
    case 'getMatchedRegexGroup':
      return inFunction(use, { groupIndex: 0 });
    case 'matchRegex':
      return inFunction(use);
    case 'replaceFirstString':
    case 'replaceLastString':
    case 'replaceAllString':
      return inFunction(use, { replacement: '<$0>' });
    case 'on elements':
      return userOf([
        {
          sourcePath: '$.list',
          targetPath: '$.r',
          functions: [{ function: 'replaceAllString', regex: pattern, replacement: 'x' }],
        },
      ]);
    case 'from a variable':
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the language's own syntax
      return userOf([{ ...mapping, functions: [{ function: 'matchRegex', regex: '${pattern}' }] }]);
    case 'condition':
      return userOf([{ ...mapping, condition: `$.v =~ ${regex}` }]);
    case 'condition of the entity':
      return userOf([mapping], { condition: `$.v =~ ${regex}` });
    case 'condition of a function':
      return userOf([
        { ...mapping, functions: [{ function: 'concatString', prefix: 'x', condition: `@ =~ ${regex}` }] },
      ]);
    case 'filter':
      return userOf([{ sourcePath: `$.list[?(@.v =~ ${regex})].v`, targetPath: '$.r' }]);
  }
}

function userOf(mappings: readonly JsonMap[], entity: JsonMap = {}): string {
  return JSON.stringify({ user: { ...entity, mappings } });
}

const PIECE = 100;

function pieces(text: string): string[] {
  const list: string[] = [];
  for (let at = 0; at < text.length; at += PIECE) list.push(text.slice(at, at + PIECE));
  return list;
}
