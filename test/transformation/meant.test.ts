import { expect, it } from 'vitest';
import { FUNCTIONS } from '../../src/transformation/functions/index.ts';
import { meant } from '../../src/transformation/meant.ts';
import { MAPPING_KEYS } from '../../src/transformation/parse/schema.ts';

it.each([
  ['functon', 'functions'],
  ['function', 'functions'],
  ['default', 'defaultValue'],
  ['targetVar', 'targetVariable'],
  ['preserveArray', 'preserveArrayWithSingleElement'],
  ['preserveSingleElement', 'preserveArrayWithSingleElement'],
  ['preseveArray', 'preserveArrayWithSingleElement'],
  ['target_path', 'targetPath'],
  ['Target Path', 'targetPath'],
  ['TARGETPATH', 'targetPath'],
  ['soucrePath', 'sourcePath'],
  ['sourcPaths', 'sourcePaths'],
  ['targtePaht', 'targetPath'],
  ['optionl', 'optional'],
  ['corelation', 'correlationAttribute'],
])('the key %s means %s', (typed, key) => {
  expect(meant(typed, MAPPING_KEYS)).toBe(key);
});

it.each([
  ['toUppercase', 'toUpperCaseString'],
  ['touppercase', 'toUpperCaseString'],
  ['upper', 'toUpperCaseString'],
  ['lowercase', 'toLowerCaseString'],
  ['split', 'splitStringToArray'],
  ['splitString', 'splitStringToArray'],
  ['concat', 'concatString'],
  ['concta', 'concatString'],
  ['replaceAll', 'replaceAllString'],
  ['replaceall', 'replaceAllString'],
  ['replace', 'replaceString'],
  ['replaceLast', 'replaceLastString'],
  ['subString', 'substring'],
  ['substr', 'substring'],
  ['elementat', 'elementAt'],
  ['getMatchedGroup', 'getMatchedRegexGroup'],
  ['date', 'manipulateDate'],
  ['password', 'randomPassword'],
  ['convertCountry', 'convertCountryCode'],
])('the function %s means %s', (typed, name) => {
  expect(meant(typed, FUNCTIONS.keys())).toBe(name);
});

it.each(['', 'xyz', 'whatever', '???', 'a', 'q'.repeat(100_000)])('%s means nothing known', (typed) => {
  expect(meant(typed, FUNCTIONS.keys())).toBeUndefined();
});

it.each([
  ['NI', 'IN'],
  ['INN', 'NIN'],
  ['NN', 'NIN'],
  ['NNI', 'NIN'],
])('%s means %s, by its letters', (typed, operator) => {
  expect(meant(typed, ['IN', 'NIN', 'ANYOF'])).toBe(operator);
});

it('takes the nearest of several', () => {
  expect(meant('targetPat', ['targetPaths', 'targetPath'])).toBe('targetPath');
});

it('nothing, by what has no letters, not even the shortest word', () => {
  expect(meant('?!', ['a', 'bc'])).toBeUndefined();
});
