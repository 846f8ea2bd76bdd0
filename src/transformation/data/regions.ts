/** Parts of countries of ISO 3166-2, from the package `iso-3166`. */
import type { ISO31662Entry } from 'iso-3166';
import { iso3166 } from './iso-3166.ts';

export type RegionFormat = 'alpha2' | 'fullName';

/**
 * @param text `US-AL`; with the country also `AL` or `Alabama`; in any case
 * @param country the country's alpha-2 code
 * @returns the code or the name; `undefined` for what is no such region
 */
export type ConvertRegion = (
  text: string,
  country: string | undefined,
  format: RegionFormat,
) => string | undefined;

interface Index {
  readonly byCode: ReadonlyMap<string, ISO31662Entry>;
  readonly byName: ReadonlyMap<string, ISO31662Entry>;
}

let regions: Index | undefined;

/** For whoever compiles a mapping: the tables are loaded now, not with the first value. */
export function regionConverter(): ConvertRegion {
  regions ??= index();
  const { byCode, byName } = regions;
  const inCountry = (country: string, key: string) => {
    const qualified = `${country.toLowerCase()}-${key}`;
    return byCode.get(qualified) ?? byName.get(qualified);
  };
  return (text, country, format) => {
    const key = text.trim().toLowerCase();
    const region = byCode.get(key) ?? (country === undefined ? undefined : inCountry(country, key));
    return format === 'alpha2' ? region?.code : region?.name;
  };
}

function index(): Index {
  const { iso31662 } = iso3166();
  const named = (entry: ISO31662Entry) => `${entry.code.slice(0, 2)}-${entry.name}`.toLowerCase();
  return {
    byCode: new Map(iso31662.map((entry) => [entry.code.toLowerCase(), entry])),
    byName: new Map(iso31662.map((entry) => [named(entry), entry])),
  };
}
