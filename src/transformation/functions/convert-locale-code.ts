/** `convertLocaleCode`: between language tags (`en-US`) and language codes (`EN`). */
import { languageCode, languageTag } from '../data/languages.ts';
import type { FunctionDefinition } from './body.ts';

/** A language that was not seen before takes some 20 microseconds. */
const STEPS = 400;

export const convertLocaleCode: FunctionDefinition = {
  name: 'convertLocaleCode',
  parameters: ['outputFormat'],
  compile(parameters) {
    const format = parameters.choice('outputFormat', ['bcp47', 'iso639']);
    const convert = format === 'bcp47' ? languageTag : languageCode;
    return {
      takes: 'text',
      run: (text, { work }) => {
        work.spend(STEPS);
        return convert(text);
      },
    };
  },
};
