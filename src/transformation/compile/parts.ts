/** What a mapping is made of once its texts are compiled; the base of running, tracing and linting it. */
import type { CompiledFunction } from '../functions/types.ts';
import type { CompiledCondition, CompiledPath, CompiledTarget, ConditionNode } from '../jsonpath/types.ts';
import type { EntityModel, MappingModel } from '../parse/model.ts';
import type { Json, JsonMap, Variables } from '../types.ts';

/** A JSON value whose texts may contain `${variable}`. */
export interface TemplateValue {
  /** Names in `${…}`. */
  readonly variables: readonly string[];
  /** A value of its own for every call. */
  create(variables: Variables): Json;
}

export interface ConditionPart {
  readonly compiled: CompiledCondition;
  readonly tree: ConditionNode;
  /** Set when neither the input nor a variable can change the result. */
  readonly constant: boolean | undefined;
}

export interface FunctionPart {
  /** As written. */
  readonly source: JsonMap;
  readonly compiled: CompiledFunction;
  /** False when its condition can never hold. */
  readonly runs: boolean;
}

export interface MappingParts {
  readonly model: MappingModel;
  /** For people: file, line, position, source and target. */
  readonly label: string;
  /** The path or variable to name when the value is missing. */
  readonly origin: string;
  readonly condition: ConditionPart | undefined;
  /** `sourcePath`, or `variablePath`. */
  readonly path: CompiledPath | undefined;
  /** `sourcePaths`. */
  readonly paths: readonly CompiledPath[];
  readonly constant: TemplateValue | undefined;
  readonly defaultValue: TemplateValue | undefined;
  /** One for each of the model's `valueMappings`. */
  readonly mappedValues: readonly TemplateValue[];
  readonly functions: readonly FunctionPart[];
  readonly target: CompiledTarget | undefined;
}

export interface EntityParts {
  readonly model: EntityModel;
  /** For people: what is to blame where no mapping is. */
  readonly labels: { readonly condition: string; readonly whole: string };
  /** Where the condition stands; absent: there is none. */
  readonly conditionPlace: string | undefined;
  readonly condition: ConditionPart | undefined;
  /** Those that can run: neither ignored nor without a target. */
  readonly mappings: readonly MappingParts[];
}
