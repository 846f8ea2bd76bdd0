/** The mapping functions of the language. */
import { ExpressionError } from '../errors.ts';
import type { Json, JsonMap } from '../types.ts';
import { type CommonParameters, createRun } from './apply.ts';
import type { FunctionBody } from './body.ts';
import { findDefinition, reportUnknownParameters } from './lookup.ts';
import { ParameterReader } from './parameters.ts';
import type { CompiledFunction, FunctionEnvironment } from './types.ts';

export { FUNCTIONS } from './registry.ts';
export { bytesToText } from './text.ts';
export type { CompiledFunction, FunctionEnvironment, RunState, Value } from './types.ts';

/**
 * Compiles one element of a mapping's `functions`.
 *
 * @returns `undefined` when a problem was reported that makes it unusable
 */
export function compileFunction(
  source: JsonMap,
  environment: FunctionEnvironment,
): CompiledFunction | undefined {
  const definition = findDefinition(source, environment);
  if (definition === undefined) return undefined;
  const parameters = new ParameterReader(definition.name, source, environment);
  reportUnknownParameters(source, definition, environment);
  const common = commonParameters(definition.name, source, parameters);
  const body = definition.compile(parameters);
  if (body === undefined || parameters.failed) return undefined;
  const invert = createInvert(body, common);
  return {
    name: definition.name,
    variables: [...new Set([...parameters.variables, ...(common.condition?.variables ?? [])])],
    takesMissing: body.runMissing !== undefined,
    secret: body.secret === true,
    condition: common.condition,
    run: createRun(body, common),
    ...(body.nothing === undefined ? {} : { nothing: body.nothing }),
    ...(invert === undefined ? {} : { invert }),
  };
}

function commonParameters(name: string, source: JsonMap, parameters: ParameterReader): CommonParameters {
  return {
    name,
    condition: compileCondition(source, parameters),
    applyOnElements: parameters.flag('applyOnElements'),
    applyOnAttribute:
      attribute('applyOnAttribute', parameters) ?? attribute('applyOnJsonAttribute', parameters),
    assignToAttribute: attribute('assignToAttribute', parameters),
  };
}

function compileCondition(source: JsonMap, parameters: ParameterReader): CommonParameters['condition'] {
  const text = source['condition'];
  if (text === undefined || text === null) return undefined;
  if (typeof text !== 'string') {
    parameters.invalid(
      'condition',
      'a text is needed',
      'write for instance "condition": "@.type EMPTY false"',
    );
    return undefined;
  }
  try {
    return parameters.environment.compileCondition(text);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    parameters.invalid(
      'condition',
      error.message,
      error.fix ?? "write it like @.type == 'work'",
      'invalid-condition',
    );
    return undefined;
  }
}

/** The name of a member. */
function attribute(key: string, parameters: ParameterReader): string | undefined {
  const [name, ...more] = parameters.names(key);
  if (more.length > 0) parameters.invalid(key, 'only one attribute is possible', `write "${key}": "${name}"`);
  if (name?.includes('${') === true) {
    parameters.invalid(
      key,
      'a variable is not possible in the name of an attribute',
      `write the name itself`,
    );
  }
  return name;
}

/** Only what changes every value in the same way can be turned back. */
function createInvert(body: FunctionBody, common: CommonParameters): CompiledFunction['invert'] {
  const { invert } = body;
  if (invert === undefined || common.condition !== undefined) return undefined;
  if ((common.applyOnAttribute ?? common.assignToAttribute) !== undefined) return undefined;
  const invertOne = (output: Json, isExact: boolean): Json | undefined => {
    if (output === null) return null;
    return typeof output === 'object' ? undefined : invert(output, isExact);
  };
  return (output, isExact = false) => {
    if (!Array.isArray(output)) return invertOne(output, isExact);
    const inputs = output.map((each) => invertOne(each, isExact));
    return inputs.every((input) => input !== undefined) ? inputs : undefined;
  };
}
