/** The words of a transformation that somebody may mistype, with their places in its text. */
import { type Node, parseTree } from 'jsonc-parser';

export type SiteKind = 'key' | 'name' | 'path' | 'function' | 'parameter' | 'operator' | 'entity type';

export interface Site {
  readonly kind: SiteKind;
  readonly word: string;
  /** Zero-based, into the text. */
  readonly offset: number;
}

/** Keys whose values are data: whatever stands there is right. */
const DATA = new Set(['constant', 'defaultValue', 'valueMappings', 'regex', 'replacement', 'separator']);
const PATHS = new Set(['sourcePath', 'targetPath', 'variablePath', 'sourcePaths']);
const NAMES = new Set(['sourceVariable', 'targetVariable', 'scope', 'scimEntityEndpoint', 'skipOperations']);
/** Parameters that name a member of the objects that a function works on. */
const MEMBERS = new Set(['applyOnAttribute', 'assignToAttribute', 'key', 'sourceKey', 'targetKey']);
const WORDS = new Set(['algorithm', 'outputFormat']);

export function sitesOf(text: string): readonly Site[] {
  const root = parseTree(text, [], { allowTrailingComma: true });
  if (root === undefined) throw new Error('no JSON');
  return members(root).flatMap(({ key, value }) => [
    site('entity type', key, 1),
    ...members(value).flatMap((member) =>
      member.name === 'mappings'
        ? [site('key', member.key, 1), ...(member.value.children ?? []).flatMap(sitesOfMapping)]
        : sitesOfMember(member, 'key'),
    ),
  ]);
}

function sitesOfMapping(mapping: Node): readonly Site[] {
  return members(mapping).flatMap((member) => {
    if (member.name === 'functions') {
      return [site('key', member.key, 1), ...(member.value.children ?? []).flatMap(sitesOfFunction)];
    }
    if (member.name === 'type') return [site('key', member.key, 1), site('name', member.value, 1)];
    return sitesOfMember(member, 'key');
  });
}

function sitesOfFunction(definition: Node): readonly Site[] {
  return members(definition).flatMap((member) => {
    if (member.name === 'function' || member.name === 'type') {
      return [site('key', member.key, 1), site('function', member.value, 1)];
    }
    return sitesOfMember(member, 'parameter');
  });
}

function sitesOfMember({ name, key, value }: Member, kind: SiteKind): readonly Site[] {
  const own = site(kind, key, 1);
  const texts = value.type === 'array' ? (value.children ?? []) : [value];
  return [own, ...texts.flatMap((node) => (node.type === 'string' ? sitesOfText(name, node) : []))];
}

function sitesOfText(name: string, node: Node): readonly Site[] {
  // Escape sequences shift what stands behind them.
  if (node.length !== String(node.value).length + 2) return [];
  if (name === 'condition') return sitesOfCondition(node);
  if (PATHS.has(name)) return sitesOfPath(node);
  if (NAMES.has(name)) return [site('name', node, 1)];
  if (MEMBERS.has(name)) return [site('path', node, 1)];
  if (WORDS.has(name)) return [site('parameter', node, 1)];
  const variables = sitesOfPattern('name', node, /\$\{(\w+)\}/dg);
  return DATA.has(name) || variables.length > 0 ? variables : sitesOfPath(node);
}

/** `.name` with or without parentheses, and `['name']`. */
const NAME = /\.([A-Za-z][\w-]*)(?=[.[()\s=!<>~&|]|$)|\['([A-Za-z][\w:.-]*)'\]/dg;

function sitesOfPath(node: Node): readonly Site[] {
  return String(node.value).startsWith('$') ? sitesOfPattern('path', node, NAME) : [];
}

function sitesOfCondition(node: Node): readonly Site[] {
  return [
    ...sitesOfPattern('path', node, NAME),
    ...sitesOfPattern('name', node, /\$\{(\w+)\}/dg),
    ...sitesOfPattern('operator', node, /(?<=[\s\w)])([=!]==?|&&|\|\||=~|[<>]=?)(?=[\s'(])/dg),
    ...sitesOfPattern('operator', node, /(?<=\s)(EMPTY|IN|NIN|CONTAINS|SIZE|true|false)(?=[\s)]|$)/dgi),
  ];
}

function sitesOfPattern(kind: SiteKind, node: Node, pattern: RegExp): readonly Site[] {
  return [...String(node.value).matchAll(pattern)].flatMap(({ indices, ...groups }) => {
    const group = groups[1] === undefined ? 2 : 1;
    const word = groups[group];
    const at = indices?.[group]?.[0];
    return at === undefined || word === undefined ? [] : [{ kind, word, offset: node.offset + 1 + at }];
  });
}

interface Member {
  readonly name: string;
  readonly key: Node;
  readonly value: Node;
}

function members(node: Node): readonly Member[] {
  if (node.type !== 'object') return [];
  return (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    key === undefined || value === undefined ? [] : [{ name: String(key.value), key, value }],
  );
}

function site(kind: SiteKind, node: Node, skip: number): Site {
  return { kind, word: String(node.value), offset: node.offset + skip };
}
