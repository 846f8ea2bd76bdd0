/** Random documents, paths and conditions. */

import { printCondition } from '../../../src/transformation/jsonpath/index.ts';
import type {
  ConditionNode,
  Operand,
  Operator,
  PathExpression,
  PathStep,
  Template,
} from '../../../src/transformation/jsonpath/types.ts';
import type { Json } from '../../../src/transformation/types.ts';
import { fc } from '../../support/property.ts';

/** Names that mean something to JavaScript are among them. */
export const names = fc.constantFrom(
  'a',
  'b',
  'c',
  'value',
  'urn:x:2.0:User',
  "it's",
  'with blank',
  '',
  '0',
  '$ref',
  'length',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
);

const scalars = fc.oneof(
  names,
  fc.constantFrom('5', '5.0', '$.a', '[x]', '{a:1}', "'q'", '\\u0061', '\\u00zz', ' @ ', '1e5'),
  fc.string({ maxLength: 6 }),
  fc.integer({ min: -9, max: 9 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);

/** As `JSON.parse` makes them: `__proto__` is an own member. */
export const documents: fc.Arbitrary<Json> = fc
  .letrec<{ value: Json; list: Json; map: string }>((tie) => ({
    value: fc.oneof({ maxDepth: 4, withCrossShrink: true }, scalars, tie('list'), tie('map').map(parse)),
    list: fc.array(tie('value'), { maxLength: 4 }),
    map: fc
      .array(fc.tuple(names, tie('value')), { maxLength: 5 })
      .map(
        (members) =>
          `{${members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)}}`,
      ),
  }))
  .map.map(parse);

function parse(text: string): Json {
  return JSON.parse(text) as Json;
}

const operators = fc.constantFrom<Operator>(
  '==',
  '===',
  '!=',
  '!==',
  '<',
  '<=',
  '>',
  '>=',
  '=~',
  'IN',
  'NIN',
  'SUBSETOF',
  'ANYOF',
  'NONEOF',
  'ALL',
  'CONTAINS',
  'SIZE',
  'EMPTY',
  'EXISTS',
  'TYPE',
  'MATCHES',
);

const literalText = fc.string({ minLength: 1, maxLength: 5, unit: 'binary' });
const templates: fc.Arbitrary<Template> = fc
  .array(
    fc.oneof(
      literalText,
      fc.constantFrom('x', 'y z').map((variable) => ({ variable })),
    ),
    { maxLength: 3 },
  )
  .map((parts) => {
    const merged: (string | { variable: string })[] = [];
    for (const part of parts) {
      const last = merged.at(-1);
      if (typeof part === 'string' && typeof last === 'string') merged[merged.length - 1] = last + part;
      else merged.push(part);
    }
    return merged.length === 0 ? [''] : merged;
  });

const argumentlessCalls = fc.constantFrom('length', 'size', 'keys', 'sum', 'max', 'first', 'nope');
const positions = fc.integer({ min: -3, max: 3 });

interface Trees {
  condition: ConditionNode;
  leaf: ConditionNode;
  path: PathExpression;
  step: PathStep;
  operand: Operand;
}

const trees = fc.letrec<Trees>((tie: fc.LetrecTypedTie<Trees>) => ({
  step: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'tree' },
    { arbitrary: names.map((name): PathStep => ({ kind: 'member', name })), weight: 6 },
    {
      arbitrary: fc
        .array(names, { minLength: 2, maxLength: 3 })
        .map((list): PathStep => ({ kind: 'members', names: list })),
      weight: 1,
    },
    { arbitrary: positions.map((index): PathStep => ({ kind: 'index', index })), weight: 2 },
    {
      arbitrary: fc
        .array(positions, { minLength: 2, maxLength: 3 })
        .map((indexes): PathStep => ({ kind: 'indexes', indexes })),
      weight: 1,
    },
    { arbitrary: positions.map((from): PathStep => ({ kind: 'slice', from })), weight: 1 },
    {
      arbitrary: fc.tuple(positions, positions).map(([from, to]): PathStep => ({ kind: 'slice', from, to })),
      weight: 1,
    },
    { arbitrary: fc.constant<PathStep>({ kind: 'wildcard' }), weight: 2 },
    {
      arbitrary: tie('condition').map(
        (condition): PathStep => ({ kind: 'filter', text: printCondition(condition), condition }),
      ),
      weight: 2,
    },
  ),
  path: fc
    .tuple(
      fc.constantFrom<'$' | '@'>('$', '@'),
      fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 5 }), tie('step')), { maxLength: 4 }),
      fc.option(argumentlessCalls, { nil: undefined, freq: 6 }),
    )
    .map(([root, list, call]) => {
      const steps = list.flatMap(([, scan, step]): PathStep[] =>
        scan === 0 ? [{ kind: 'scan' }, step] : [step],
      );
      if (call !== undefined) steps.push({ kind: 'function', name: call, arguments: [] });
      return { root, steps };
    }),
  operand: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'tree' },
    templates.map((parts): Operand => ({ kind: 'string', parts })),
    fc
      .constantFrom('0', '-3', '2.50', '1E-7', '9007199254740993')
      .map((text): Operand => ({ kind: 'number', text })),
    fc.boolean().map((value): Operand => ({ kind: 'boolean', value })),
    fc.constant<Operand>({ kind: 'null' }),
    fc
      .constantFrom('[]', "['a','b']", '[1, x]', "{'a': 1}", `['\${x}']`, '[[1],{a:b}]', '[}]')
      .map((text): Operand => ({ kind: 'json', text })),
    fc
      .constantFrom('.*', 'a|b', '\\d+')
      .map((pattern): Operand => ({ kind: 'regex', parts: [pattern], flags: 'i' })),
    fc.constant<Operand>({ kind: 'regex', parts: ['a', { variable: 'x' }, '.*'], flags: '' }),
    tie('path').map((path): Operand => ({ kind: 'path', path })),
    tie('path').map((path): Operand => ({ kind: 'call', name: 'isValidEmail', path })),
  ),
  leaf: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'tree' },
    fc
      .tuple(operators, tie('operand'), tie('operand'))
      .map(([operator, left, right]): ConditionNode => ({ kind: 'comparison', operator, left, right })),
    tie('path').map((path): ConditionNode => ({ kind: 'exists', path })),
    fc.constantFrom<ConditionNode>(
      { kind: 'call', name: 'isRegularGroup' },
      { kind: 'call', name: 'isApplicationSpecificGroup' },
      {
        kind: 'call',
        name: 'isAttributeWithOptionalPrefix',
        path: { root: '@', steps: [] },
        property: 'a.prefix',
      },
    ),
  ),
  condition: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'tree' },
    { arbitrary: tie('leaf'), weight: 4 },
    { arbitrary: tie('condition').map((operand): ConditionNode => ({ kind: 'not', operand })), weight: 1 },
    {
      arbitrary: fc
        .tuple(
          fc.constantFrom<'or' | 'and'>('or', 'and'),
          fc.array(tie('condition'), { minLength: 2, maxLength: 3 }),
        )
        .map(([kind, operands]): ConditionNode => ({ kind, operands })),
      weight: 2,
    },
  ),
}));

