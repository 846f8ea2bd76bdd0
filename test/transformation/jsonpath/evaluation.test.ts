/** What holds for every document, path and condition. */

import { isDeepStrictEqual } from 'node:util';
import { JSONPath } from 'jsonpath-plus';
import { describe, expect, it } from 'vitest';
import { EvaluationError, ExpressionError } from '../../../src/transformation/errors.ts';
import {
  type CompileOptions,
  compileFilter,
  compileTree,
} from '../../../src/transformation/jsonpath/conditions/compile.ts';
import {
  compileCondition,
  compilePath,
  printCondition,
  printPath,
} from '../../../src/transformation/jsonpath/index.ts';
import { compileReader } from '../../../src/transformation/jsonpath/read/path.ts';
import { Run } from '../../../src/transformation/jsonpath/read/run.ts';
import { parseConditionSource, parsePathSource } from '../../../src/transformation/jsonpath/syntax/parse.ts';
import type { ConditionNode, PathStep } from '../../../src/transformation/jsonpath/types.ts';
import type { Json, JsonMap } from '../../../src/transformation/types.ts';
import { withMistakes } from '../../support/mistakes.ts';
import { fc, reaching } from '../../support/property.ts';
import { conditionTrees, documents, documentsWithPaths, documentsWithWays } from './arbitraries.ts';

const options: CompileOptions = {
  properties: {},
  variables: undefined,
  repeated: false,
  place: () => 'somewhere',
};

/** Whether the evaluation ended with a value or with one of the engine's own errors. */
function outcome(evaluate: () => unknown): 'value' | 'error' {
  try {
    evaluate();
    return 'value';
  } catch (error) {
    if (error instanceof EvaluationError) return 'error';
    throw error;
  }
}

function countValues(value: Json): number {
  if (typeof value !== 'object' || value === null)
    return 1 + (typeof value === 'string' ? value.length >> 6 : 0);
  return Object.values(value).reduce((sum: number, inner: Json) => sum + countValues(inner), 1);
}

function allowedSteps(document: Json): number {
  return 20_000 + 256 * countValues(document);
}

/** Steps of reading a path, at the end or when it was given up. */
function stepsOfPath(expression: string, document: Json): number {
  const reader = compileReader(parsePathSource(expression).tree, {
    required: false,
    compileFilter: (condition, required) => compileFilter(condition, options, required),
  });
  const run = new Run(document, undefined, undefined);
  outcome(() => reader.read(run, document));
  return run.steps;
}

function stepsOfCondition(expression: string, document: Json): number {
  const predicate = compileTree(parseConditionSource(expression).tree, options);
  const run = new Run(document, undefined, undefined);
  outcome(() => predicate(run, document));
  return run.steps;
}

describe('no document', () => {
  it('makes reading a path crash or changes by being read', () => {
    fc.assert(
      fc.property(
        documentsWithPaths,
        reaching(([document, path]) => {
          const before = JSON.stringify(document);
          const compiled = compilePath(printPath(path));
          let found = false;
          outcome(() => {
            const value = compiled.read(document);
            found = Array.isArray(value) ? value.length > 0 : value !== undefined;
          });
          expect(JSON.stringify(document)).toBe(before);
          return found;
        }),
      ),
      { numRuns: 2000 },
    );
  });

  it('makes a condition crash or changes by being tested', () => {
    fc.assert(
      fc.property(
        documents,
        conditionTrees,
        documents,
        reaching((document, tree, x) => {
          const before = JSON.stringify(document);
          const condition = compileCondition(printCondition(tree));
          const holds = outcome(() => condition.test(document, undefined, { x, 'y z': 'v' })) === 'value';
          expect(JSON.stringify(document)).toBe(before);
          return holds;
        }),
      ),
      { numRuns: 2000 },
    );
  });

  it('that was frozen is read all the same', () => {
    const freeze = (value: Json): Json => {
      if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
      return value;
    };
    fc.assert(
      fc.property(
        documentsWithPaths,
        reaching(([document, path]) => {
          const read = () => {
            let value: Json | undefined;
            const how = outcome(() => {
              value = compilePath(printPath(path)).read(document);
            });
            return [how, value] as const;
          };
          const before = read();
          freeze(document);
          expect(isDeepStrictEqual(read(), before)).toBe(true);
          return before[1] !== undefined;
        }),
      ),
      { numRuns: 300 },
    );
  });
});

