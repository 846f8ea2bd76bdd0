import { describe, expect, it } from 'vitest';
import { longTexts } from '../../../src/connectors/uaa-api/long-texts.ts';

describe('texts longer than the columns', () => {
  it('are named, each place once', () => {
    const long = 'x'.repeat(256);
    expect(
      longTexts({
        userName: long,
        name: { givenName: long, familyName: 'x' },
        emails: [{ value: 'a' }],
        phoneNumbers: [{ value: long }, { value: long }],
        active: true,
      }),
    ).toBe('Longer than 255 characters: userName, name.givenName, phoneNumbers.value.');
    expect(longTexts({ userName: 'x'.repeat(255), externalId: '' })).toBeUndefined();
  });

  it.each([
    ['😀', 255, undefined],
    ['😀', 256, 'Longer than 255 characters: text.'],
    ['é', 255, undefined],
    ['e\u0301', 128, 'Longer than 255 characters: text.'],
    ['中', 256, 'Longer than 255 characters: text.'],
    ['x', 1_000_000, 'Longer than 255 characters: text.'],
  ])('are counted in code points: %s × %d', (character, times, expected) => {
    expect(longTexts({ text: character.repeat(times) })).toBe(expected);
  });
});
