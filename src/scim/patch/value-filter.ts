/** The filter in a PATCH path: `emails[type eq "work"].value` (RFC 7644 §3.5.2, figure 7). */
import type { Filter } from '../filter-ast.ts';
import { compileFilter } from '../filter-evaluate.ts';
import { MAX_FILTER_LENGTH, parseFilter } from '../filter-parse.ts';
import { type Token, tokenize } from '../filter-tokens.ts';
import { join } from '../filter-tree.ts';
import type { JsonObject, JsonValue } from '../json.ts';

export interface ValueFilter {
  readonly tree: Filter;
  readonly matches: (element: JsonValue) => boolean;
  /** How many comparisons one match takes, roughly. */
  readonly cost: number;
  /** Where the filter is `value eq "1" or value eq "2" or …` and nothing else: those values. */
  readonly values: readonly string[] | undefined;
  /** Where the filter is `type eq "work" and …` and nothing else: the value that it describes. */
  readonly template: JsonObject | undefined;
}

/**
 * @param attribute the attribute in front of the bracket
 * @throws ScimError 400 `invalidFilter`
 */
export function parseValueFilter(text: string, attribute: string): ValueFilter {
  return valueFilterOf(parseAnyLength(text), attribute);
}

/** @param attribute the attribute whose values are selected */
export function valueFilterOf(filter: Filter, attribute: string): ValueFilter {
  return {
    tree: filter,
    matches: compileFilter(filter, attribute),
    cost: costOf(filter),
    values: valuesOf(filter),
    template: templateOf(filter),
  };
}

/**
 * The filter parser has a limit that suits query strings. Clients that remove thousands of members in one path are cut
 * at each `or` outside of brackets, which binds loosest.
 */
function parseAnyLength(text: string): Filter {
  if (text.length <= MAX_FILTER_LENGTH) return parseFilter(text);
  const operands = alternatives(text, tokenize(text)).map((alternative) => parseFilter(alternative));
  return join('or', operands) ?? parseFilter('');
}

function alternatives(text: string, tokens: readonly Token[]): string[] {
  const parts: string[] = [];
  let start = 0;
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === '(' || token.kind === '[') depth += 1;
    if (token.kind === ')' || token.kind === ']') depth -= 1;
    const separates = depth === 0 && token.kind === 'word' && token.text.toLowerCase() === 'or';
    if (separates || token.kind === 'end') {
      parts.push(text.slice(start, token.start));
      start = token.end;
    }
  }
  return parts;
}

/** Any number of `eq` in an `or` are one look-up. */
function costOf(filter: Filter): number {
  switch (filter.kind) {
    case 'compare':
    case 'present':
      return 1;
    case 'not':
      return costOf(filter.operand);
    case 'valuePath':
      return 1 + costOf(filter.filter);
    case 'and':
    case 'or': {
      const lookUp = (operand: Filter) =>
        filter.kind === 'or' && operand.kind === 'compare' && operand.operator === 'eq';
      return filter.operands.reduce((sum, operand) => sum + (lookUp(operand) ? 0 : costOf(operand)), 1);
    }
  }
}

function valuesOf(filter: Filter): string[] | undefined {
  const values: string[] = [];
  for (const operand of filter.kind === 'or' ? filter.operands : [filter]) {
    if (operand.kind !== 'compare' || operand.operator !== 'eq' || typeof operand.value !== 'string') {
      return undefined;
    }
    if (simpleName(operand)?.toLowerCase() !== 'value') return undefined;
    values.push(operand.value);
  }
  return values;
}

function templateOf(filter: Filter): JsonObject | undefined {
  const members = new Map<string, [string, JsonValue]>();
  for (const operand of filter.kind === 'and' ? filter.operands : [filter]) {
    if (operand.kind !== 'compare' || operand.operator !== 'eq' || operand.value === null) return undefined;
    const name = simpleName(operand);
    if (name === undefined || members.has(name.toLowerCase())) return undefined;
    members.set(name.toLowerCase(), [name, operand.value]);
  }
  return Object.fromEntries(members.values());
}

function simpleName({ path }: Extract<Filter, { kind: 'compare' }>): string | undefined {
  const simple = path.schema === undefined && path.index === undefined && path.subAttribute === undefined;
  return simple ? path.attribute : undefined;
}
