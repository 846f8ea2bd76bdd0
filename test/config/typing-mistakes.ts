/** Single typing mistakes in the texts of configurations, each the same with each run. */
import { visit } from 'jsonc-parser';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';

/**
 * `key`: of the configuration itself. `property`: the name of a property of a system. `reference`: the name of a
 * variable, a file or a system. `choice`: a value where only some are allowed. `text`: any other.
 */
export type TokenKind = 'key' | 'property' | 'reference' | 'choice' | 'text';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Of the first character, after a quote. */
  readonly offset: number;
  readonly path: readonly (string | number)[];
}

const CHOICES = new Set([
  'type',
  'logLevel',
  'permissions',
  'Type',
  'ProxyType',
  'Authentication',
  'ips.proxy.scim.total.results.strategy',
  'ipsproxy.patch.reread',
  'ipsproxy.hidden.writes',
  'ipsproxy.uncarried.attributes',
  'ias.support.patch.operation',
  'ias.include.if.match.wildcard.header',
  'btp.cf.pm.ensure.org.user',
]);

/** Everything in the text that has a letter, comments apart. */
export function tokensOf(file: string, text: string): Token[] {
  const tokens = file.endsWith('.yaml') ? yamlTokens(text) : jsonTokens(text);
  return tokens.filter((token) => /\p{L}/u.test(token.text));
}

function jsonTokens(text: string): Token[] {
  const tokens: Token[] = [];
  visit(text, {
    onObjectProperty: (name, offset, _length, _line, _column, path) => {
      tokens.push({ kind: kindOfKey([...path()]), text: name, offset: offset + 1, path: [...path(), name] });
    },
    onLiteralValue: (value, offset, _length, _line, _column, path) => {
      // Escape sequences would make offsets wrong.
      if (typeof value !== 'string' || !text.startsWith(`"${value}"`, offset)) return;
      tokens.push({ kind: kindOfValue([...path()]), text: value, offset: offset + 1, path: [...path()] });
    },
  });
  return tokens;
}

function yamlTokens(text: string): Token[] {
  const tokens: Token[] = [];
  const add = (node: unknown, kind: TokenKind, path: Token['path']) => {
    if (!isScalar(node) || typeof node.value !== 'string' || node.type !== 'PLAIN' || !node.range) return;
    tokens.push({ kind, text: node.value, offset: node.range[0], path });
  };
  const walk = (node: unknown, path: Token['path']): void => {
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        const inside = [...path, isScalar(key) ? String(key.value) : ''];
        add(key, kindOfKey(path), inside);
        walk(value, inside);
      }
    } else if (isSeq(node)) {
      for (const [index, item] of node.items.entries()) walk(item, [...path, index]);
    } else {
      add(node, kindOfValue(path), path);
    }
  };
  walk(parseDocument(text).contents, []);
  return tokens;
}

function kindOfKey(around: readonly (string | number)[]): TokenKind {
  return around.at(-1) === 'properties' ? 'property' : 'key';
}

function kindOfValue(path: readonly (string | number)[]): TokenKind {
  const last = path.at(-1);
  if (last === 'env' || last === 'file') return 'reference';
  if (path.at(-2) === 'transformations') return 'reference';
  if (path[0] === 'technicalUsers' && path.includes('systems')) return 'reference';
  return CHOICES.has(String(typeof last === 'number' ? path.at(-2) : last)) ? 'choice' : 'text';
}

/** Numbers from 0 to below `limit`; the same with each run (mulberry32). */
export function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** One letter swapped with the next, left out, doubled, exchanged, put in, or in the other case. */
export function mistyped(text: string, next: (limit: number) => number): string {
  for (;;) {
    const at = next(text.length);
    const letter = text.charAt(at);
    if (!/\p{L}/u.test(letter)) continue;
    const other = LETTERS.charAt(next(LETTERS.length));
    const kinds = [
      `${text.charAt(at + 1)}${letter}`,
      '',
      `${letter}${letter}`,
      other,
      `${letter}${other}`,
      letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
    ];
    const chosen = next(kinds.length);
    const rest = text.slice(at + (chosen === 0 ? 2 : 1));
    const result = `${text.slice(0, at)}${kinds[chosen]}${rest}`;
    if (result !== text && result.trim() === result && result !== '') return result;
  }
}