it('no text makes the parsers fail otherwise than with an ExpressionError', () => {
  const fragments = fc.constantFrom(
    '$',
    '@',
    '.',
    '..',
    '[',
    ']',
    '(',
    ')',
    '?',
    "'",
    '"',
    '/',
    '*',
    ',',
    ':',
    '!',
    '=',
    '&&',
    '||',
    '<',
    '~',
    ' ',
    'a',
    '1',
    '-',
    '\\',
    `\${a}`,
    'true',
    'null',
    'IN',
    'EMPTY',
    'isValidEmail',
    'length()',
    '{',
    '}',
    '\u0000',
    '\ud800',
  );
  fc.assert(
    fc.property(
      fc
        .oneof(
          { weight: 2, arbitrary: fc.array(fragments, { maxLength: 25 }) },
          withMistakes(
            conditionTrees.map((tree) => [...printCondition(tree)]),
            fragments,
          ),
        )
        .map((parts) => parts.join('')),
      reaching((text) => {
        let compiled = false;
        for (const compile of [compilePath, compileCondition]) {
          try {
            compile(text);
            compiled = true;
          } catch (error) {
            expect(error).toBeInstanceOf(ExpressionError);
            expect((error as ExpressionError).position).toBeLessThanOrEqual(text.length);
          }
        }
        return compiled;
      }),
    ),
    { numRuns: 3000 },
  );
});

describe('the number of steps', () => {
  const COPIES = 40;

  it('stays in proportion to the document for any path', () => {
    fc.assert(
      fc.property(
        documentsWithPaths,
        reaching(([document, { steps }]) => {
          const many = Array(COPIES).fill(document) as Json;
          const path = printPath({ root: '$', steps: [{ kind: 'wildcard' }, ...steps] });
          const taken = stepsOfPath(path, many);
          expect(taken).toBeLessThanOrEqual(allowedSteps(many) + countValues(many));
          return taken > COPIES;
        }),
      ),
      { numRuns: 300 },
    );
  });

  it('stays in proportion to the document for any condition', () => {
    fc.assert(
      fc.property(
        documentsWithPaths,
        conditionTrees,
        fc.constantFrom('and', 'or'),
        reaching(([document, { steps }], tree, kind) => {
          const many = { ...(document as JsonMap), copies: Array(COPIES).fill(document) };
          const all: PathStep[] = [{ kind: 'member', name: 'copies' }, { kind: 'wildcard' }, ...steps];
          const empty: ConditionNode = {
            kind: 'comparison',
            operator: 'EMPTY',
            left: { kind: 'path', path: { root: '$', steps: all } },
            right: { kind: 'boolean', value: true },
          };
          const condition = printCondition({ kind, operands: [empty, tree] });
          const taken = stepsOfCondition(condition, many);
          expect(taken).toBeLessThanOrEqual(allowedSteps(many) + countValues(many));
          return taken > COPIES;
        }),
      ),
      { numRuns: 300 },
    );
  });

  const wide = (size: number): Json => ({
    l: Array.from({ length: size }, (_, id) => ({ id, o: { id: String(id) } })),
  });
  const deep = (size: number): Json =>
    JSON.parse(`${'{"l":[{"id":1},'.repeat(size)}1${']}'.repeat(size)}`) as Json;

  it.each([
    '$..*..*..*..*',
    '$..[?(@..id)]..[?(@..id)]..id',
    '$..[?(@..[?(@..[?(@..id == 1)])])]',
    '$..id..id..l..l..l',
    '$.l[?(@..id == 5)]..*',
    '$..l..l[*]..*',
  ])('of %s on nested documents is bounded', (path) => {
    for (const document of [wide(300), deep(300)]) {
      expect(stepsOfPath(path, document)).toBeLessThanOrEqual(allowedSteps(document) + countValues(document));
    }
  });

  it.each([
    ['$..*..*..*..*', deep(300)],
    ['$..[?(@..[?(@..[?(@..id == 1)])])]', deep(300)],
  ])('is too large for %s, which fails', (path, document) => {
    expect(() => compilePath(path).read(document)).toThrow(/(?:takes more than|exceeds) \d+ steps/);
  });

  it.each<[string, (size: number) => Json]>([
    ['$.l[*].o.id', wide],
    ['$..id', wide],
    ["$.l[?(@.o.id == '5')].id", wide],
    ['$.l[?(@.o.id IN $.l[*].o.id)].id', wide],
    ['$.l[?($.l.length() > @.id)].id', wide],
    ['$.l[?(@.id == 1 && $.l[*].id contains @.id)]', wide],
    ['$..id', deep],
  ])('of %s grows as the document does', (path, document) => {
    const steps = [500, 1000, 2000].map((size) => stepsOfPath(path, document(size)));
    const [small = 0, middle = 0, large = 0] = steps;
    expect(middle).toBeLessThanOrEqual(2.2 * small);
    expect(large).toBeLessThanOrEqual(2.2 * middle);
    expect(outcome(() => compilePath(path).read(document(20_000)))).toBe('value');
  });
});

