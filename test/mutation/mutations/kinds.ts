/** What is changed for the worse, by the node of the syntax tree that it is done to. */
import type { Node, NodeOf } from './syntax.ts';

export interface Edit {
  readonly kind: Kind;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Where a test has to come by to notice anything. Default: `start`. */
  readonly reached?: number;
}

export type Kind =
  | 'arithmetic'
  | 'assignment'
  | 'await'
  | 'call'
  | 'comparison'
  | 'condition'
  | 'constant'
  | 'default'
  | 'list'
  | 'logic'
  | 'optional'
  | 'pattern'
  | 'property'
  | 'statement'
  | 'text';

type Changes = { readonly [Type in Node['type']]?: Change<NodeOf<Type>> };
type Change<N> = (node: N, source: string, parent: Node | undefined) => readonly Edit[];

/** Both sides of each: what lies between, and what is no longer the same at the border. */
const COMPARISONS: Readonly<Record<string, readonly string[]>> = {
  '===': ['!=='],
  '!==': ['==='],
  '==': ['!='],
  '!=': ['=='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
};
const ARITHMETIC: Readonly<Record<string, string>> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '&': '|',
  '|': '&',
  '<<': '>>',
  '>>': '<<',
  '>>>': '<<',
};
const ASSIGNMENTS: Readonly<Record<string, string>> = {
  '+=': '-=',
  '-=': '+=',
  '*=': '/=',
  '&&=': '=',
  '||=': '=',
  '??=': '=',
};
/** Methods whose object does as well, to the eye of the compiler at least. */
const SKIPPED = new Set(
  'filter flat normalize reverse slice sort toLowerCase toReversed toSorted toUpperCase toWellFormed trim trimEnd trimStart'.split(
    ' ',
  ),
);
const SWAPPED: Readonly<Record<string, string>> = {
  ceil: 'floor',
  endsWith: 'startsWith',
  every: 'some',
  find: 'findLast',
  findLast: 'find',
  floor: 'ceil',
  indexOf: 'lastIndexOf',
  lastIndexOf: 'indexOf',
  max: 'min',
  min: 'max',
  push: 'unshift',
  some: 'every',
  startsWith: 'endsWith',
  unshift: 'push',
};
/** From here on a difference of one is too small to matter. */
const LARGE = 1_000;

const CHANGES: Changes = {
  BinaryExpression(node, source) {
    const at = operatorBetween(node.left, node.right, node.operator, source);
    const comparisons = (COMPARISONS[node.operator] ?? []).map((text) => replaced('comparison', at, text));
    const other = ARITHMETIC[node.operator];
    if (other === undefined || isText(node.left) || isText(node.right)) return comparisons;
    return [replaced('arithmetic', at, other)];
  },

  LogicalExpression(node, source) {
    const at = operatorBetween(node.left, node.right, node.operator, source);
    // With their parentheses, which are no part of an operand.
    const left = source.slice(node.start, at.start).trimEnd();
    const right = source.slice(at.end, node.end).trimStart();
    const reached = node.right.start;
    if (node.operator === '??') return [{ ...replaced('default', node, left), reached }];
    return [
      replaced('logic', at, node.operator === '&&' ? '||' : '&&'),
      { ...replaced('logic', node, left), reached },
      replaced('logic', node, right),
    ];
  },

  IfStatement: ({ test }) => [replaced('condition', test, 'true'), replaced('condition', test, 'false')],
  ConditionalExpression: ({ test }) => [
    replaced('condition', test, 'true'),
    replaced('condition', test, 'false'),
  ],
  WhileStatement: ({ test }) => [replaced('condition', test, 'false')],
  ForStatement: ({ test }) => (test === null ? [] : [replaced('condition', test, 'false')]),

  UnaryExpression(node, source) {
    if (node.operator !== '!' && node.operator !== '-') return [];
    if (node.argument.type === 'Literal') return [];
    const kind = node.operator === '!' ? 'condition' : 'arithmetic';
    return [replaced(kind, node, source.slice(node.start + 1, node.end))];
  },

  UpdateExpression(node, source, parent) {
    if (parent?.type === 'ForStatement') return [];
    const text = textOf(node, source);
    return [
      replaced(
        'arithmetic',
        node,
        node.operator === '++' ? text.replace('++', '--') : text.replace('--', '++'),
      ),
    ];
  },

  AssignmentExpression(node, source) {
    const other = ASSIGNMENTS[node.operator];
    if (other === undefined || isText(node.right)) return [];
    return [replaced('assignment', operatorBetween(node.left, node.right, node.operator, source), other)];
  },
  /** A default, of a parameter or in a pattern. */
  AssignmentPattern: (node, source) => [
    { ...replaced('default', node, textOf(node.left, source)), reached: node.right.start },
  ],

  ExpressionStatement(node) {
    const { expression } = node;
    if (expression.type === 'Literal') return [];
    if (expression.type === 'CallExpression' && expression.callee.type === 'Super') return [];
    return [replaced('statement', node, ';')];
  },
  ThrowStatement: (node) => [replaced('statement', node, ';')],
  ContinueStatement: (node) => [replaced('statement', node, ';')],
  BreakStatement: (node) => [replaced('statement', node, ';')],
  ReturnStatement: (node) => (node.argument === null ? [replaced('statement', node, ';')] : []),
  AwaitExpression: (node, source) => [
    replaced('await', node, source.slice(node.start + 'await'.length, node.end).trimStart()),
  ],

  Literal(node, _source, parent) {
    if ('regex' in node) return patterns(node.regex).map((text) => replaced('pattern', node, text));
    const { value } = node;
    if (typeof value === 'boolean') return [replaced('constant', node, String(!value))];
    if (typeof value === 'number')
      return otherNumbers(value).map((other) => replaced('constant', node, String(other)));
    if (typeof value === 'bigint') return [replaced('constant', node, `${value + 1n}n`)];
    if (typeof value !== 'string' || isDirective(parent) || isTypeof(parent)) return [];
    return [replaced('text', node, value === '' ? "'changed'" : "''")];
  },
  TemplateLiteral: (node) => (node.end - node.start > 2 ? [replaced('text', node, '``')] : []),

  ArrayExpression(node) {
    if (node.elements.length === 0) return [];
    const spread = node.elements.filter((element) => element?.type === 'SpreadElement');
    return [
      replaced('list', node, '[]'),
      ...(node.elements.length === 1 ? [] : spread.map((element) => without('list', element, node.elements))),
    ];
  },
  ObjectExpression: ({ properties }) =>
    properties.map((property) => without('property', property, properties)),

  MemberExpression: (node, source) => optional(node, node.object, node.property, source),
  CallExpression(node, source) {
    const { callee } = node;
    const called = node.arguments[0] ?? { start: node.end - 1 };
    const optionals = optional(node, callee, called, source);
    if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return optionals;
    const { name } = callee.property;
    const swapped = SWAPPED[name];
    return [
      ...optionals,
      ...(SKIPPED.has(name) ? [replaced('call', node, textOf(callee.object, source))] : []),
      ...(swapped === undefined ? [] : [replaced('call', callee.property, swapped)]),
    ];
  },
};

