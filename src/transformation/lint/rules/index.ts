/** All rules that look at a compiled entity type. What parsing and compiling report by themselves is in `../catalogue.ts`. */
import type { LintRule } from '../rule.ts';
import { dottedUrn } from './dotted-urn.ts';
import { duplicateTarget } from './duplicate-target.ts';
import { emptyList } from './empty-list.ts';
import { entityName } from './entity-name.ts';
import { keyWithoutEffect } from './key-without-effect.ts';
import { mandatoryVariableTarget } from './mandatory-variable-target.ts';
import { misleadingCondition } from './misleading-condition.ts';
import { missingEntityId } from './missing-entity-id.ts';
import { missingTarget } from './missing-target.ts';
import { misspelledName } from './misspelled-name.ts';
import { passwordInClear } from './password-in-clear.ts';
import { passwordNeverShown } from './password-never-shown.ts';
import { passwordOnUpdate } from './password-on-update.ts';
import { regexInSlashes } from './regex-in-slashes.ts';
import { regexTooManySteps } from './regex-too-many-steps.ts';
import { schemaPath } from './schema-path.ts';
import { schemaUrn } from './schema-urn.ts';
import { sourceCount } from './source-count.ts';
import { strangeCharacterRule } from './strange-character.ts';
import { targetSystemVariable } from './target-system-variable.ts';
import { unknownKey } from './unknown-key.ts';
import { unknownPathFunction } from './unknown-path-function.ts';
import { unreachableMapping } from './unreachable-mapping.ts';
import { unusedDefault } from './unused-default.ts';
import { valueMappingKey } from './value-mapping-key.ts';
import { variableNeverRead } from './variable-never-read.ts';
import { variableNotSet } from './variable-not-set.ts';
import { variablePath } from './variable-path.ts';

export const RULES: readonly LintRule[] = [
  entityName,
  unknownKey,
  sourceCount,
  variablePath,
  keyWithoutEffect,
  missingTarget,
  unreachableMapping,
  duplicateTarget,
  variableNotSet,
  variableNeverRead,
  targetSystemVariable,
  missingEntityId,
  mandatoryVariableTarget,
  valueMappingKey,
  unusedDefault,
  emptyList,
  passwordInClear,
  passwordNeverShown,
  passwordOnUpdate,
  schemaPath,
  schemaUrn,
  misspelledName,
  dottedUrn,
  unknownPathFunction,
  strangeCharacterRule,
  misleadingCondition,
  regexInSlashes,
  regexTooManySteps,
];
