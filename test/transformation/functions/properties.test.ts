/** What holds for every function and every value. */
/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of the language */

import { describe, expect, it } from 'vitest';
import { EvaluationError } from '../../../src/transformation/errors.ts';
import { bytesToText, FUNCTIONS } from '../../../src/transformation/functions/index.ts';
import type { Json, JsonMap } from '../../../src/transformation/types.ts';
import { Work } from '../../../src/transformation/work.ts';
import { withMistakes } from '../../support/mistakes.ts';
import { fc, reaching } from '../../support/property.ts';
import { compile, compileClean, run } from './harness.ts';

const minimums = {
  passwordLength: 8,
  minimumNumberOfLowercaseLetters: 1,
  minimumNumberOfUppercaseLetters: 1,
  minimumNumberOfDigits: 1,
  minimumNumberOfSpecialSymbols: 0,
};
const region = { inputAttributes: ['region', 'country'], outputAttribute: 'region' };

/** At least one example of each function. */
const SOURCES: readonly JsonMap[] = [
  { function: 'compositeId', subId: '$.a' },
  { function: 'concatString', prefix: '${v}', suffix: '$.b[*]' },
  { function: 'convertCountryCode', outputFormat: 'alpha2', inputAttributes: ['a'], outputAttribute: 'b' },
  { function: 'convertCountryRegion', outputFormat: 'alpha2', ...region },
  { function: 'convertLocaleCode', outputFormat: 'bcp47' },
  { function: 'convertTimezoneCode', outputFormat: 'iana' },
  { function: 'copyMapEntry', sourceKey: 'a', targetKey: 'b' },
  { function: 'decode', algorithm: 'base64' },
  { function: 'decode', algorithm: 'base32' },
  { function: 'elementAt', index: 1 },
  { function: 'encode', algorithm: 'base32' },
  { function: 'getMatchedRegexGroup', regex: '(.)(.*)', groupIndex: 1 },
  { function: 'manipulateDate', targetDateFormat: 'yyyy', days: 1 },
  { function: 'manipulateDate', sourceDateFormat: 'Date(milliseconds)', targetDateFormat: 'yyyy-MM-dd E' },
  { function: 'matchRegex', regex: '(?=.)(a|b)*' },
  { function: 'putIfAbsent', key: 'a', defaultValue: { b: ['${v}'] } },
  { function: 'putIfPresent', key: 'a', defaultValue: [] },
  { function: 'randomPassword', ...minimums },
  { function: 'renameMapEntry', sourceKey: 'a', targetKey: 'b' },
  { function: 'replaceAllString', regex: '[^a-z]', replacement: '$0' },
  { function: 'replaceFirstString', regex: '${v}', replacement: '${v}' },
  { function: 'replaceLastString', regex: 'a?', replacement: '-' },
  { function: 'replaceString', target: 'a', replacement: '${v}' },
  { function: 'resolveEntityIds' },
  { function: 'splitStringToArray', separator: 'a' },
  { function: 'substring', beginIndex: 1, endIndex: 3 },
  { function: 'toLowerCaseString', locale: 'tr_TR' },
  { function: 'toString' },
  { function: 'toUpperCaseString' },
];

const COMMON: readonly JsonMap[] = [
  {},
  { applyOnElements: true },
  { applyOnAttribute: 'a' },
  { applyOnAttribute: 'a', assignToAttribute: '__proto__', applyOnElements: true },
  { assignToAttribute: 'c' },
  { applyOnAttribute: 'b', assignToAttribute: 'c' },
  { condition: '@.a EMPTY false' },
  { condition: "@ != 'x'", applyOnElements: true },
];

const key = fc.oneof(fc.constantFrom('a', 'b', 'region', 'country', '__proto__', 'constructor'), fc.string());
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true }),
    fc.integer(),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom('a', 'US', 'CET', '2018-02-28 11:00:00.000', 'MFRGG===', 'Date(1)'),
    fc.array(tie('json'), { maxLength: 4 }),
    // Through JSON text, so that __proto__ becomes a member.
    fc
      .array(fc.tuple(key, tie('json')), { maxLength: 4 })
      .map((entries) =>
        JSON.parse(`{${entries.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join()}}`),
      ),
  ),
}));

