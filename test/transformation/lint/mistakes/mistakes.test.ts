/**
 * Single typing mistakes, made by a program in the transformations that come with the product: every one is found, with
 * a fix that names the word that is meant, save those that cannot be.
 */
import { describe, expect, it } from 'vitest';
import { backendNames, type Direction } from '../../../../src/transformation/index.ts';
import { defaultText, findingsOf } from '../../helpers.ts';
import { judge } from './judge.ts';
import { type Mistake, mistakeIn, randomOf } from './mistakes.ts';

const FOLDERS = ['cloud-foundry', 'identity-authentication/v1', 'identity-authentication/v2'];
const DIRECTIONS: readonly Direction[] = ['read', 'write'];
const SEED = 20_261_129;
const COUNT = 300;

/** Why nobody can tell that it is a mistake. */
const REASONS: readonly (readonly [reason: string, applies: (mistake: Mistake) => boolean])[] = [
  [
    'it is another operator, which makes sense as well',
    ({ kind, typed }) => kind === 'operator' && /^(?:===?|!==?|[<>]=?|IN|NIN)$/.test(typed),
  ],
];

function reasonFor(mistake: Mistake): string | undefined {
  return REASONS.find(([, applies]) => applies(mistake))?.[0];
}

const texts = FOLDERS.flatMap((folder) =>
  DIRECTIONS.map((direction) => ({
    name: `${folder}/${direction}`,
    direction,
    text: defaultText(folder, direction),
  })),
);
const namesOf = new Map(
  FOLDERS.map((folder) => [
    folder,
    DIRECTIONS.flatMap((direction) => [...backendNames(defaultText(folder, direction), direction)]),
  ]),
);
const random = randomOf(SEED);
const mistakes = Array.from({ length: COUNT }, () => {
  const file = texts[random(texts.length)];
  if (file === undefined) throw new Error('no text');
  const options = {
    direction: file.direction,
    file: file.name,
    backendNames: namesOf.get(file.name.replace(/\/\w+$/, '')),
  };
  const mistake = mistakeIn(file.text, random);
  return { file, mistake, ...judge(file.text, mistake, options) };
});

function describeMistake({ file, mistake }: (typeof mistakes)[number]): string {
  return `${file.name}:${mistake.line}: ${mistake.typed} for ${mistake.meant} (${mistake.kind}, ${mistake.how})`;
}

describe(`${COUNT} typing mistakes`, () => {
  it('are of all kinds', () => {
    const kinds = new Set(mistakes.map(({ mistake }) => mistake.kind));
    const ways = new Set(mistakes.map(({ mistake }) => mistake.how));
    expect([...kinds].sort()).toEqual(
      ['entity type', 'function', 'key', 'name', 'operator', 'parameter', 'path'].sort(),
    );
    expect([...ways].sort()).toEqual(['case', 'doubled', 'dropped', 'swapped']);
  });

  it('are found, unless there is a reason', () => {
    const missed = mistakes.filter(({ found, mistake }) => !found && reasonFor(mistake) === undefined);
    expect(missed.map(describeMistake)).toEqual([]);
  });

  it('are found in nearly all cases', () => {
    expect(mistakes.filter(({ found }) => found).length / COUNT).toBeGreaterThan(0.95);
  });

  it('have a fix that names the word', () => {
    const unfixed = mistakes.filter(({ found, fixed }) => found && !fixed);
    expect(unfixed.map(describeMistake)).toEqual([]);
  });

  it('are reported at their line', () => {
    const elsewhere = mistakes.filter(
      ({ found, findings, mistake }) => found && !findings.some(({ line }) => line === mistake.line),
    );
    expect(elsewhere.map(describeMistake)).toEqual([]);
  });
});

it.each(texts)('$name has no mistakes as it is', ({ name, direction, text }) => {
  const options = { direction, file: name, backendNames: namesOf.get(name.replace(/\/\w+$/, '')) };
  expect(findingsOf(text, options).filter(({ severity }) => severity !== 'info')).toEqual([]);
});
