/** The transformation engine's public entry. Everything here is synchronous. */
export { backendNames } from './backend-names.ts';
export { strangeCharacter, visible } from './characters.ts';
export { closest } from './closest.ts';
export { compileTransformation } from './compile-transformation.ts';
export { EvaluationError, ExpressionError, TransformationError } from './errors.ts';
export { cloneJson, compileCondition, compilePath } from './jsonpath/index.ts';
export type {
  CompiledCondition,
  CompiledPath,
  ConditionOptions,
} from './jsonpath/types.ts';
export { excessiveNesting } from './parse/nesting.ts';
export { isCredentialName } from './parse/parameters.ts';
export { languageProperties, propertiesReadBy } from './properties.ts';
export { failureText } from './run/failure.ts';
export { maskSecrets, secretTexts } from './run/secrets.ts';
export type * from './types.ts';
