/** JSONPath and conditions in the dialect of Jayway JsonPath 2.9: reading, testing, writing. */
export { cloneJson, createCloner } from './clone.ts';
export { compileCondition, compilePath, parseCondition, parsePath } from './compile.ts';
export { PATH_FUNCTIONS } from './read/functions.ts';
export { conditionPaths, conditionVariables, isDefinite, type PathUse } from './syntax/analyse.ts';
export { printCondition, printPath } from './syntax/print.ts';
export type * from './types.ts';
export { dropPlaceholders } from './write/gaps.ts';
export { compileTarget } from './write/target.ts';
