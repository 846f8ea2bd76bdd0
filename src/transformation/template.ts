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

const VARIABLE = /\$\{([^{}]+)\}/g;

export function compileTemplate(text: string): CompiledTemplate {
  const literals: string[] = [];
  const names: string[] = [];
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    literals.push(text.slice(end, match.index));
    names.push(match[1] as string);
    end = match.index + match[0].length;
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
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
