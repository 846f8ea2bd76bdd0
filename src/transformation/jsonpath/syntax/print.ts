/** From trees to text: parsing the text gives an equal tree again. */
import type { ConditionNode, Operand, PathExpression, PathStep } from '../types.ts';
import { escapeText, printTemplate } from './text.ts';

const PLAIN_NAME = /^[A-Za-z_][\w-]*$/;

export function printCondition(node: ConditionNode): string {
  switch (node.kind) {
    case 'or':
      return node.operands.map((operand) => printOperandOf(operand, operand.kind === 'or')).join(' || ');
    case 'and':
      return node.operands
        .map((operand) => printOperandOf(operand, operand.kind === 'or' || operand.kind === 'and'))
        .join(' && ');
    case 'not':
      return node.operand.kind === 'exists'
        ? `!${printPath(node.operand.path)}`
        : `!(${printCondition(node.operand)})`;
    case 'exists':
      return printPath(node.path);
    case 'comparison':
      return `${printOperand(node.left)} ${node.operator} ${printOperand(node.right)}`;
    case 'call':
      return printOperand(node);
  }
}

function printOperandOf(node: ConditionNode, parentheses: boolean): string {
  const text = printCondition(node);
  return parentheses ? `(${text})` : text;
}

function printOperand(operand: Operand): string {
  switch (operand.kind) {
    case 'path':
      return printPath(operand.path);
    case 'string':
      return `'${printTemplate(operand.parts, escapeText)}'`;
    case 'number':
    case 'json':
      return operand.text;
    case 'boolean':
      return String(operand.value);
    case 'null':
      return 'null';
    case 'regex':
      return `/${printTemplate(operand.parts, (text) => text)}/${operand.flags}`;
    case 'call': {
      const path = operand.path === undefined ? '' : printPath(operand.path);
      const property = operand.property === undefined ? '' : `, ${operand.property}`;
      return `${operand.name}(${path}${property})`;
    }
  }
}

export function printPath({ root, steps }: PathExpression): string {
  let text: string = root;
  let afterScan = false;
  for (const step of steps) {
    text += printStep(step, afterScan);
    afterScan = step.kind === 'scan';
  }
  return text;
}

function printStep(step: PathStep, afterScan: boolean): string {
  const dot = afterScan ? '' : '.';
  switch (step.kind) {
    case 'member':
      return PLAIN_NAME.test(step.name) ? `${dot}${step.name}` : `['${escapeText(step.name)}']`;
    case 'members':
      return `[${step.names.map((name) => `'${escapeText(name)}'`).join(',')}]`;
    case 'index':
      return `[${step.index}]`;
    case 'indexes':
      return `[${step.indexes.join(',')}]`;
    case 'slice':
      return `[${step.from ?? ''}:${step.to ?? ''}]`;
    case 'wildcard':
      return '[*]';
    case 'filter':
      return `[?(${step.text})]`;
    case 'scan':
      return '..';
    case 'function': {
      const texts = step.arguments.map((argument) =>
        argument.kind === 'path' ? printPath(argument.path) : argument.text,
      );
      return `${dot}${step.name}(${texts.join(', ')})`;
    }
  }
}
