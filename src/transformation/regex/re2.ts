/** Translation to RE2's dialect, whose engine (`re2js`) matches in linear time. */
import { createRequire } from 'node:module';
import type { RE2JS } from 're2js';
import type { Node, ParsedRegex } from './ast.ts';
import type { Charset } from './charset.ts';
import type { Captures, Scan } from './scan.ts';
import { width } from './width.ts';

const require = createRequire(import.meta.url);

/**
 * Loads the engine, which is 260 kB, with the first expression. Where an expression is compiled with the values of its
 * variables, that is when it is read: no request waits for a file.
 */
export function loadRe2(): typeof import('re2js') {
  return require('re2js');
}

/** A pattern in RE2's dialect, and the texts for which it means the same as the original. */
export interface Translation {
  readonly re2: RE2JS;
  /** `$` and `\Z` also match before a line terminator at the end, which RE2 cannot say. */
  readonly noFinalTerminator: boolean;
  /** RE2's `\b` is ASCII. */
  readonly asciiOnly: boolean;
  /** Where an iteration can be empty, RE2 agrees on whether there is a match, but not on which. */
  readonly exactCaptures: boolean;
}

/** `undefined` when RE2 has no equivalent. */
export function translate(regex: ParsedRegex): Translation | undefined {
  const { RE2JS } = loadRe2();
  const translator = new Translator();
  const pattern = translator.node(regex.node);
  if (pattern === undefined) return undefined;
  try {
    const { noFinalTerminator, asciiOnly, exactCaptures } = translator;
    return { re2: RE2JS.compile(pattern), noFinalTerminator, asciiOnly, exactCaptures };
  } catch {
    // RE2 limits repetition counts and the size of the program.
    return undefined;
  }
}

const FINAL_TERMINATOR = /[\n\r\u0085\u2028\u2029]$/;
const ASCII = /^[\0-\x7f]*$/;

/** Whether the translation holds for this text. */
export function holdsFor(translation: Translation, text: string): boolean {
  return (
    !(translation.noFinalTerminator && FINAL_TERMINATOR.test(text)) &&
    !(translation.asciiOnly && !ASCII.test(text))
  );
}

/** Large classes are long in RE2's dialect, and compiling takes time for each character. */
const MAX_LENGTH = 100_000;

class Translator {
  #length = 0;
  noFinalTerminator = false;
  asciiOnly = false;
  exactCaptures = true;

  node(node: Node): string | undefined {
    switch (node.kind) {
      case 'empty':
        return '(?:)';
      case 'set':
        return this.#set(node.set);
      case 'sequence':
        return this.#all(node.nodes, '');
      case 'choice': {
        const choice = this.#all(node.nodes, '|');
        return choice && `(?:${choice})`;
      }
      case 'group': {
        const inner = this.node(node.node);
        return inner === undefined ? undefined : `(${inner})`;
      }
      case 'repeat':
        return this.#repeat(node);
      case 'assertion':
        return this.#assertion(node.assertion);
      default:
        return undefined;
    }
  }

  #set(set: Charset): string | undefined {
    const members = characterClass(set);
    this.#length += members.length;
    return this.#length > MAX_LENGTH ? undefined : members;
  }

  #all(nodes: readonly Node[], separator: string): string | undefined {
    const parts: string[] = [];
    for (const node of nodes) {
      const part = this.node(node);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    return parts.join(separator);
  }

  #repeat({ node, min, max, lazy }: Extract<Node, { kind: 'repeat' }>): string | undefined {
    const inner = this.node(node);
    if (inner === undefined) return undefined;
    if (width(node).min === 0) this.exactCaptures = false;
    const open = max === Number.POSITIVE_INFINITY;
    return `(?:${inner}){${min},${open ? '' : max}}${lazy ? '?' : ''}`;
  }

  #assertion(assertion: Extract<Node, { kind: 'assertion' }>['assertion']): string | undefined {
    switch (assertion) {
      case 'start':
        return '\\A';
      case 'end':
        return '\\z';
      case 'finalEnd':
      case 'unixFinalEnd':
        this.noFinalTerminator = true;
        return '\\z';
      case 'wordBoundary':
        this.asciiOnly = true;
        return '\\b';
      case 'notWordBoundary':
        this.asciiOnly = true;
        return '\\B';
      default:
        return undefined;
    }
  }
}

function characterClass({ ranges, single }: Charset): string {
  const quoted = (codePoint: number) => `\\x{${codePoint.toString(16)}}`;
  if (single !== undefined) return quoted(single);
  let members = '';
  for (let i = 0; i < ranges.length; i += 2) {
    members += `${quoted(ranges[i] as number)}-${quoted(ranges[i + 1] as number)}`;
  }
  // A class without members never matches.
  return members === '' ? '[^\\x{0}-\\x{10ffff}]' : `[${members}]`;
}

/** Finds matches with RE2. */
export class Re2Scan implements Scan {
  readonly #matcher: ReturnType<RE2JS['matcher']>;

  constructor(translation: Translation, text: string) {
    this.#matcher = translation.re2.matcher(text);
  }

  whole(): Captures | undefined {
    return this.#matcher.matches() ? this.#captures() : undefined;
  }

  find(from: number): Captures | undefined {
    return this.#matcher.find(from) ? this.#captures() : undefined;
  }

  #captures(): Captures {
    const matcher = this.#matcher;
    const captures = new Int32Array(2 * (matcher.groupCount() + 1));
    for (let group = 0; group <= matcher.groupCount(); group++) {
      captures[2 * group] = matcher.start(group);
      captures[2 * group + 1] = matcher.end(group);
    }
    return captures;
  }
}
