import { strangeCharacter, strayCharacter } from '../../characters.ts';
import { strangeCharacterProblem } from '../../compile/strange-characters.ts';
import type { SourceNode } from '../../parse/source.ts';
import { variablesIn } from '../../template.ts';
import type { LintContext, LintRule } from '../rule.ts';

/** Keys whose values are names, or paths in parameters of functions. */
const NAMES = new Set(
  'sourceVariable targetVariable scope type function scimEntityEndpoint skipOperations applyOnAttribute applyOnJsonAttribute assignToAttribute key sourceKey targetKey inputAttributes outputAttribute algorithm outputFormat'.split(
    ' ',
  ),
);
const PATHS = new Set(['prefix', 'suffix', 'subId']);
/** Reported where they are compiled, but for the texts in them. */
const EXPRESSIONS: ReadonlyMap<string, 'condition' | 'path'> = new Map([
  ['condition', 'condition'],
  ...['sourcePath', 'sourcePaths', 'targetPath', 'variablePath'].map((key) => [key, 'path'] as const),
]);
/** What stands in them are no keys of the language. */
const DATA = new Set(['constant', 'defaultValue', 'valueMappings']);

type Report = LintContext['report'];

export const strangeCharacterRule: LintRule = {
  name: 'strange-character',
  severity: 'warning',
  description:
    'An invisible character, such as a no-break space, typographic quotes and dashes, letters in another width or style, a letter that only looks like a Latin one, or an accent that is a character of its own, in a key, a name, a path or a condition; an error where that cannot be used then, a remark where an invisible one is in a value.',
  check({ entity, report }) {
    const { model } = entity;
    tell('this entity type', model.entityType, model.keyOffset, report);
    checkMembers(model.node, report);
  },
};

function checkMembers(node: SourceNode, report: Report): void {
  for (const [key, { keyOffset, node: value }] of node.members) {
    tell('this key', key, keyOffset, report);
    if (DATA.has(key)) {
      checkData(key, value, report);
      continue;
    }
    for (const item of value.items) checkMembers(item, report);
    for (const { value: text, offset } of [value, ...value.items]) {
      if (typeof text !== 'string') continue;
      if (NAMES.has(key) || (PATHS.has(key) && /^\$[.[]/.test(text)))
        tell(`the ${key}`, text, offset, report);
      else checkText(key, text, offset, report);
    }
  }
}

function checkData(key: string, node: SourceNode, report: Report): void {
  if (typeof node.value === 'string' && !node.secret) checkText(key, node.value, node.offset, report);
  for (const item of node.items) checkData(key, item, report);
  for (const member of node.members.values()) checkData(key, member.node, report);
}

/** A text that is a value, or has values in it. */
function checkText(key: string, text: string, at: number, report: Report): void {
  const names = variablesIn(text).map(({ name }) => name);
  for (const name of names) tell('the name of this variable', name, at, report);
  if (names.some((name) => strangeCharacter(name) !== undefined)) return;
  const expression = EXPRESSIONS.get(key);
  if (expression !== undefined && strangeCharacterProblem(expression, text, 'warning') !== undefined) return;
  const found = strayCharacter(text);
  if (found === undefined) return;
  const fix = `${found.fix}, unless the values have it as well`;
  report({ at, severity: 'info', message: `in the ${key} ${found.message}`, fix });
}

function tell(what: string, text: string, at: number, report: Report): void {
  const found = strangeCharacter(text);
  if (found !== undefined) report({ at, message: `in ${what} ${found.message}`, fix: found.fix });
}
