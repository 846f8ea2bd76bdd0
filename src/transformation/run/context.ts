/** The state of one entity's run. */
import type { MappingParts } from '../compile/parts.ts';
import type { RunState } from '../functions/types.ts';
import type { Json, JsonMap, Variables } from '../types.ts';
import { Work } from '../work.ts';

export class RunContext implements RunState {
  readonly input: Json;
  readonly output: JsonMap = {};
  readonly variables: Record<string, Json>;
  /** The mapping that failed, where several run as one. */
  failing: MappingParts | undefined = undefined;
  readonly defaults: boolean;
  /** One for all that the run does. */
  readonly work: Work;
  readonly #clock: () => number;
  #now: number | undefined;

  constructor(input: Json, variables: Variables | undefined, clock: () => number, defaults = true) {
    this.input = input;
    this.work = new Work(input);
    this.defaults = defaults;
    this.variables = ownVariables(variables);
    this.#clock = clock;
  }

  /** The same for the whole run. */
  get now(): number {
    this.#now ??= this.#clock();
    return this.#now;
  }
}

/** What variables inherit from, so that no name is special; objects without any prototype are slower. */
const NOTHING: object = Object.freeze(Object.create(null));

function ownVariables(given: Variables | undefined): Record<string, Json> {
  const variables = Object.create(NOTHING) as Record<string, Json>;
  if (given !== undefined) {
    for (const name of Object.keys(given)) {
      const value = given[name];
      if (value !== undefined) variables[name] = value;
    }
  }
  return variables;
}
