/** Texts with `${variable}` in them. */
import type { Json, Variables } from './types.ts';

export interface CompiledTemplate {
  /** The text itself, when there is no variable in it. */
  readonly constant?: string | undefined;
  /** Names of its variables, each once. */
  readonly variables: readonly string[];
  /**
   * The text with the current values in it: an unset variable counts as empty text, a value that is no text as its JSON.
   * A `${…}` inside of a value stays as it is.
   */
  render(variables: Variables): string;
}

/** A `${name}` in a text. */
export interface VariableUse {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const VARIABLE = /\$\{([^{}]+)\}/g;

export function variablesIn(text: string): readonly VariableUse[] {
  return Array.from(text.matchAll(VARIABLE), ({ 0: found, 1: name = '', index: start }) => ({
    name,
    start,
    end: start + found.length,
  }));
}

/** In a regular expression or its replacement, the `$` of `\${2}` is a character like any other. */
export function variablesInPattern(text: string): readonly VariableUse[] {
  return variablesIn(text).filter(({ start }) => !isEscaped(text, start));
}

/** Behind an odd number of backslashes. */
function isEscaped(text: string, position: number): boolean {
  let backslashes = 0;
  while (text[position - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1;
}

/** @param uses where the variables of the text are */
export function compileTemplate(text: string, uses = variablesIn(text)): CompiledTemplate {
  const literals: string[] = [];
  const names: string[] = [];
  let end = 0;
  for (const use of uses) {
    literals.push(text.slice(end, use.start));
    names.push(use.name);
    end = use.end;
  }
  const last = text.slice(end);
  const [first = ''] = literals;
  const [name] = names;
  const variables = [...new Set(names)];
  if (name === undefined) return { constant: text, variables, render: () => text };
  if (names.length === 1) {
    return { variables, render: (values) => first + textOf(values[name]) + last };
  }
  return {
    variables,
    render: (values) => {
      let rendered = '';
      for (let i = 0; i < names.length; i++) rendered += literals[i] + textOf(values[names[i] as string]);
      return rendered + last;
    },
  };
}

/** A value as part of a text; `null` counts as unset. */
export function textOf(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? jsonOf(value) : String(value);
}

/** Values of variables do not change, and are asked for by each element of a list. */
const written = new WeakMap<object, string>();

function jsonOf(value: object): string {
  let text = written.get(value);
  if (text === undefined) {
    text = JSON.stringify(value);
    written.set(value, text);
  }
  return text;
}
