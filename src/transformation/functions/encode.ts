/** `encode`, `decode`: between bytes and base 32 or base 64. */
import { EvaluationError } from '../errors.ts';
import type { Work } from '../work.ts';
import { decodeText, encodeBytes } from './base-encoding.ts';
import { type FunctionDefinition, failure } from './body.ts';
import { bytesToText, scalarText, textToBytes } from './text.ts';

const ALGORITHMS = ['base32', 'base64'] as const;
const PARAMETERS = ['algorithm', 'skipPadding'];

export const encode: FunctionDefinition = {
  name: 'encode',
  parameters: PARAMETERS,
  compile(parameters) {
    const algorithm = parameters.choice('algorithm', ALGORITHMS);
    const skipPadding = parameters.flag('skipPadding');
    const encodeText = (text: string) => encodeBytes(textToBytes(text), algorithm, skipPadding);
    return {
      takes: 'scalar',
      run: (value, { work }) => {
        if (!(value instanceof Uint8Array)) {
          const text = scalarText(value);
          countLetters(text.length, algorithm, work);
          return encodeText(text);
        }
        countLetters(value.length, algorithm, work);
        return encodeBytes(value, algorithm, skipPadding);
      },
      invert: (output) => {
        const text = decoded(String(output), algorithm);
        // Another spelling of the same bytes is no output of this function.
        return text !== undefined && encodeText(text) === output ? text : undefined;
      },
    };
  },
};

export const decode: FunctionDefinition = {
  name: 'decode',
  parameters: PARAMETERS,
  compile(parameters) {
    const algorithm = parameters.choice('algorithm', ALGORITHMS);
    const skipPadding = parameters.flag('skipPadding');
    return {
      takes: 'text',
      run: (value, { work }) => {
        countLetters(value.length, algorithm, work);
        try {
          return decodeText(value, algorithm);
        } catch (error) {
          throw error instanceof EvaluationError ? failure('decode', error.message) : error;
        }
      },
      invert: (output) => encodeBytes(textToBytes(String(output)), algorithm, skipPadding),
    };
  },
};

/** Node.js does base 64 by itself; base 32 is done here, letter by letter. */
function countLetters(length: number, algorithm: (typeof ALGORITHMS)[number], work: Work): void {
  work.spend(algorithm === 'base64' ? length >> 6 : length >> 2);
}

function decoded(text: string, algorithm: (typeof ALGORITHMS)[number]): string | undefined {
  try {
    return bytesToText(decodeText(text, algorithm));
  } catch (error) {
    if (error instanceof EvaluationError) return undefined;
    throw error;
  }
}
