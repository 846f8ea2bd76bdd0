/** `convertCountryRegion`: codes and names of ISO 3166-2. */
import { countryConverter } from '../data/countries.ts';
import { type RegionFormat, regionConverter } from '../data/regions.ts';
import { attributesOf, onAttributes } from './attributes.ts';
import type { FunctionDefinition } from './body.ts';

const FORMATS: readonly RegionFormat[] = ['alpha2', 'fullName'];

export const convertCountryRegion: FunctionDefinition = {
  name: 'convertCountryRegion',
  parameters: ['outputFormat', 'inputAttributes', 'outputAttribute'],
  compile(parameters) {
    const format = parameters.choice('outputFormat', FORMATS);
    const attributes = attributesOf(parameters);
    const convertCountry = countryConverter();
    const convertRegion = regionConverter();
    // Region and country, in either order: the country is the attribute that is called so, else the second.
    const named = attributes.inputs.findIndex((name) => name.toLowerCase().includes('country'));
    const countryAt = named < 0 ? 1 : named;
    const regionAt = countryAt === 0 ? 1 : 0;
    return onAttributes(attributes, (texts) => {
      const region = texts[regionAt];
      if (region === undefined) return undefined;
      const country = texts[countryAt];
      const alpha2 = country === undefined ? undefined : convertCountry(country, 'alpha2');
      return convertRegion(region, alpha2, format) ?? region;
    });
  },
};
