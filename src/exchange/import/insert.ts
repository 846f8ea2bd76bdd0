/** Puts systems into the text of a configuration file, and leaves its comments where they are. */
import { isDeepStrictEqual } from 'node:util';
import { applyEdits, createScanner, findNodeAtLocation, modify, parseTree } from 'jsonc-parser';
import { isNode, isSeq, parseDocument, stringify, visit } from 'yaml';
import { parseJsonc } from '../../config/source/jsonc.ts';
import type { ParseResult } from '../../config/source/source.ts';
import { parseYaml } from '../../config/source/yaml.ts';
import { ExchangeError } from '../errors.ts';
import type { PlannedEntry } from './plan.ts';

export interface Insertion {
  readonly entry: PlannedEntry;
  /** The system with the same id, which it replaces; absent: it comes behind all others. */
  readonly index: number | undefined;
}

/**
 * @param file its ending says whether it is YAML
 * @throws ExchangeError where the result would not be what was meant
 */
export function inserted(file: string, text: string, insertions: readonly Insertion[]): string {
  const isYaml = /\.ya?ml$/i.test(file);
  const parse = isYaml ? parseYaml : parseJsonc;
  const wanted = expected(plainValue(parse(file, text)), insertions);
  for (const insert of isYaml ? [appendedYaml, rewrittenYaml] : [appendedJson, rewrittenJson]) {
    const result = insert(text, insertions);
    if (result === undefined || !isDeepStrictEqual(plainValue(parse(file, result)), wanted)) continue;
    return text.includes('\r\n') ? result.replaceAll(/\r?\n/g, '\r\n') : result;
  }
  throw new ExchangeError(
    `${file}: the systems cannot be put in there without changing something else; nothing was written. Use --out FOLDER, and copy them over.`,
  );
}

function plainValue(parsed: ParseResult): Record<string, unknown> {
  // Plain data: so that objects compare by what they have, whatever their prototype.
  return 'source' in parsed ? JSON.parse(JSON.stringify(parsed.source.value)) : {};
}

function expected(before: Record<string, unknown>, insertions: readonly Insertion[]) {
  const systems: unknown[] = Array.isArray(before['systems']) ? [...before['systems']] : [];
  for (const { entry, index } of insertions) systems[index ?? systems.length] = plain(entry);
  return { ...before, systems };
}

function plain(entry: PlannedEntry): unknown {
  return JSON.parse(JSON.stringify(entry));
}

/** Behind the last system, and whatever else stands in the file stays as it was typed. */
function appendedJson(text: string, insertions: readonly Insertion[]): string | undefined {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const systems = root === undefined ? undefined : findNodeAtLocation(root, ['systems']);
  if (systems?.type !== 'array' || insertions.some(({ index }) => index !== undefined)) return undefined;
  const last = systems.children?.at(-1);
  const from = last === undefined ? systems.offset + 1 : last.offset + last.length;
  const close = systems.offset + systems.length - 1;
  const between = text.slice(from, close).trimEnd();
  const scanner = createScanner(between, true);
  scanner.scan();
  const hasComma = between[scanner.getTokenOffset()] === ',';
  const outer = indentAt(text, close);
  const inner = last === undefined ? `${outer}${indentOf(text)}` : indentAt(text, last.offset);
  const items = insertions.map(({ entry }) => {
    const lines = JSON.stringify(entry, null, indentOf(text));
    // A reference is short.
    return lines.replaceAll(/\{\n\s+("env": "[^"\n]*")\n\s+\}/g, '{ $1 }').replaceAll(/^/gm, inner);
  });
  const comma = last !== undefined && !hasComma ? ',' : '';
  const more = hasComma ? ',' : '';
  const kept = `${text.slice(0, from)}${comma}${between}`;
  return `${kept}\n${items.join(',\n')}${more}\n${outer}${text.slice(close)}`;
}

/** White space at the beginning of the line. */
function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

/** White space of one level. */
function indentOf(text: string): string {
  return /\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
}

/** Comments around stay; those within a system that is replaced do not. */
function rewrittenJson(text: string, insertions: readonly Insertion[]): string {
  const indent = indentOf(text);
  const formattingOptions = { insertSpaces: !indent.startsWith('\t'), tabSize: indent.length, eol: '\n' };
  return insertions.reduce((current, { entry, index }) => {
    const { systems } = plainValue(parseJsonc('', current));
    const place = index ?? (Array.isArray(systems) ? systems.length : 0);
    const isArrayInsertion = index === undefined;
    const edits = modify(current, ['systems', place], entry, { formattingOptions, isArrayInsertion });
    return applyEdits(current, edits);
  }, text);
}

/** The same for YAML. */
function appendedYaml(text: string, insertions: readonly Insertion[]): string | undefined {
  const systems = parseDocument(text).get('systems', true);
  const last = isSeq(systems) && systems.flow !== true ? systems.items.at(-1) : undefined;
  if (!isNode(last) || !last.range || insertions.some(({ index }) => index !== undefined)) return undefined;
  const dash = text.lastIndexOf('-', last.range[0] - 1);
  const column = dash - (text.lastIndexOf('\n', dash) + 1);
  const end = endOfItem(text, last.range[1], column);
  const indent = ' '.repeat(column);
  const list = stringify(
    insertions.map(({ entry }) => plain(entry)),
    { lineWidth: 0 },
  );
  const lines = list.trimEnd().replaceAll(/^/gm, indent);
  const before = text.slice(0, end);
  return `${before}${before.endsWith('\n') ? '' : '\n'}${lines}\n${text.slice(end)}`;
}

/** Comments that are indented like the item belong to it. */
function endOfItem(text: string, offset: number, column: number): number {
  const lineEnd = (from: number) => text.indexOf('\n', from) + 1 || text.length;
  let end = text[offset - 1] === '\n' ? offset : lineEnd(offset);
  for (;;) {
    const next = text.slice(end, lineEnd(end));
    if (next === '' || next.search(/\S/) <= column || !next.trimStart().startsWith('#')) return end;
    end += next.length;
  }
}

/** Comments stay; spaces may not. @returns `undefined` where what is replaced has an anchor that others mean */
function rewrittenYaml(text: string, insertions: readonly Insertion[]): string | undefined {
  const document = parseDocument(text, { stringKeys: true });
  if (!isSeq(document.get('systems', true))) document.set('systems', document.createNode([]));
  for (const { entry, index } of insertions) {
    const node = document.createNode(plain(entry));
    if (index === undefined) document.addIn(['systems'], node);
    else document.setIn(['systems', index], node);
  }
  const list = document.get('systems', true);
  // An empty list is written as [], and what is put in there would stand in one line.
  if (isSeq(list) && list.flow === true && list.items.length === insertions.length) list.flow = false;
  const anchors = new Set<unknown>();
  let isBroken = false;
  visit(document, {
    Node: (_, { anchor }: { anchor?: string | undefined }) => {
      anchors.add(anchor);
    },
    Alias: (_, { source }) => {
      isBroken ||= !anchors.has(source);
    },
  });
  return isBroken ? undefined : document.toString({ lineWidth: 0 });
}
