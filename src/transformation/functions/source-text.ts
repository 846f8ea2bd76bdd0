/** Parameters that are a text or a path into the input entity. */
import { compilePath } from '../jsonpath/index.ts';
import { variablesInPattern } from '../template.ts';
import type { Json } from '../types.ts';
import { remember } from '../work.ts';
import { failure } from './body.ts';
import type { Parameter, ParameterReader } from './parameters.ts';
import { isScalar, scalarText } from './text.ts';
import type { RunState } from './types.ts';

/** Gives `undefined` when the path finds nothing. */
export type TextSource = Parameter<string | undefined>;

const PATH = /^\$[.[]/;

/** A text that begins with `$.` or `$[` is a path; it may have variables in it like any other. */
export function textOrPath(
  parameters: ParameterReader,
  key: string,
  example: string,
): TextSource | undefined {
  if (!PATH.test(String(parameters.raw(key)))) return parameters.optionalText(key, example);
  // Filters may have regular expressions.
  const reader = parameters.optionalCompiled(key, example, compileReader, variablesInPattern);
  if (reader === undefined) return undefined;
  const wrong = () => failure(parameters.function, `${key} has to lead to one text`);
  return { get: (state) => textAt(reader.get(state)(state), wrong) };
}

/** What a search finds is shared by the elements of a list; going along members is quicker than looking it up. */
function compileReader(text: string): (state: RunState) => Json | undefined {
  const path = compilePath(text);
  const isSearch = path.steps.some(({ kind }) => kind !== 'member' && kind !== 'index');
  const read = ({ input, work }: RunState) => path.read(input, work);
  if (!isSearch) return read;
  return (state) => remember(state.work.keptFor(state.input), path, () => read(state));
}

/** A list of one counts as its element; nothing, `null` and the empty list are missing. */
function textAt(found: Json | undefined, wrong: () => Error): string | undefined {
  const value = Array.isArray(found) && found.length <= 1 ? found[0] : found;
  if (value === undefined || value === null) return undefined;
  if (!isScalar(value)) throw wrong();
  return scalarText(value);
}

/** Which of the parameters reads nothing, for people. */
export function missingPath(
  parameters: ParameterReader,
  sources: Readonly<Record<string, TextSource | undefined>>,
): (state: RunState) => string {
  return (state) => {
    const missing = Object.entries(sources).flatMap(([key, source]) =>
      source !== undefined && source.get(state) === undefined
        ? [`${key} ${String(parameters.raw(key))} reads nothing here`]
        : [],
    );
    return missing.join(', ');
  };
}

/** Counts a text that is put together: with a large part it grows with each element of a list. */
export function written(text: string, state: RunState): string {
  state.work.writeText(text.length);
  return text;
}

/** For inversion: the text, if it is always the same. */
export function constantText(source: TextSource | undefined): string | undefined {
  return source === undefined ? '' : source.constant;
}

export function textOf(source: TextSource | undefined, state: RunState): string | undefined {
  return source === undefined ? '' : source.get(state);
}
