/**
 * A transformation's text (JSON with comments and trailing commas) as values that remember where they stand.
 */
import { createScanner, type Node, type ParseError, parseTree } from 'jsonc-parser';
import { strangeCharacter, typographicQuotes } from '../characters.ts';
import type { FindingCollector } from '../findings.ts';
import { setMember } from '../objects.ts';
import type { Json, JsonMap } from '../types.ts';
import { excessiveNesting } from './nesting.ts';
import { otherFormat } from './other-format.ts';
import { syntaxProblem } from './syntax-errors.ts';

/** How deep objects and lists may be nested; deeper ones are refused before a recursive parser sees them. */
export const MAX_NESTING = 100;

/** A JSON value of the text. */
export interface SourceNode {
  /** With parameters substituted. */
  readonly value: Json;
  /** Zero-based, where the value starts in the text. */
  readonly offset: number;
  /** Whether `value` stands in the text as it is, without parameters nor escape sequences. */
  readonly verbatim: boolean;
  /** Whether `value` is a credential: then nothing in it is syntax. */
  readonly secret: boolean;
  /** Of an object; with duplicate keys, the last one counts. */
  readonly members: ReadonlyMap<string, SourceMember>;
  /** Of a list. */
  readonly items: readonly SourceNode[];
}

export interface SourceMember {
  readonly keyOffset: number;
  readonly node: SourceNode;
}

/** What becomes of one string, a key or a value, when parameters are replaced. */
export interface Filtered {
  readonly text: string;
  readonly secret: boolean;
}

export type TextFilter = (text: string, offset: number) => Filtered;

/**
 * @param createFilter is given the whole document
 * @returns `undefined` when the text is no JSON document; why has been reported
 */
export function parseSource(
  text: string,
  findings: FindingCollector,
  createFilter: (root: Node) => TextFilter,
): SourceNode | undefined {
  const content = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  const tooDeep = excessiveNesting(content, MAX_NESTING);
  if (tooDeep !== undefined) {
    const message = `objects and lists are nested more than ${MAX_NESTING} deep`;
    const fix = 'remove brackets and braces that were repeated by mistake';
    findings.report({ rule: 'syntax', severity: 'error', message, fix }, tooDeep);
    return undefined;
  }
  const errors: ParseError[] = [];
  const tree = parseTree(content, errors, { allowTrailingComma: true });
  if (tree === undefined || errors.length > 0) {
    reportSyntax(content, errors, findings);
    return undefined;
  }
  return convert(tree, findings, createFilter(tree));
}

function reportSyntax(text: string, errors: readonly ParseError[], findings: FindingCollector): void {
  const other = otherFormat(text);
  if (other !== undefined) {
    const { offset, fix } = other;
    const message = `this is no JSON: ${other.message}`;
    findings.report({ rule: 'syntax', severity: 'error', message, fix }, offset);
    return;
  }
  if (reportStrangeCharacters(text, findings)) return;
  const problem = syntaxProblem(text, errors);
  if (problem === undefined) return;
  const { offset, message, fix } = problem;
  findings.report({ rule: 'syntax', severity: 'error', message, fix }, offset);
}

/** `ScanError.UnexpectedEndOfString`; the library declares it as a const enum, which needs a compiler. */
const UNEXPECTED_END_OF_STRING = 2;

/**
 * What else a parser says when there are typographic quotes or invisible characters is no help. Each line is reported
 * once.
 *
 * @returns whether there are any outside of texts
 */
function reportStrangeCharacters(text: string, findings: FindingCollector): boolean {
  const lines = new Set<number>();
  const scanner = createScanner(text, true);
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const offset = scanner.getTokenOffset();
    const token = text.slice(offset, offset + scanner.getTokenLength());
    const isText = token.startsWith('"');
    // Of a text that does not end, a typographic quote was to be the end.
    if (isText && Number(scanner.getTokenError()) !== UNEXPECTED_END_OF_STRING) continue;
    const found = isText ? typographicQuotes(token) : strangeCharacter(token);
    const at = offset + (found?.position ?? 0);
    const line = findings.line(at);
    if (found === undefined || lines.has(line)) continue;
    lines.add(line);
    const fix = found.fix.replace(`' or "`, '"');
    findings.report(
      { rule: 'syntax', severity: 'error', message: `this is no JSON: ${found.message}`, fix },
      at,
    );
  }
  return lines.size > 0;
}

function reportHalfCharacter(findings: FindingCollector, text: string, offset: number): void {
  const half = /\p{Cs}/u.exec(text)?.[0] ?? '';
  findings.report(
    {
      rule: 'half-character',
      severity: 'error',
      message: `the text has half of a character, \\u${half.charCodeAt(0).toString(16)}, which no entity may have`,
      fix: 'write the whole character, in a regular expression for instance \\\\x{1f600}',
    },
    offset,
  );
}

const NO_MEMBERS: ReadonlyMap<string, SourceMember> = new Map();
const NO_ITEMS: readonly SourceNode[] = [];

function convert(node: Node, findings: FindingCollector, filter: TextFilter): SourceNode {
  const { offset } = node;
  switch (node.type) {
    case 'object': {
      const members = new Map<string, SourceMember>();
      const value: JsonMap = {};
      for (const property of node.children ?? []) {
        const [keyNode, valueNode] = property.children ?? [];
        if (keyNode === undefined || valueNode === undefined) continue;
        const key = filter(String(keyNode.value), keyNode.offset).text;
        const child = convert(valueNode, findings, filter);
        if (members.has(key)) {
          findings.report(
            {
              rule: 'duplicate-key',
              severity: 'warning',
              message: `the key ${JSON.stringify(key)} stands here a second time; only the last one counts`,
              fix: 'remove one of the two',
            },
            keyNode.offset,
          );
        }
        members.set(key, { keyOffset: keyNode.offset, node: child });
        setMember(value, key, child.value);
      }
      return { value, offset, verbatim: false, secret: false, members, items: NO_ITEMS };
    }
    case 'array': {
      const items = (node.children ?? []).map((child) => convert(child, findings, filter));
      const value = items.map((item) => item.value);
      return { value, offset, verbatim: false, secret: false, members: NO_MEMBERS, items };
    }
    case 'string': {
      const original = String(node.value);
      const { text: value, secret } = filter(original, offset);
      if (!value.isWellFormed()) reportHalfCharacter(findings, value, offset);
      // Quotes on both sides: any escape sequence makes the text longer than the value.
      const verbatim = value === original && node.length === original.length + 2;
      return { value, offset, verbatim, secret, members: NO_MEMBERS, items: NO_ITEMS };
    }
    default:
      return {
        value: (node.value ?? null) as Json,
        offset,
        verbatim: true,
        secret: false,
        members: NO_MEMBERS,
        items: NO_ITEMS,
      };
  }
}
