/** `inputAttributes` and `outputAttribute`: functions that read several members of an object and write one. */
import { isMap } from '../objects.ts';
import type { JsonMap } from '../types.ts';
import { member, withMember } from './apply.ts';
import type { FunctionBody } from './body.ts';
import type { ParameterReader } from './parameters.ts';
import { isScalar, scalarText } from './text.ts';

export interface Attributes {
  /** None: the function works on the value itself, a text. */
  readonly inputs: readonly string[];
  readonly output: string | undefined;
}

export function attributesOf(parameters: ParameterReader): Attributes {
  const inputs = parameters.names('inputAttributes');
  const outputs = parameters.names('outputAttribute');
  if (outputs.length > 1) {
    parameters.invalid(
      'outputAttribute',
      'only one attribute is possible',
      `write "outputAttribute": "${outputs[0]}"`,
    );
  }
  if (inputs.length === 0 && outputs.length > 0) {
    parameters.missing(
      'inputAttributes',
      'name the attributes to read, for instance "inputAttributes": ["country"]',
    );
  }
  return { inputs, output: outputs[0] ?? inputs[0] };
}

/**
 * @param convert gets the texts of the input attributes, `undefined` for what is missing or no text; its result is
 *   written to the output attribute, `undefined` leaves the object as it is
 */
export function onAttributes(
  { inputs, output }: Attributes,
  convert: (texts: readonly (string | undefined)[]) => string | undefined,
): FunctionBody {
  if (output === undefined) return { takes: 'text', run: (value) => convert([value]) ?? value };
  return {
    takes: 'element',
    run: (value) => {
      // An object that was replaced by its text before.
      if (isScalar(value)) return convert([scalarText(value)]) ?? value;
      if (!isMap(value)) return value;
      const result = convert(inputs.map((name) => textOf(value, name)));
      return result === undefined || result === textOf(value, output)
        ? value
        : withMember(value, output, result);
    },
  };
}

function textOf(object: JsonMap, name: string): string | undefined {
  const value = member(object, name);
  return value === undefined || value === null || !isScalar(value) ? undefined : scalarText(value);
}
