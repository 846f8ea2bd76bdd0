import { describe, expect, it } from 'vitest';
import { equivalents, isEquivalent } from '../equivalents.ts';
import { canBeTried, mutationsOf } from '../sources.ts';
import { findMutations, isPossible, type Mutation } from './find.ts';

const found = (source: string) =>
  findMutations('src/a.ts', source).filter((mutation) => isPossible(mutation, source));
const becoming = (source: string) => found(source).map(({ becomes }) => becomes);

it.each<[source: string, mutations: readonly string[]]>([
  ['a === b;', [';', 'a !== b;']],
  ['a < b;', [';', 'a <= b;', 'a >= b;']],
  ['if (a) b();', ['if (true) b();', 'if (false) b();', 'if (a) ;']],
  ['const x = a ? b : c;', ['const x = true ? b : c;', 'const x = false ? b : c;']],
  ['while (a) b();', ['while (false) b();', 'while (a) ;']],
  ['const x = a && b;', ['const x = a;', 'const x = b;', 'const x = a || b;']],
  ['const x = a || b;', ['const x = a;', 'const x = b;', 'const x = a && b;']],
  ['const x = a ?? b;', ['const x = a;']],
  ['const x = !a;', ['const x = a;']],
  ['const x = !(a, b);', ['const x = (a, b);']],
  ['const x = (a, b) ?? c;', ['const x = (a, b);']],
  ['const x = -a;', ['const x = a;']],
  ['const x = a + b;', ['const x = a - b;']],
  ['const x = `a`;', ['const x = ``;']],
  ["const x = a + 'b';", ["const x = a + '';"]],
  ['a += b;', [';', 'a -= b;']],
  ['a ??= b;', [';', 'a = b;']],
  ['a++;', [';', 'a--;']],
  ['for (; a; b++) c();', ['for (; false; b++) c();', 'for (; a; b++) ;']],
  ['const f = (a = b) => a;', ['const f = (a) => a;']],
  ['const { a = b } = c;', ['const { a } = c;']],
  ['function f() { throw a; }', ['function f() { ; }']],
  ['function f() { return; }', ['function f() { ; }']],
  ['async () => await a;', [';', 'async () => a;']],
  ['const x = 0;', ['const x = 1;']],
  ['const x = 1;', ['const x = 0;', 'const x = 2;']],
  ['const x = 200;', ['const x = 201;']],
  ['const x = 10_000;', ['const x = 100000;']],
  ['const x = 1n;', ['const x = 2n;']],
  ['const x = true;', ['const x = false;']],
  ["const x = 'a';", ["const x = '';"]],
  ["const x = '';", ["const x = 'changed';"]],
  ["const x = typeof a === 'string';", ["const x = typeof a !== 'string';"]],
  ['const x = /^a$/i;', ['const x = /a$/i;', 'const x = /^a/i;', 'const x = /^a$/;']],
  ['const x = /a\\$/;', []],
  ['const x = [a, ...b];', ['const x = [];', 'const x = [a];']],
  ['const x = [];', []],
  ['const x = { a, b, ...c };', ['const x = { b, ...c };', 'const x = { a, ...c };', 'const x = { a, b };']],
  ["const x = { 'a': b };", ['const x = {  };']],
  ['const { a, b } = c;', []],
  ['const x = a?.b;', ['const x = a.b;']],
  ['const x = a?.[b];', ['const x = a[b];']],
  ['const x = a?.(b);', ['const x = a(b);']],
  ['const x = a.trim();', ['const x = a;']],
  ['const x = a.some(b);', ['const x = a.every(b);']],
  ['class A extends B { constructor() { super(); } }', []],
])('%s', (source, mutations) => {
  expect(becoming(source).toSorted()).toEqual(mutations.toSorted());
});

describe('what does not run stays as it is', () => {
  it.each([
    "import a from 'a';",
    "import a from 'a' with { type: 'json' };",
    "export { a } from 'a';",
    "export * from 'a';",
    "type A = 'a' | 1;",
    "interface A { readonly a: 'a' }",
    "'use strict';",
    "declare const a: Record<'a', true>;",
  ])('%s', (source) => {
    expect(becoming(source)).toEqual([]);
  });

  it('but for what stands inside', () => {
    expect(becoming('const x = (1 as A)! satisfies B;')).toEqual([
      'const x = (0 as A)! satisfies B;',
      'const x = (2 as A)! satisfies B;',
    ]);
  });
});

it.each([
  ['does not parse', '('],
  ['differs in nothing but its margin', ' a === b '],
])('what %s is no mutation', (_, text) => {
  const source = 'a === b;';
  const mutation = { start: 0, end: 7, text, was: source, becomes: `${text.trim()};` };
  expect(isPossible(mutation, source)).toBe(false);
});

it('whole lines are shown, without their margin', () => {
  const source = 'function f() {\n  return [\n    a,\n    b,\n  ];\n}\n';
  expect(found(source)).toEqual([
    {
      file: 'src/a.ts',
      line: 2,
      kind: 'list',
      start: 24,
      end: 43,
      text: '[]',
      reached: 24,
      was: 'return [\na,\nb,\n];',
      becomes: 'return [];',
    },
  ]);
});

it('what stands on the right counts only where a test gets there', () => {
  const source = 'const x = a ?? b;';
  expect(found(source).map(({ reached }) => source.slice(reached))).toEqual(['b;']);
});

it('a chain that may stop counts where it may, not behind', () => {
  const source = 'const x = (a)?.b;';
  expect(found(source).map(({ reached }) => source.slice(reached))).toEqual([')?.b;']);
});

describe('equivalents', () => {
  const known = [{ file: 'src/a.ts', was: 'a === b;', becomes: 'a !== b;', reason: 'nobody looks' }];

  it('are known again wherever they move in their file', () => {
    const moved = found('\n\nif (c) {\n    a === b;\n}').filter((mutation) => isEquivalent(mutation, known));
    expect(moved.map(({ line, becomes }) => [line, becomes])).toEqual([[4, 'a !== b;']]);
  });

  it('are not those of another file', () => {
    const [mutation] = findMutations('src/b.ts', 'a === b;').filter(({ kind }) => kind === 'comparison');
    expect(isEquivalent(mutation as Mutation, known)).toBe(false);
  });

  it('are offered by the sources, and have a reason', () => {
    const offered = new Map(
      [...new Set(equivalents.map(({ file }) => file))].map((file) => [file, mutationsOf(file)]),
    );
    const stale = equivalents.filter(
      (one) =>
        !offered.get(one.file)?.some((mutation) => isEquivalent(mutation, [one]) && canBeTried(mutation)),
    );
    expect(stale).toEqual([]);
    expect(equivalents.filter(({ reason }) => reason === '')).toEqual([]);
  });
});
