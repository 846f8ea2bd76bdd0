/** Countries of ISO 3166-1: the codes from the package `iso-3166`, the English short names from Unicode's CLDR. */
import { iso3166 } from './iso-3166.ts';

export type CountryFormat = 'alpha2' | 'alpha3' | 'numeric' | 'fullName';
type Country = Readonly<Record<CountryFormat, string>>;

/** Names that are common, or were official until a few years ago. */
const FURTHER_NAMES: Readonly<Record<string, string>> = {
  'great britain': 'GB',
  'czech republic': 'CZ',
  macedonia: 'MK',
  swaziland: 'SZ',
  turkey: 'TR',
};

/**
 * @param text any of the forms, in any case
 * @returns `undefined` for what is no country
 */
export type ConvertCountry = (text: string, format: CountryFormat) => string | undefined;

let countries: ReadonlyMap<string, Country> | undefined;

/** For whoever compiles a mapping: the tables are loaded now, not with the first value. */
export function countryConverter(): ConvertCountry {
  countries ??= index();
  const found = countries;
  return (text, format) => {
    const key = text.trim().toLowerCase();
    return found.get(/^\d{1,3}$/.test(key) ? key.padStart(3, '0') : key)?.[format];
  };
}

function index(): ReadonlyMap<string, Country> {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const found = new Map<string, Country>();
  for (const { alpha2, alpha3, numeric, name } of iso3166().iso31661) {
    const fullName = names.of(alpha2) ?? name;
    const country = { alpha2, alpha3, numeric, fullName };
    for (const key of [alpha2, alpha3, numeric, name, fullName]) found.set(key.toLowerCase(), country);
  }
  for (const [name, alpha2] of Object.entries(FURTHER_NAMES)) {
    const country = found.get(alpha2.toLowerCase());
    if (country !== undefined && !found.has(name)) found.set(name, country);
  }
  return found;
}
