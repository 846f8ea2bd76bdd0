/** Reads the parameters of one function object, and reports what is wrong with them. */
import { EvaluationError, ExpressionError } from '../errors.ts';
import { meant } from '../meant.ts';
import { compileTemplate, variablesIn, variablesInPattern } from '../template.ts';
import type { Json, JsonMap } from '../types.ts';
import { cached } from './cache.ts';
import { jsonRenderer } from './json-renderer.ts';
import type { FunctionEnvironment, RunState } from './types.ts';

/** A parameter; `constant` unless there is a `${variable}` in it. */
export interface Parameter<Result> {
  readonly constant?: Result | undefined;
  /** @throws EvaluationError when the current values of the variables do not make sense here */
  get(state: RunState): Result;
}

/** How to make something of a parameter's text; throws ExpressionError or EvaluationError. */
export type Compile<Result> = (text: string) => Result;

export class ParameterReader {
  readonly function: string;
  readonly environment: FunctionEnvironment;
  /** Variables that the parameters read. */
  readonly variables = new Set<string>();
  /** Whether something was wrong that makes the function unusable. */
  failed = false;
  readonly #source: JsonMap;

  constructor(name: string, source: JsonMap, environment: FunctionEnvironment) {
    this.function = name;
    this.#source = source;
    this.environment = environment;
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#source, key);
  }

  /** The parameter as written. */
  raw(key: string): Json | undefined {
    return this.has(key) ? this.#source[key] : undefined;
  }

  /** Reports that a parameter cannot be as it is. */
  invalid(key: string, message: string, fix: string, rule = 'invalid-parameter'): void {
    this.failed = true;
    this.environment.report({
      rule,
      severity: 'error',
      message: `${key} of ${this.function}: ${message}`,
      fix,
      ...(this.has(key) ? { key } : {}),
    });
  }

  missing(key: string, fix: string): void {
    this.failed = true;
    this.environment.report({
      rule: 'missing-parameter',
      severity: 'error',
      message: `${this.function} needs the parameter ${key}`,
      fix,
    });
  }

  /** A text, number or boolean, as text. */
  text(key: string, example: string): Parameter<string> {
    return this.optionalText(key, example) ?? this.#required(key, example, '');
  }

  /** @param variablesOf finds the variables in it */
  optionalText(key: string, example: string, variablesOf = variablesIn): Parameter<string> | undefined {
    const value = this.#scalar(key, example);
    if (value === undefined) return undefined;
    const uses = variablesOf(value);
    const { constant, variables, render } = compileTemplate(value, uses);
    for (const variable of variables) this.variables.add(variable);
    if (constant !== undefined) return { constant, get: () => constant };
    return {
      get: (state) => {
        state.work.spend(uses.length);
        const rendered = render(state.variables);
        state.work.compareText(rendered.length);
        return rendered;
      },
    };
  }

  /** A regular expression, where `\\$` is a character and begins no variable. */
  regex<Result>(key: string, example: string, compile: Compile<Result>): Parameter<Result> | undefined {
    const text = this.optionalText(key, example, variablesInPattern);
    if (text === undefined) this.#reportMissing(key, `write for instance "${key}": ${example}`);
    return text && this.#compiled(key, text, compile, example, 'invalid-regex');
  }

  /** A text that is compiled: once if it is constant, else once for each of the values that came last. */
  optionalCompiled<Result>(
    key: string,
    example: string,
    compile: Compile<Result>,
    variablesOf = variablesIn,
  ): Parameter<Result> | undefined {
    const text = this.optionalText(key, example, variablesOf);
    return text && this.#compiled(key, text, compile, example);
  }

