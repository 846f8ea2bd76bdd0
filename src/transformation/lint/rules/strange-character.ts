import { strangeCharacter } from '../../characters.ts';
import type { SourceNode } from '../../parse/source.ts';
import type { LintContext, LintRule } from '../rule.ts';

/** Keys whose values are names, or paths in parameters of functions. */
const NAMES = new Set(
  'sourceVariable targetVariable scope type function scimEntityEndpoint skipOperations applyOnAttribute applyOnJsonAttribute assignToAttribute key sourceKey targetKey inputAttributes outputAttribute algorithm outputFormat'.split(
    ' ',
  ),
);
const PATHS = new Set(['prefix', 'suffix', 'subId']);
/** What stands in it is data. */
const DATA = new Set(['constant', 'defaultValue', 'valueMappings']);

export const strangeCharacterRule: LintRule = {
  name: 'strange-character',
  severity: 'warning',
  description:
    'An invisible character, such as a no-break space, typographic quotes, or a letter that only looks like a Latin one, in a key, a name, a path or a condition; an error where that cannot be used then.',
  check({ entity, report }) {
    const { model } = entity;
    tell('this entity type', model.entityType, model.keyOffset, report);
    checkMembers(model.node, report);
  },
};

function checkMembers(node: SourceNode, report: LintContext['report']): void {
  for (const [key, { keyOffset, node: value }] of node.members) {
    tell('this key', key, keyOffset, report);
    if (DATA.has(key)) continue;
    for (const item of value.items) checkMembers(item, report);
    for (const { value: text, offset } of [value, ...value.items]) {
      if (typeof text !== 'string') continue;
      if (NAMES.has(key) || (PATHS.has(key) && /^\$[.[]/.test(text)))
        tell(`the ${key}`, text, offset, report);
    }
  }
}

function tell(what: string, text: string, at: number, report: LintContext['report']): void {
  const found = strangeCharacter(text);
  if (found !== undefined) report({ at, message: `in ${what} ${found.message}`, fix: found.fix });
}
