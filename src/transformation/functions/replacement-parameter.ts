/** The parameter `replacement` of the functions with a regular expression. */
import { ExpressionError } from '../errors.ts';
import { compileReplacement, type JavaRegex, literalReplacement, type Replacement } from '../regex/index.ts';
import { type CompiledTemplate, compileTemplate, variablesInPattern } from '../template.ts';
import type { Parameter, ParameterReader } from './parameters.ts';
import type { RunState } from './types.ts';

/** The replacement for a regular expression, in the current state. */
export type ReplacementSource = (regex: JavaRegex, state: RunState) => Replacement;

/**
 * Java's replacement text. `${name}` is a capturing group where a constant expression has one of that name, else a
 * variable, whose value is inserted as it is: `$1` in it is no reference.
 */
export function replacementParameter(
  parameters: ParameterReader,
  regex: Parameter<JavaRegex> | undefined,
): ReplacementSource | undefined {
  const text = parameters.has('replacement') ? parameters.raw('replacement') : undefined;
  if (text === undefined || text === null || typeof text === 'object') {
    // Reports what is wrong.
    parameters.text('replacement', '"_"');
    return undefined;
  }
  const parts = split(String(text), regex?.constant?.groupNames);
  for (const part of parts) if (part.kind === 'variable') parameters.variables.add(part.name);
  if (regex?.constant === undefined) {
    return (
      regex &&
      ((groups, state) =>
        join(
          parts.map((part) => compilePart(part, groups)),
          state,
        ))
    );
  }
  try {
    const constant = regex.constant;
    const compiled = parts.map((part) => compilePart(part, constant));
    if (compiled.every((part) => typeof part !== 'function')) {
      const replacement = { parts: compiled.flatMap((part) => part.parts) };
      return () => replacement;
    }
    return (_, state) => join(compiled, state);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    parameters.invalid(
      'replacement',
      error.message,
      'write \\$ and \\\\ for these characters, $1 for the first group',
    );
    return undefined;
  }
}

type CompiledPart = Replacement | ((state: RunState) => Replacement);

function compilePart(part: Part, groups: JavaRegex): CompiledPart {
  if (part.kind === 'java') return compileReplacement(part.text, groups);
  return (state) => {
    const text = part.render(state.variables);
    state.work.compareText(text.length);
    return literalReplacement(text);
  };
}

function join(compiled: readonly CompiledPart[], state: RunState): Replacement {
  return { parts: compiled.flatMap((part) => (typeof part === 'function' ? part(state) : part).parts) };
}

type Part =
  | { readonly kind: 'java'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string; readonly render: CompiledTemplate['render'] };

/** Text of Java's syntax, and variables between it. */
function split(text: string, groupNames: ReadonlyMap<string, number> | undefined): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const { name, start, end } of variablesInPattern(text)) {
    if (groupNames?.has(name)) continue;
    if (start > from) parts.push({ kind: 'java', text: text.slice(from, start) });
    parts.push({ kind: 'variable', name, render: compileTemplate(text.slice(start, end)).render });
    from = end;
  }
  if (from < text.length) parts.push({ kind: 'java', text: text.slice(from) });
  return parts;
}
