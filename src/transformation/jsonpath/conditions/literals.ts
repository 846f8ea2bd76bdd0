/** Strings, lists, objects and regular expressions that a condition contains, with `${…}` in them. */
import { EvaluationError, ExpressionError } from '../../errors.ts';
import { compileRegex } from '../../regex/index.ts';
import { textOf } from '../../template.ts';
import type { Variables } from '../../types.ts';
import { Decimal } from '../decimal.ts';
import { LenientJsonError, type LiteralJson, type LiteralMap, parseLenientJson } from '../lenient-json.ts';
import type { Run } from '../read/run.ts';
import { fillPattern } from '../syntax/pattern.ts';
import { containsVariable, parseTemplate } from '../syntax/text.ts';
import type { Template } from '../types.ts';
import { toElement } from './lists.ts';
import { type Element, JsonLiteral, type LiteralSource, RegexLiteral } from './values.ts';

/** Values of one regular expression's variables for which it is kept compiled. */
const MAX_PATTERNS = 64;
/** How much longer a text becomes in a pattern. */
const QUOTED = 8;

function variableText(run: Run, defaults: Variables | undefined, name: string): string {
  const { variables } = run;
  const holder = variables !== undefined && Object.hasOwn(variables, name) ? variables : defaults;
  const value = holder !== undefined && Object.hasOwn(holder, name) ? holder[name] : undefined;
  if (typeof value === 'string') return value;
  try {
    const text = textOf(value);
    run.work.writeText(text.length);
    return text;
  } catch (error) {
    if (error instanceof RangeError)
      throw new EvaluationError(`variable ${name} is nested too deep to be used as text`);
    throw error;
  }
}

export function fillTemplate(run: Run, defaults: Variables | undefined, parts: Template): string {
  run.work.spend(parts.length);
  let text = '';
  for (const part of parts)
    text += typeof part === 'string' ? part : variableText(run, defaults, part.variable);
  run.work.compareText(text.length);
  return text;
}

export function compileJsonLiteral(text: string, defaults: Variables | undefined): (run: Run) => JsonLiteral {
  let literal: LiteralJson;
  try {
    literal = parseLenientJson(text);
  } catch (error) {
    if (!(error instanceof LenientJsonError)) throw error;
    // As in the library that is an error only if the literal is needed.
    const fail = () => {
      throw new EvaluationError(`the literal ${text} cannot be read: ${error.message}`);
    };
    const wrong = new JsonLiteral(text, { json: fail, elements: fail });
    return () => wrong;
  }
  if (!containsVariable(text)) {
    const constant = new JsonLiteral(text, constantSource(literal));
    return () => constant;
  }
  return (run) =>
    new JsonLiteral(
      text,
      filledSource(literal, (part) => fillTemplate(run, defaults, parseTemplate(part))),
    );
}

function constantSource(literal: LiteralJson): LiteralSource {
  let elements: readonly Element[] | undefined;
  return {
    json: () => literal,
    elements: () => {
      if (!Array.isArray(literal)) return undefined;
      elements ??= literal.map(toElement);
      return elements;
    },
  };
}

/** Texts with variables are texts, whatever the variables hold. */
function filledSource(literal: LiteralJson, fill: (text: string) => string): LiteralSource {
  return {
    json: () => fillLiteral(literal, fill),
    elements: () =>
      Array.isArray(literal)
        ? literal.map((element) =>
            typeof element === 'string' && containsVariable(element) ? fill(element) : toElement(element),
          )
        : undefined,
  };
}

function fillLiteral(literal: LiteralJson, fill: (text: string) => string): LiteralJson {
  if (typeof literal === 'string') return fill(literal);
  if (typeof literal !== 'object' || literal === null || literal instanceof Decimal) return literal;
  if (Array.isArray(literal)) return literal.map((element) => fillLiteral(element, fill));
  const map: LiteralMap = Object.create(null);
  for (const [name, member] of Object.entries(literal)) map[fill(name)] = fillLiteral(member, fill);
  return map;
}

export function compileRegexLiteral(
  parts: Template,
  flags: string,
  defaults: Variables | undefined,
): (run: Run) => RegexLiteral {
  if (parts.every((part) => typeof part === 'string')) {
    const constant = new RegexLiteral(compileRegex(parts.join(''), flags));
    return () => constant;
  }
  const compiled = new Map<string, RegexLiteral>();
  return (run) => {
    const pattern = fillPattern(parts, (name) => countedText(run, defaults, name));
    let literal = compiled.get(pattern);
    if (literal === undefined) {
      run.work.compileText(pattern.length);
      literal = filledRegex(pattern, flags);
      const [oldest] = compiled.keys();
      if (compiled.size >= MAX_PATTERNS && oldest !== undefined) compiled.delete(oldest);
      compiled.set(pattern, literal);
    }
    return literal;
  };
}

/** The text of a variable, before it is quoted for a pattern. */
function countedText(run: Run, defaults: Variables | undefined, name: string): string {
  const text = variableText(run, defaults, name);
  run.work.writeText(text.length * QUOTED);
  return text;
}

function filledRegex(pattern: string, flags: string): RegexLiteral {
  try {
    return new RegexLiteral(compileRegex(pattern, flags));
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    // Not the message: it would show what the variables hold.
    throw new EvaluationError('a regular expression cannot be used with the values of its variables');
  }
}
