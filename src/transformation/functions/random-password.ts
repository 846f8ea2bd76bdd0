/** `randomPassword`: cryptographically random, with so many characters of each set. */
import { randomInt } from 'node:crypto';
import type { FunctionDefinition } from './body.ts';
import type { ParameterReader } from './parameters.ts';

const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const DEFAULT_SYMBOLS = '~!@#$%^&*()_+';
const MAX_LENGTH = 1024;

interface CharacterSet {
  readonly characters: readonly string[];
  readonly minimum: number;
}

export const randomPassword: FunctionDefinition = {
  name: 'randomPassword',
  parameters: [
    'passwordLength',
    'minimumNumberOfLowercaseLetters',
    'minimumNumberOfUppercaseLetters',
    'minimumNumberOfDigits',
    'minimumNumberOfSpecialSymbols',
    'specialSymbols',
  ],
  compile(parameters) {
    const length = constant(parameters, 'passwordLength', 1, '16');
    const sets: readonly CharacterSet[] = [
      set(parameters, 'minimumNumberOfLowercaseLetters', LOWERCASE),
      set(parameters, 'minimumNumberOfUppercaseLetters', LOWERCASE.toUpperCase()),
      set(parameters, 'minimumNumberOfDigits', DIGITS),
      set(parameters, 'minimumNumberOfSpecialSymbols', specialSymbols(parameters)),
    ];
    checkNumbers(parameters, length, sets);
    // A minimum of 0 keeps the set out.
    const used = sets.filter(({ minimum }) => minimum > 0);
    const all = used.flatMap(({ characters }) => characters);
    const create = () => {
      const password = used.flatMap(({ characters, minimum }) =>
        Array.from({ length: minimum }, () => pick(characters)),
      );
      while (password.length < length) password.push(pick(all));
      return shuffled(password).join('');
    };
    return { takes: 'value', run: create, runMissing: create, secret: true };
  },
};

function constant(parameters: ParameterReader, key: string, min: number, example: string): number {
  const parameter = parameters.integer(key, min, example);
  if (parameter.constant === undefined && !parameters.failed) {
    parameters.invalid(key, 'a variable is not possible here', `write the number, for instance ${example}`);
  }
  return parameter.constant ?? min;
}

function set(parameters: ParameterReader, key: string, characters: string): CharacterSet {
  return { characters: [...new Set(characters)], minimum: constant(parameters, key, 0, '1') };
}

function specialSymbols(parameters: ParameterReader): string {
  const symbols = parameters.optionalText('specialSymbols', '"!?#"');
  if (symbols === undefined) return DEFAULT_SYMBOLS;
  if (symbols.constant === undefined || symbols.constant === '') {
    parameters.invalid(
      'specialSymbols',
      'at least one character is needed, and no variable',
      'write for instance "!?#"',
    );
  }
  return symbols.constant ?? DEFAULT_SYMBOLS;
}

function checkNumbers(parameters: ParameterReader, length: number, sets: readonly CharacterSet[]): void {
  if (parameters.failed) return;
  const sum = sets.reduce((total, { minimum }) => total + minimum, 0);
  if (length > MAX_LENGTH) {
    parameters.invalid('passwordLength', 'it is too long', `write at most ${MAX_LENGTH}`);
  } else if (sum > length) {
    parameters.invalid(
      'passwordLength',
      `the minimums add up to ${sum}`,
      `write at least ${sum}, or lower the minimums`,
    );
  } else if (sum === 0) {
    parameters.invalid(
      'passwordLength',
      'all minimums are 0, so no character is left',
      'set one of the minimums to 1',
    );
  }
  const own = parameters.has('specialSymbols') && parameters.raw('specialSymbols') !== null;
  if (own && sets.at(-1)?.minimum === 0) {
    parameters.invalid(
      'minimumNumberOfSpecialSymbols',
      'with own specialSymbols it cannot be 0',
      'write at least 1, or leave out specialSymbols',
    );
  }
}

function pick(characters: readonly string[]): string {
  return characters[randomInt(characters.length)] as string;
}

/** Fisher and Yates: every order is equally likely. */
function shuffled(characters: readonly string[]): string[] {
  const result = [...characters];
  for (let last = result.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [result[last], result[other]] = [result[other] as string, result[last] as string];
  }
  return result;
}