  #compiled<Result>(
    key: string,
    text: Parameter<string>,
    compile: Compile<Result>,
    example: string,
    rule?: string,
  ): Parameter<Result> | undefined {
    if (text.constant !== undefined) {
      try {
        const constant = compile(text.constant);
        return { constant, get: () => constant };
      } catch (error) {
        if (!(error instanceof ExpressionError || error instanceof EvaluationError)) throw error;
        this.invalid(key, error.message, `write for instance ${example}`, rule);
        return undefined;
      }
    }
    const compileCached = cached((current, { work }: RunState) => {
      work.compileText(current.length);
      try {
        return compile(current);
      } catch (error) {
        if (!(error instanceof ExpressionError || error instanceof EvaluationError)) throw error;
        throw new EvaluationError(
          `${key} of ${this.function} cannot be used with the current values of its variables`,
        );
      }
    });
    return { get: (state) => compileCached(text.get(state), state) };
  }

  integer(key: string, min: number, example: string): Parameter<number> {
    return this.optionalInteger(key, min, example) ?? this.#required(key, example, min);
  }

  optionalInteger(key: string, min: number, example: string): Parameter<number> | undefined {
    return this.optionalCompiled(key, example, (text) => {
      const value = Number(text);
      // A sign is allowed, as in "+3"; blank text is no number.
      if (!/^\s*[+-]?\d{1,9}\s*$/.test(text) || value < min) {
        throw new EvaluationError(
          `an integer${min > Number.MIN_SAFE_INTEGER ? ` from ${min} on` : ''} is needed`,
        );
      }
      return value;
    });
  }

  flag(key: string): boolean {
    if (!this.has(key)) return false;
    const value = this.#source[key];
    if (value === true || value === 'true') return true;
    if (value !== false && value !== 'false' && value !== null) {
      this.invalid(key, 'it is neither true nor false', `write "${key}": true or leave it out`);
    }
    return false;
  }

  /** One of a few words, in any case. */
  choice<Word extends string>(key: string, words: readonly Word[]): Word {
    const [first] = words as readonly [Word, ...Word[]];
    const value = this.#scalar(key, `"${first}"`);
    const found = words.find((word) => word.toLowerCase() === value?.toLowerCase());
    if (found !== undefined) return found;
    const similar = value === undefined ? undefined : meant(value, words);
    const fix =
      similar === undefined
        ? `write one of ${words.map((word) => `"${word}"`).join(', ')}`
        : `did you mean "${similar}"?`;
    if (value === undefined) this.#reportMissing(key, fix);
    else this.invalid(key, `there is no value ${JSON.stringify(value)}`, fix);
    return first;
  }

  /** Names of attributes: one, or a list of them. */
  names(key: string): readonly string[] {
    const value = this.#source[key];
    if (!this.has(key) || value === undefined || value === null) return [];
    const names = Array.isArray(value) ? value : [value];
    if (names.every((name) => typeof name === 'string' && name !== '')) return names as string[];
    this.invalid(key, 'names of attributes are needed', `write for instance "${key}": ["country"]`);
    return [];
  }

  /** Any JSON; texts in it may have variables. */
  json(key: string): Parameter<Json> {
    const value = this.#source[key];
    if (!this.has(key) || value === undefined) {
      this.missing(key, `write for instance "${key}": "work"`);
      return { constant: null, get: () => null };
    }
    const render = jsonRenderer(value, this.variables);
    if (render !== undefined) return { get: render };
    if (typeof value !== 'object') return { constant: value, get: () => value };
    // Each element that gets it is written with a copy of its own.
    const { length } = JSON.stringify(value);
    return {
      constant: value,
      get: ({ work }) => {
        work.writeText(length);
        return value;
      },
    };
  }

  /** `null` counts as left out. */
  #scalar(key: string, example: string): string | undefined {
    const value = this.has(key) ? this.#source[key] : undefined;
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'object') return String(value);
    this.invalid(key, 'a text, a number or a boolean is needed', `write for instance "${key}": ${example}`);
    return undefined;
  }

  #required<Result>(key: string, example: string, placeholder: Result): Parameter<Result> {
    this.#reportMissing(key, `write for instance "${key}": ${example}`);
    return { constant: placeholder, get: () => placeholder };
  }

  /** Not in addition to a finding about its value. */
  #reportMissing(key: string, fix: string): void {
    const value = this.has(key) ? this.#source[key] : undefined;
    if (value === undefined || value === null) this.missing(key, fix);
  }
}
