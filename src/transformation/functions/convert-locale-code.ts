/** `convertLocaleCode`: between language tags (`en-US`) and language codes (`EN`). */
import { languageCode, languageTag } from '../data/languages.ts';
import type { FunctionDefinition } from './body.ts';

export const convertLocaleCode: FunctionDefinition = {
  name: 'convertLocaleCode',
  parameters: ['outputFormat'],
  compile(parameters) {
    const format = parameters.choice('outputFormat', ['bcp47', 'iso639']);
    return { takes: 'text', run: format === 'bcp47' ? languageTag : languageCode };
  },
};
