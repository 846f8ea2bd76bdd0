/** `convertCountryCode`: between the forms of ISO 3166-1. */

import { type CountryFormat, countryConverter } from '../data/countries.ts';
import { attributesOf, onAttributes } from './attributes.ts';
import type { FunctionDefinition } from './body.ts';

const FORMATS: readonly CountryFormat[] = ['alpha2', 'alpha3', 'numeric', 'fullName'];

export const convertCountryCode: FunctionDefinition = {
  name: 'convertCountryCode',
  parameters: ['outputFormat', 'inputAttributes', 'outputAttribute'],
  compile(parameters) {
    const format = parameters.choice('outputFormat', FORMATS);
    const attributes = attributesOf(parameters);
    const convertCountry = countryConverter();
    // Which of several attributes has the country; the first with a value counts.
    return onAttributes(attributes, (texts) => {
      const text = texts.find((candidate) => candidate !== undefined && candidate !== '');
      return text === undefined ? undefined : (convertCountry(text, format) ?? text);
    });
  },
};