const TEXTS: readonly Json[] = ['a', 'bab a', 'abcdef', ''];
const OBJECTS: readonly Json[] = [{ a: 'x', b: 1 }, { a: 'US', region: 'CA', country: 'US' }, { b: 'x' }];
/** What functions take, by their name and what else tells, where that is not just any text. */
const TAKEN: Readonly<Record<string, readonly Json[]>> = {
  convertCountryCode: OBJECTS,
  convertCountryRegion: OBJECTS,
  convertLocaleCode: ['en_US', 'de'],
  convertTimezoneCode: ['CET', 'Europe/Berlin'],
  copyMapEntry: OBJECTS,
  'decode base32': ['MFRGG===', 'IFCEC'],
  'decode base64': ['YWJj', 'QUI='],
  elementAt: [
    ['a', 'b'],
    [{ a: 1 }, { a: 2 }],
  ],
  getMatchedRegexGroup: ['abc'],
  manipulateDate: ['2018-02-28 11:00:00.000'],
  'manipulateDate Date(milliseconds)': ['/Date(1)/'],
  putIfAbsent: OBJECTS,
  putIfPresent: OBJECTS,
  renameMapEntry: OBJECTS,
  substring: ['abcdef'],
};
const INPUT: JsonMap = { a: 'x', b: ['y'] };

/** On elements, or on an attribute, where the function is told so. */
function fittingValue(source: JsonMap): fc.Arbitrary<Json> {
  const {
    function: name,
    algorithm,
    sourceDateFormat,
    applyOnElements,
    applyOnAttribute,
    condition,
  } = source;
  const key = [name, name === 'decode' ? algorithm : sourceDateFormat].filter(Boolean).join(' ');
  const taken = fc.constantFrom(...(Object.hasOwn(TAKEN, key) ? (TAKEN[key] ?? []) : TEXTS));
  const within: fc.Arbitrary<Json> =
    typeof applyOnAttribute === 'string'
      ? taken.map((value) => ({ a: 'x', b: 'x', [applyOnAttribute]: value }))
      : taken;
  const objects = fc.constantFrom(...OBJECTS);
  if (isAssignedAsAWhole(source)) return objects;
  const conditional = condition === '@.a EMPTY false' ? fc.oneof(within, objects) : within;
  return applyOnElements === true ? fc.array(conditional, { minLength: 1, maxLength: 3 }) : conditional;
}

/** What the function gives of an object goes into it; those that take texts refuse that. */
function isAssignedAsAWhole({ applyOnAttribute, assignToAttribute }: JsonMap): boolean {
  return assignToAttribute !== undefined && applyOnAttribute === undefined;
}

describe('every function', () => {
  it('has an example here', () => {
    expect(new Set(SOURCES.map((source) => source['function']))).toEqual(new Set(FUNCTIONS.keys()));
  });

  const all = SOURCES.flatMap((source) => COMMON.map((common) => ({ ...source, ...common })));

  it.each(all.map((source) => [JSON.stringify(source), source] as const))(
    '%s neither crashes nor changes what it gets',
    (_, source) => {
      const compiled = compileClean(source);
      const value = fc.oneof({ weight: 4, arbitrary: fittingValue(source) }, json);
      fc.assert(
        fc.property(
          value,
          fc.oneof({ weight: 4, arbitrary: fc.constant<Json>(INPUT) }, json),
          fc.oneof({ weight: 4, arbitrary: fc.constantFrom<Json>('a', 'b', 'x') }, json),
          reaching((given, input, variable) => {
            let applied = false;
            const before = JSON.stringify(given);
            const state = {
              input,
              variables: Object.assign(Object.create(null), { v: variable }),
              now: 0,
              defaults: true,
              work: new Work(),
            };
            try {
              const result = compiled.run(given, state);
              if (given === null) expect(result).toBeNull();
              applied = result !== undefined && result !== null;
            } catch (error) {
              expect(error).toBeInstanceOf(EvaluationError);
            }
            expect(JSON.stringify(given)).toBe(before);
            expect(Object.hasOwn(Object.prototype, 'b')).toBe(false);
            return (
              applied || (isAssignedAsAWhole(source) && !Array.isArray(given) && typeof given === 'object')
            );
          }),
        ),
        { numRuns: 60 },
      );
    },
  );

  it.each(SOURCES.map((source) => [JSON.stringify(source), source] as const))(
    '%s lets nothing through, or makes something of it',
    (_, source) => {
      const { takesMissing } = compileClean(source);
      expect(run(source, undefined) === undefined).toBe(!takesMissing);
    },
  );
});

