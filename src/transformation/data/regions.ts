/** Parts of countries of ISO 3166-2, from the package `iso-3166`. */
import { type ISO31662Entry, iso31662 } from 'iso-3166';

export type RegionFormat = 'alpha2' | 'fullName';

let byCode: ReadonlyMap<string, ISO31662Entry> | undefined;
let byName: ReadonlyMap<string, ISO31662Entry> | undefined;

/**
 * @param text `US-AL`; with the country also `AL` or `Alabama`; in any case
 * @param country the country's alpha-2 code
 * @returns the code or the name; `undefined` for what is no such region
 */
export function convertRegion(
  text: string,
  country: string | undefined,
  format: RegionFormat,
): string | undefined {
  byCode ??= new Map(iso31662.map((entry) => [entry.code.toLowerCase(), entry]));
  const key = text.trim().toLowerCase();
  const region = byCode.get(key) ?? (country === undefined ? undefined : inCountry(byCode, country, key));
  return format === 'alpha2' ? region?.code : region?.name;
}

function inCountry(
  codes: ReadonlyMap<string, ISO31662Entry>,
  country: string,
  key: string,
): ISO31662Entry | undefined {
  byName ??= new Map(
    iso31662.map((entry) => [`${entry.code.slice(0, 2)}-${entry.name}`.toLowerCase(), entry]),
  );
  const qualified = `${country.toLowerCase()}-${key}`;
  return codes.get(qualified) ?? byName.get(qualified);
}
