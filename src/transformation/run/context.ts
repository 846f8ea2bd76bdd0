/** The state of one entity's run. */
import type { RunState } from '../functions/types.ts';
import type { Json, JsonMap, Variables } from '../types.ts';
import type { Step } from './step.ts';

export class RunContext implements RunState {
  readonly input: Json;
  readonly output: JsonMap = {};
  readonly variables: Record<string, Json>;
  /** The mapping that failed, where several run as one. */
  failing: Step | undefined = undefined;
  readonly #clock: () => number;
  #now: number | undefined;

  constructor(input: Json, variables: Variables | undefined, clock: () => number) {
    this.input = input;
    this.variables = ownVariables(variables);
    this.#clock = clock;
  }

  /** The same for the whole run. */
  get now(): number {
    this.#now ??= this.#clock();
    return this.#now;
  }
}

/** Without prototype, so that no name is special. */
function ownVariables(given: Variables | undefined): Record<string, Json> {
  const variables: Record<string, Json> = { __proto__: null } as unknown as Record<string, Json>;
  if (given !== undefined) {
    for (const name of Object.keys(given)) {
      const value = given[name];
      if (value !== undefined) variables[name] = value;
    }
  }
  return variables;
}