export const conditionTrees = trees.condition;

export const paths = trees.path;

/** The members and elements on a way down into a document; at each level, a number picks where to go. */
function wayInto(document: Json, picks: readonly number[]): readonly (string | number)[] {
  const keys: (string | number)[] = [];
  let at: Json = document;
  for (const pick of picks) {
    if (typeof at !== 'object' || at === null) break;
    const children: readonly (string | number)[] = Array.isArray(at) ? [...at.keys()] : Object.keys(at);
    const key = children[pick % Math.max(1, children.length)];
    if (key === undefined) break;
    keys.push(key);
    at = (at as Record<string | number, Json>)[key] as Json;
  }
  return keys;
}

/** The step to a child, in one of the ways that lead to it. */
function stepTo(key: string | number, form: number): readonly PathStep[] {
  if (form === 0) return [{ kind: 'wildcard' }];
  if (typeof key === 'number') {
    return [
      form === 1
        ? { kind: 'slice', from: key }
        : form === 2
          ? { kind: 'indexes', indexes: [key, 9] }
          : { kind: 'index', index: key },
    ];
  }
  if (form === 1) return [{ kind: 'scan' }, { kind: 'member', name: key }];
  return [form === 2 ? { kind: 'members', names: [key, 'nope'] } : { kind: 'member', name: key }];
}

const filled = documents.filter(
  (document) => typeof document === 'object' && document !== null && Object.keys(document).length > 0,
);
const picks = fc.array(fc.nat(), { minLength: 1, maxLength: 4 });

/** Documents, each with a path that leads somewhere in it, or (one of seven) with any. */
export const documentsWithPaths: fc.Arbitrary<readonly [Json, PathExpression]> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(filled, picks, fc.array(fc.nat(5), { minLength: 4, maxLength: 4 })).map(
      ([document, where, forms]) =>
        [
          document,
          {
            root: '$',
            steps: wayInto(document, where).flatMap((key, level) => stepTo(key, forms[level] ?? 9)),
          },
        ] as const,
    ),
  },
  fc.tuple(documents, paths),
);

/** Documents with a way into each of them. */
export const documentsWithWays: fc.Arbitrary<readonly [Json, readonly (string | number)[]]> = fc
  .tuple(filled, picks)
  .map(([document, where]) => [document, wayInto(document, where)]);