describe('a wrong parameter', () => {
  const ODD: readonly Json[] = [
    null,
    {},
    [],
    [{}],
    '',
    -1,
    1.5,
    1e12,
    true,
    'x',
    '$.a[?(',
    '${v}',
    '(',
    '$9',
  ];

  it.each(SOURCES.map((source) => [JSON.stringify(source), source] as const))(
    'of %s is an error, or the function can be used',
    (_, source) => {
      const changed = [
        'condition',
        'applyOnElements',
        'applyOnAttribute',
        'assignToAttribute',
        ...Object.keys(source),
      ]
        .filter((name) => name !== 'function')
        .flatMap((name) => ODD.map((value) => ({ ...source, [name]: value })));
      for (const candidate of changed) {
        const { compiled, problems } = compile(candidate);
        const hasError = problems.some(({ severity }) => severity === 'error');
        expect([candidate, compiled === undefined]).toEqual([candidate, hasError]);
        expect(problems.every(({ fix, message }) => fix !== undefined && message !== '')).toBe(true);
      }
    },
  );
});

describe('what was encoded', () => {
  it.each(['base32', 'base64'])('in %s is decoded to the same', (algorithm) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.boolean(), (bytes, skipPadding) => {
        const encoded = run({ function: 'encode', algorithm, skipPadding }, bytes);
        expect(run({ function: 'decode', algorithm }, encoded)).toEqual(bytes);
      }),
    );
  });

  it.each(['base32', 'base64'])('in %s can be spelled in no other way, padding aside', (algorithm) => {
    const letter = fc.constantFrom(...'AZaz27+/=');
    const spelled = fc
      .tuple(fc.uint8Array({ minLength: 1, maxLength: 12 }), fc.boolean())
      .map(([bytes, lower]) => {
        const text = run({ function: 'encode', algorithm, skipPadding: true }, bytes) as string;
        return [...(lower && algorithm === 'base32' ? text.toLowerCase() : text)];
      });
    fc.assert(
      fc.property(
        withMistakes(spelled, letter),
        reaching((letters) => {
          const text = letters.join('').replace(/=+$/, '');
          let decoded: ReturnType<typeof run>;
          try {
            decoded = run({ function: 'decode', algorithm }, text);
          } catch {
            return false;
          }
          const again = run({ function: 'encode', algorithm, skipPadding: true }, decoded);
          expect(again).toBe(algorithm === 'base32' ? text.toUpperCase() : text);
          return true;
        }),
      ),
      { numRuns: 300 },
    );
  });
});

describe('invert', () => {
  const INVERTIBLE: readonly JsonMap[] = [
    { function: 'concatString', prefix: 'a', suffix: 'ab' },
    { function: 'concatString', suffix: 5 },
    { function: 'compositeId', subId: 'x' },
    { function: 'encode', algorithm: 'base32', skipPadding: true },
    { function: 'encode', algorithm: 'base64' },
    { function: 'toString' },
    { function: 'resolveEntityIds' },
  ];

  it.each(INVERTIBLE.map((source) => [JSON.stringify(source), source] as const))(
    'turns %s back',
    (_, source) => {
      const { invert } = compileClean(source);
      fc.assert(
        fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.array(fc.string())), (value) => {
          expect(invert?.(run(source, value) as Json)).toEqual(value);
        }),
      );
    },
  );

  it('turns decoding back', () => {
    const decode = { function: 'decode', algorithm: 'base32', skipPadding: true };
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        const encoded = run({ ...decode, function: 'encode' }, value);
        const text = run({ function: 'toString' }, run(decode, encoded)) as Json;
        expect(compileClean(decode).invert?.(text)).toBe(encoded);
      }),
    );
  });

  it('never gives an input that has another output', () => {
    const cases = fc
      .constantFrom(...INVERTIBLE)
      .chain((source) =>
        fc.tuple(
          fc.constant(source),
          fc.oneof(
            { weight: 2, arbitrary: fc.string().map((input) => run(source, input) as string) },
            fc.string(),
          ),
        ),
      );
    fc.assert(
      fc.property(
        cases,
        reaching(([source, output]) => {
          const input = compileClean(source).invert?.(output);
          if (input !== undefined) expect(run(source, input)).toBe(output);
          return input !== undefined;
        }),
      ),
      { numRuns: 300 },
    );
  });
});

describe('bytesToText', () => {
  it('reads UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(bytesToText(new TextEncoder().encode(text))).toBe(text);
      }),
    );
    expect(bytesToText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('\ufeffa');
  });
});
