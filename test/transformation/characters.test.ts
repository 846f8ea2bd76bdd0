import { describe, expect, it } from 'vitest';
import { strangeCharacter } from '../../src/transformation/characters.ts';

describe('a letter of another alphabet', () => {
  it.each([
    ['in a Latin word', '$.us\u0435rName', 4],
    ['at its beginning', '$.\u0430ctive', 2],
    ['behind other words', '$.имя.n\u0430me', 7],
  ])('%s is found', (_, text, position) => {
    expect(strangeCharacter(text)).toMatchObject({ position, fix: 'type the letter again' });
  });

  it.each(['$.отдел', '$.dept.отдел', '$.имя.familyName', 'Ωmega'.slice(1), '$.a'])(
    'in a word of that alphabet is none: %s',
    (text) => {
      expect(strangeCharacter(text)).toBeUndefined();
    },
  );

  it('is looked for once in each word', () => {
    const text = `${'a'.repeat(200_000)} \u0430`;
    expect(strangeCharacter(text)).toBeUndefined();
  });
});
