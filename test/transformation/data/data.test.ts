import { describe, expect, it } from 'vitest';
import { countryConverter } from '../../../src/transformation/data/countries.ts';
import { languageCode, languageTag } from '../../../src/transformation/data/languages.ts';
import { regionConverter } from '../../../src/transformation/data/regions.ts';
import { ZONES } from '../../../src/transformation/data/time-zone-table.ts';
import { ianaZone, sapZone } from '../../../src/transformation/data/time-zones.ts';

describe('countries', () => {
  it('convert from every form to every form', () => {
    const convertCountry = countryConverter();
    const forms = ['alpha2', 'alpha3', 'numeric', 'fullName'] as const;
    for (const alpha2 of ['DE', 'GB', 'CI', 'HK', 'KR', 'TR', 'VA']) {
      for (const from of forms) {
        const text = convertCountry(alpha2, from) ?? '';
        for (const to of forms) expect(convertCountry(text, to)).toBe(convertCountry(alpha2, to));
      }
    }
  });
});

describe('regions', () => {
  it('are not found without their country', () => {
    const convertRegion = regionConverter();
    expect(convertRegion('Bayern', undefined, 'alpha2')).toBeUndefined();
    expect(convertRegion('Bayern', 'DE', 'alpha2')).toBe('DE-BY');
    expect(convertRegion('Alabama', 'DE', 'alpha2')).toBeUndefined();
  });
});

describe('languages', () => {
  it('have a code for each tag', () => {
    for (const code of [
      'AR',
      'BG',
      'CS',
      'DA',
      'DE',
      'EL',
      'EN',
      'ES',
      'FI',
      'FR',
      'HE',
      'HU',
      'IT',
      'KO',
      'PL',
      'RU',
    ]) {
      expect(languageTag(code)).toMatch(/^[a-z]{2}-[A-Z]{2}$/);
      expect(languageCode(languageTag(code))).toBe(code);
    }
  });
});

describe('time zones', () => {
  const rows = ZONES.trim()
    .split('\n')
    .map((line) => line.split(' '));
  const keys = new Set(rows.map(([key = '']) => key));

  it('lead from each key to a zone and back', () => {
    expect(keys.size).toBeGreaterThan(90);
    for (const key of keys) expect(sapZone(ianaZone(key))).toBe(key);
  });

  it('are those of the IANA database', () => {
    for (const [, ...zones] of rows) {
      for (const timeZone of zones) expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow();
    }
  });
});