it('documents may be nested as deep as JSON.parse can read', () => {
  const depth = 100_000;
  const document = JSON.parse(`${'{"a":['.repeat(depth)}${']}'.repeat(depth)}`) as Json;
  expect(compilePath('$..b').read(document)).toEqual([]);
  expect(compilePath('$..a').read(document)).toHaveLength(depth);
  expect(compileCondition('$.a == $.a').test(document)).toBe(true);
  expect(compileCondition('$.a[?(@.a == $.a)] == []').test(document)).toBe(true);
  expect(outcome(() => compilePath('$.concat($.a)').read(document))).toBe('error');
  expect(outcome(() => compileCondition(`$.a == '\${x}'`).test({}, undefined, { x: document }))).toBe(
    'error',
  );
});

/**
 * Members by name, positions, wildcards of lists and `..name` mean the same to both. What differs: jsonpath-plus gives
 * `undefined` for anything that is missing, takes members of lists and texts, and has other ideas of `*`, `^`, `~`, `@`
 * and backquotes in names.
 */
describe('jsonpath-plus', () => {
  /** To jsonpath-plus texts have positions, and `[0]` is the member `0` too: neither is there. */
  const objects = documentsWithWays
    .map(
      ([document, way]) => [withoutTexts(document), way.map((key) => (key === '0' ? 'zero' : key))] as const,
    )
    .filter(([, way]) =>
      way.every((key) => typeof key === 'number' || (/^[a-z]+$/.test(key) && key !== 'length')),
    );
  const step = (key: string | number, dotted: boolean) =>
    typeof key === 'number' ? `[${key}]` : dotted ? `.${key}` : `['${key}']`;
  /** On some ways a step leads nowhere. */
  const odd = fc.oneof(fc.constantFrom('a', 'value', 'nope'), fc.nat(3));
  const ways = fc
    .tuple(objects, fc.boolean(), fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, odd))
    .map(([[document, way], dotted, wrong]) => {
      const keys = wrong === null ? way : [...way, wrong];
      return [document, `$${keys.map((key) => step(key, dotted)).join('')}`] as const;
    });

  it('reads the same along members and positions', () => {
    fc.assert(
      fc.property(
        ways,
        reaching(([document, expression]) => {
          const theirs: unknown =
            JSONPath({ path: expression, json: document, eval: false, wrap: true }) ?? [];
          const ours = compilePath(expression).read(document);
          expect(ours === undefined ? [] : [ours]).toEqual(theirs);
          return ours !== undefined;
        }),
      ),
      { numRuns: 2000 },
    );
  });

  it('finds the same with scans and wildcards', () => {
    const list = (size: number) =>
      fc.array(fc.record({ value: fc.string(), a: fc.nat() }, { requiredKeys: [] }), { maxLength: size });
    const users = fc.record({ emails: list(4), groups: list(3), a: fc.record({ value: fc.boolean() }) });
    fc.assert(
      fc.property(
        users,
        fc.constantFrom('$.emails[*].value', '$..value', '$.groups[*]', '$.a.value', '$..a'),
        reaching((user, path) => {
          const theirs = JSONPath({ path, json: user, eval: false, wrap: true }) as unknown[];
          const ours = compilePath(path).read(user as Json);
          expect(path === '$.a.value' ? [ours] : ours).toEqual(theirs);
          return theirs.length > 0;
        }),
      ),
    );
  });
});

function withoutTexts(document: Json): Json & object {
  const text = JSON.stringify(document).replaceAll('"0":', '"zero":');
  return JSON.parse(text, (_name, value: Json) =>
    typeof value === 'string' ? value.length : value,
  ) as Json & object;
}
