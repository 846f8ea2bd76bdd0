/** `convertTimezoneCode`: between SAP's keys of time zones and the names of the IANA database. */
import { ianaZone, sapZone } from '../data/time-zones.ts';
import type { FunctionDefinition } from './body.ts';

export const convertTimezoneCode: FunctionDefinition = {
  name: 'convertTimezoneCode',
  parameters: ['outputFormat'],
  compile(parameters) {
    const convert = parameters.choice('outputFormat', ['iana', 'sap']) === 'iana' ? ianaZone : sapZone;
    // What is missing becomes the default, like what is unknown.
    return { takes: 'text', run: convert, runMissing: () => convert('') };
  },
};
