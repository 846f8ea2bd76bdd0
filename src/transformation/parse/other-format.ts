/** What a text is that is no JSON at all: one sentence about the whole of it says more than one about each line. */
import { createScanner } from 'jsonc-parser';

export interface OtherFormat {
  /** Zero-based, where it begins. */
  readonly offset: number;
  readonly message: string;
  readonly fix: string;
}

const EXAMPLE = '{"user": {"mappings": [...]}}';
const AS_JSON = `write it as JSON: ${EXAMPLE}`;
const DOWNLOAD = 'put the file itself here: a page is what a browser or a web proxy shows instead of it';

/** How texts begin, blanks and comments left out. */
const BEGINNINGS: readonly (readonly [beginning: RegExp, message: string, fix: string])[] = [
  [/^<(?:!doctype\s+html|html|head|body)\b/i, 'it looks like a web page (HTML)', DOWNLOAD],
  [/^</, 'it looks like XML or HTML', AS_JSON],
  [/^```/, 'it begins with the ``` of a chat or a web page', 'remove the lines with ```'],
  [
    /^(?:module\.exports|exports?|import|const|let|var|function)\b/,
    'it looks like JavaScript',
    'keep the object alone, its keys and texts in double quotes',
  ],
  [/^(?:---|%YAML)/, 'it looks like YAML', AS_JSON],
  [/^(?:- )?[\w.-]+:(?:\s|$)/, 'it looks like YAML', AS_JSON],
  [/^[\w.-]+[ \t]*=/, 'it looks like a list of properties', AS_JSON],
  [
    /^"[^"\n]*"\s*:/,
    'the brace { that it has to begin with is missing',
    'put { in front, and see whether } stands at the end',
  ],
  [/^[A-Za-z]/, 'it begins with a word, and not with {', AS_JSON],
];

/** @returns `undefined` for what is JSON, or was to be it */
export function otherFormat(text: string): OtherFormat | undefined {
  if (text.includes('\0') || text.startsWith('PK\u0003\u0004')) {
    return {
      offset: 0,
      message: 'it is no text in UTF-8: a binary or compressed file, or another encoding',
      fix: 'unpack it, or save it as UTF-8',
    };
  }
  const offset = startOf(text);
  const rest = text.slice(offset);
  if (rest === '') {
    // A comment that does not end may have everything in it.
    const isOpen = text.lastIndexOf('/*') > text.lastIndexOf('*/');
    return isOpen ? undefined : { offset: 0, message: 'it is empty', fix: `write ${EXAMPLE}` };
  }
  const [, message, fix] = BEGINNINGS.find(([beginning]) => beginning.test(rest)) ?? [];
  return message === undefined || fix === undefined ? undefined : { offset, message, fix };
}

/** Behind blanks and comments, also those that YAML, properties and shells have. */
function startOf(text: string): number {
  const scanner = createScanner(text, true);
  for (;;) {
    scanner.scan();
    const offset = scanner.getTokenOffset();
    if (text[offset] !== '#') return offset;
    const end = text.indexOf('\n', offset);
    if (end === -1) return text.length;
    scanner.setPosition(end);
  }
}