export function changesOf<N extends Node>(
  node: N,
  source: string,
  parent: Node | undefined,
): readonly Edit[] {
  const change = CHANGES[node.type] as Change<N> | undefined;
  return change?.(node, source, parent) ?? [];
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function replaced(kind: Kind, { start, end }: Span, text: string): Edit {
  return { kind, start, end, text };
}

function textOf({ start, end }: Span, source: string): string {
  return source.slice(start, end);
}

function operatorBetween(left: Span, right: Span, operator: string, source: string): Span {
  const start = left.end + source.slice(left.end, right.start).lastIndexOf(operator);
  return { start, end: start + operator.length };
}

/** One of several, with the comma that it takes. */
function without(kind: Kind, one: Span | null, all: readonly (Span | null)[]): Edit {
  const index = all.indexOf(one);
  const [before, after] = [all[index - 1], all[index + 1]];
  const { start, end } = one ?? { start: 0, end: 0 };
  if (after) return { kind, start, end: after.start, text: '' };
  return { kind, start: before?.end ?? start, end, text: '', reached: start };
}

/** `a?.b` to `a.b`. */
function optional(
  node: { readonly optional?: boolean },
  object: Span,
  property: { readonly start: number },
  source: string,
): Edit[] {
  if (node.optional !== true) return [];
  const start = source.indexOf('?.', object.end);
  if (start === -1 || start > property.start) return [];
  const text = /[[(]/.test(source.charAt(start + 2)) ? '' : '.';
  // Whoever stops there is the one that notices, and never comes by what follows.
  return [{ ...replaced('optional', { start, end: start + 2 }, text), reached: start - 1 }];
}

function otherNumbers(value: number): number[] {
  if (value === 1) return [0, 2];
  return [value >= LARGE ? value * 10 : value + 1];
}

/** Without what holds it to the beginning and the end, and without regard to case the other way around. */
function patterns({ pattern, flags }: { readonly pattern: string; readonly flags: string }): string[] {
  const loosened = [
    pattern.startsWith('^') ? pattern.slice(1) : pattern,
    /(?<!\\)\$$/.test(pattern) ? pattern.slice(0, -1) : pattern,
  ].filter((other) => other !== pattern && other !== '');
  return [
    ...loosened.map((other) => `/${other}/${flags}`),
    ...(flags.includes('i') ? [`/${pattern}/${flags.replace('i', '')}`] : []),
  ];
}

function isText(node: Node): boolean {
  return node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node.value === 'string');
}

function isDirective(parent: Node | undefined): boolean {
  return parent?.type === 'ExpressionStatement';
}

/** `typeof x === 'string'`: the comparison is changed already. */
function isTypeof(parent: Node | undefined): boolean {
  if (parent?.type !== 'BinaryExpression') return false;
  return [parent.left, parent.right].some(
    (side) => side.type === 'UnaryExpression' && side.operator === 'typeof',
  );
}
